"""The image and the scripts of deploy/ are linted, and what can be tried without an engine is."""

import json
import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from joserfc import jwe, jwk, jwt

ROOT = Path(__file__).parents[2]
IMAGES = ROOT / "deploy" / "images"
DOCKERFILES = sorted(IMAGES.glob("*Dockerfile"))
SCRIPTS = sorted(ROOT.glob("deploy/**/*.sh"))
SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))


def tool(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def test_there_is_something_to_lint() -> None:
    assert DOCKERFILES
    assert SCRIPTS


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
def test_hadolint_finds_nothing_in_the_dockerfile(path: Path) -> None:
    done = subprocess.run(
        [tool("hadolint"), "--no-color", path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_the_script(path: Path) -> None:
    done = subprocess.run(
        [tool("shellcheck"), path], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert path.stat().st_mode & stat.S_IXUSR


def test_the_image_runs_as_a_user_of_a_fixed_number_and_says_when_it_is_ready() -> None:
    stages = (IMAGES / "service.Dockerfile").read_text().split("\nFROM ")
    (last_stage,) = (stage for stage in stages if stage.startswith("${PYTHON_IMAGE} AS service\n"))
    assert "\nUSER 10001:10001\n" in last_stage
    assert "\nHEALTHCHECK " in last_stage
    assert "\nSTOPSIGNAL SIGTERM\n" in last_stage
    assert "COPY . " not in last_stage
    for word in ("SECRET", "PASSWORD", "DATABASE_URL", "KEY"):
        assert word not in last_stage


def test_the_image_of_the_edge_is_a_service_with_the_portals_in_it() -> None:
    dockerfile = (IMAGES / "service.Dockerfile").read_text()
    edge = dockerfile.rsplit("\nFROM ", 1)[1]
    assert edge.startswith("service AS edge\nCOPY --from=portals /portals /app/portals\n")
    # Each workspace's own package.json, or `npm ci` of the lock would fail there.
    root = IMAGES.parents[1] / "portals"
    for package in (*root.glob("packages/*/package.json"), *root.glob("apps/*/package.json")):
        folder = package.parent.relative_to(root)
        assert f"COPY portals/{folder}/package.json {folder}/" in dockerfile


def test_only_what_images_are_made_of_is_sent_to_the_builder() -> None:
    lines = (IMAGES / "service.Dockerfile.dockerignore").read_text().split()
    assert "*" in lines
    copied = {
        "contracts",
        "chassis",
        "presentation",
        "services",
        "portals",
        "requirements.lock",
        "deploy/images/build.lock",
        "deploy/images/dependencies.py",
        "deploy/images/healthcheck.py",
    }
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == copied


@pytest.mark.parametrize("service", SERVICES)
def test_the_lock_has_what_the_image_of_a_service_installs(service: str) -> None:
    packages = ("contracts", "chassis", "presentation", f"services/{service}")
    done = subprocess.run(
        [
            sys.executable,
            IMAGES / "dependencies.py",
            ROOT / "requirements.lock",
            *(ROOT / package / "pyproject.toml" for package in packages),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all("==" in line for line in lines)
    assert not any(line.startswith("portico-") for line in lines)
    assert any(line.startswith("faststream[kafka]==") for line in lines)


def test_a_dependency_that_is_not_locked_is_an_error() -> None:
    dependencies = runpy.run_path(str(IMAGES / "dependencies.py"))["dependencies"]
    project = '[project]\nname = "portico-x"\ndependencies = ["portico-y", "Some_Thing[kafka]>=2"]'
    other = '[project]\nname = "portico-y"\ndependencies = []'
    assert dependencies(
        "some-thing==2.1 ; python_version > '3'\n    --hash=sha256:0\n", [other, project]
    ) == ["some-thing[kafka]==2.1"]
    with pytest.raises(KeyError, match="some-thing"):
        dependencies("other==1\n", [other, project])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secrets") / "made"
    subprocess.run([IMAGES / "secrets.sh", folder], check=True, timeout=60)
    return folder


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_secrets_that_are_there_stay_as_they_are(made: Path) -> None:
    before = contents(made)
    subprocess.run([IMAGES / "secrets.sh", made], check=True, timeout=60)
    assert contents(made) == before


def test_a_secret_that_was_removed_is_made_anew_and_no_other(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    for name, text in contents(made).items():
        if name != "payments_database_url":
            (folder / name).write_text(text)
    subprocess.run([IMAGES / "secrets.sh", folder], check=True, timeout=60)
    changed = {name for name, text in contents(folder).items() if text != contents(made)[name]}
    assert changed == {"payments_database_url"}


def test_others_cannot_look_into_the_folder_of_secrets(made: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_no_password_is_given_twice(made: Path) -> None:
    passwords = [
        text.split(":")[2].split("@")[0]
        for name, text in contents(made).items()
        if name.endswith("_database_url")
    ]
    assert len(passwords) == len(set(passwords)) == 10


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_the_signing_key_signs_and_the_links_key_pair_fits(made: Path) -> None:
    signing = jwk.import_key(json.loads((made / "pass_signing_key.json").read_text()))
    token = jwt.encode({"alg": "EdDSA"}, {"sub": "x"}, signing, algorithms=["EdDSA"])
    public = jwk.import_key(signing.as_dict(private=False))
    assert jwt.decode(token, public, algorithms=["EdDSA"]).claims == {"sub": "x"}
    assert signing.kid == signing.thumbprint()

    sealing = jwk.import_key(json.loads((made / "secrets_public_key.json").read_text()))
    opening = jwk.import_key(json.loads((made / "secrets_private_key.json").read_text()))
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
    sealed = jwe.encrypt_compact(header, b"https://maple.localhost", sealing)
    assert jwe.decrypt_compact(sealed, opening).plaintext == b"https://maple.localhost"
    assert "d" not in sealing.as_dict()


@pytest.mark.parametrize(("status", "exit_code"), [("200 OK", 0), ("503 Not ready", 1)])
def test_the_health_check_tells_whether_the_process_is_ready(status: str, exit_code: int) -> None:
    asked: list[str] = []

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        start_response(status, [("Content-Length", "0")])
        return [b""]

    server = make_server("127.0.0.1", 0, answer)
    thread = Thread(target=server.handle_request, daemon=True)
    thread.start()
    done = subprocess.run(
        [sys.executable, IMAGES / "healthcheck.py", str(server.server_port)],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=30,
        check=False,
    )
    thread.join(10)
    server.server_close()
    assert done.returncode == exit_code
    assert asked == ["/health/ready"]


def test_the_health_check_fails_where_nobody_listens() -> None:
    done = subprocess.run(
        [sys.executable, IMAGES / "healthcheck.py"],
        env={"PATH": os.environ["PATH"], "HTTP_PORT": "9"},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1

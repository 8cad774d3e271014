"""Sets up what is missing, then runs `python -m portico_local`. Standard library only.

It makes `.venv` from `requirements.lock` with uv, and installs Pango (documents are set with it)
where it may. What has been set up is not looked at again until one of its inputs changes, so that a
warm start costs a few hashes.
"""

import ctypes.util
import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
STATE = ROOT / ".portico"
BOOTSTRAP = STATE / "bootstrap"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".portico-stamp"
LOCK = ROOT / "requirements.lock"

UV_VERSION = "0.13.9"
PYTHON_VERSION = "3.11"
COMMAND_SECONDS = 900

# What WeasyPrint loads at run time: the library's name, and Debian's package of it.
LIBRARIES = (
    ("pango-1.0", "libpango-1.0-0"),
    ("pangoft2-1.0", "libpangoft2-1.0-0"),
    ("harfbuzz-subset", "libharfbuzz-subset0"),
)

# What tests validate signed files by: the program, and Debian's package of it.
VALIDATORS = (("pdfsig", "poppler-utils"), ("certutil", "libnss3-tools"))


LOCK_USAGE = """usage: ./portico lock [--check]

Locks anew, with hashes, what the packages depend on. --check only says whether it is due."""


class SetupError(Exception):
    """The environment cannot be set up; the message says what to do."""


def main(arguments: list[str]) -> int:
    """Set up, then become the real command; returns only for `lock` and for errors."""
    # Warm starts live on kept bytecode, whatever the caller's shell says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PORTICO_ROOT"] = str(ROOT)
    try:
        if arguments[:1] == ["lock"]:
            if arguments[1:] in ([], ["--check"]):
                return lock(only_check=arguments[1:] == ["--check"])
            say(LOCK_USAGE)
            return 0 if {"-h", "--help"} & set(arguments) else 2
        digest = digest_of_inputs()
        if not is_set_up(digest):
            set_up(digest)
        if arguments[:1] == ["test"] and may_run(arguments[1:], ROOT / "tests" / "browser"):
            install_browser()
        if arguments[:1] == ["test"] and may_run(arguments[1:], ROOT / "services" / "documents"):
            install_pdfsig()
        if arguments[:1] == ["test"] and any(part.startswith("--on") for part in arguments[1:]):
            install_clock()
    except SetupError as error:
        say(f"✗ {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    return become_command(arguments)


def become_command(arguments: list[str]) -> NoReturn:
    """Hand this process over to the environment's Python."""
    os.execv(PYTHON, [PYTHON, "-m", "portico_local", *arguments])  # noqa: S606 - no shell meant


# Whether it stands


def packages() -> list[Path]:
    """Folders of our own packages, in the order in which they build on each other."""
    services = sorted((ROOT / "services").iterdir()) if (ROOT / "services").is_dir() else []
    ground = [ROOT / name for name in ("contracts", "chassis", "presentation")]
    folders = [*ground, *services, ROOT / "deploy" / "local"]
    return [folder for folder in folders if (folder / "pyproject.toml").exists()]


def pyprojects() -> list[Path]:
    """Every pyproject.toml that names dependencies; the root's last."""
    return [folder / "pyproject.toml" for folder in (*packages(), ROOT)]


def digest_of_inputs() -> str:
    """Changes when the environment has to be made anew."""
    digest = hashlib.sha256()
    for path in (Path(__file__).resolve(), LOCK, *pyprojects()):
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_set_up(digest: str) -> bool:
    """Whether `set_up` came to its end for these inputs."""
    return STAMP.exists() and STAMP.read_text() == digest


def set_up(digest: str) -> None:
    """Make the environment. One process at a time; the others find it made. Raises SetupError."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "setup.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_set_up(digest):
            return
        say("Setting up; the first time takes a minute or two")
        if not LOCK.exists():
            raise SetupError("requirements.lock is missing; ./portico lock makes it")
        if not lock_is_current():
            say("! requirements.lock is older than the dependencies: ./portico lock renews it")
        with step("System libraries"):
            install_libraries()
        with step("uv"):
            uv = get_uv()
        with step("Python environment"):
            make_environment(uv)
        with step("Bytecode"):
            compile_sources()
        STAMP.write_text(digest)


# Its parts


def install_libraries() -> None:
    """Install what WeasyPrint loads at run time, or say how."""
    missing = [package for name, package in LIBRARIES if not ctypes.util.find_library(name)]
    if not missing:
        return
    why = "Documents are set with Pango and HarfBuzz, which are not installed"
    if not shutil.which("apt-get"):
        raise SetupError(f"{why}. In Debian's names they are: {' '.join(missing)}")
    apt_install(missing, why)


def may_run(arguments: list[str], folder: Path) -> bool:
    """Whether these tests are, or may be, some of this folder: all are, when none is named."""
    named = [part.partition("::")[0] for part in arguments if not part.startswith("-")]
    paths = [(ROOT / part).resolve() for part in named if (ROOT / part).exists()]
    asks_only = {"--requirements", "--help"} & set(arguments)
    return not asks_only and (
        not paths or any(path in folder.parents or path.is_relative_to(folder) for path in paths)
    )


def install_browser() -> None:
    """Chromium, which the tests open pages in; one that PORTICO_CHROMIUM names is taken as well."""
    if os.environ.get("PORTICO_CHROMIUM") or shutil.which("chromium-headless-shell"):
        return
    why = "Tests open pages in Chromium, which is not installed"
    if not shutil.which("apt-get"):
        raise SetupError(f"{why}. Install it, or name it in PORTICO_CHROMIUM")
    with step("Chromium"):
        apt_install(["chromium-headless-shell"], why)


def install_pdfsig() -> None:
    """pdfsig, by which tests have signed files validated by others. Without it they say so."""
    missing = [package for program, package in VALIDATORS if not shutil.which(program)]
    if not missing or not shutil.which("apt-get"):
        return
    try:
        with step("pdfsig"):
            apt_install(missing, "Tests have signed files validated by pdfsig, which is missing")
    except SetupError as error:
        say(f"! {error}")


def install_clock() -> None:
    """libfaketime, by which tests are told another day than today."""
    if any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")):
        return
    why = "Tests are told another day by libfaketime, which is not installed"
    if not shutil.which("apt-get"):
        raise SetupError(f"{why}. In Debian's names it is: libfaketime")
    with step("libfaketime"):
        apt_install(["libfaketime"], why)


def apt_install(names: list[str], why: str) -> None:
    """Install Debian packages if we are root; otherwise raise with the command to run."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *names]
    if os.geteuid() != 0:
        command = f"sudo apt-get update && sudo {' '.join(install)}"
        raise SetupError(f"{why}. Run this, then try again:\n  {command}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "update", environment=environment)
    run(*install, environment=environment)


def get_uv() -> Path:
    """uv of the version that made the lock, installed by pip into a place of our own."""
    by_venv, by_target = BOOTSTRAP / "bin", BOOTSTRAP / "packages" / "bin"
    for uv in (by_venv / "uv", by_target / "uv"):
        if uv.exists() and f"uv {UV_VERSION}" in run(uv, "--version"):
            return uv
    shutil.rmtree(BOOTSTRAP, ignore_errors=True)
    if not has("venv", "ensurepip") and not has("pip"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        apt_install([f"python{version}-venv"], f"{sys.executable} has neither venv nor pip")
        importlib.invalidate_caches()
    install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
    wanted = f"uv=={UV_VERSION}"
    if has("venv", "ensurepip"):
        run(sys.executable, "-m", "venv", BOOTSTRAP)
        run(by_venv / "python", *install, wanted)
        return by_venv / "uv"
    run(sys.executable, *install, "--target", by_target.parent, wanted)
    return by_target / "uv"


def has(*modules: str) -> bool:
    """Whether this Python has them: Debian's has neither pip nor what venv needs, at first."""
    return all(importlib.util.find_spec(name) for name in modules)


def make_environment(uv: Path) -> None:
    """`.venv`: what the lock says and nothing else, checked by hash, and our packages, editable."""
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        run(uv, "venv", "--quiet", "--python", sys.executable, VENV)
    quiet = ("--quiet", "--python", PYTHON)
    # `sync` also takes away what was installed by hand: what works here works in a clean clone.
    run(uv, "pip", "sync", *quiet, "--require-hashes", LOCK)
    editable = [part for folder in packages() for part in ("--editable", folder)]
    run(uv, "pip", "install", *quiet, "--no-deps", *editable)


def compile_sources() -> None:
    """Bytecode of everything, so that the first start is as quick as the later ones."""
    sources = [folder / "src" for folder in packages()]
    # Some packages ship files of other Pythons, which do not compile and are not imported.
    run(PYTHON, "-m", "compileall", "-qq", "-j", "0", VENV / "lib", *sources, may_fail=True)


# The lock


def lock(*, only_check: bool) -> int:
    """Write requirements.lock anew, or only tell whether it is of the dependencies of now."""
    if only_check:
        if lock_is_current():
            return 0
        say("✗ requirements.lock is older than the dependencies: ./portico lock renews it")
        return 1
    STATE.mkdir(exist_ok=True)
    with step("uv"):
        uv = get_uv()
    with step("Resolving"):
        resolved = resolve(uv)
    head = f"# Made by ./portico lock; do not edit.\n# inputs: {digest_of_dependencies()}\n"
    LOCK.write_text(head + resolved)
    return 0


def resolve(uv: Path) -> str:
    """The newest versions that fit together, with hashes, and no word of where they come from."""
    ours = [f"--no-emit-package={project_of(folder)['name']}" for folder in packages()]
    return run(
        *(uv, "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"),
        *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
        *(f"--python-version={PYTHON_VERSION}", "--all-extras", "--group=pyproject.toml:dev"),
        *ours,
        *(path.relative_to(ROOT) for path in pyprojects()[:-1]),
    )


def project_of(folder: Path) -> Mapping[str, object]:
    """The table `project` of a folder's pyproject.toml."""
    return tomllib.loads((folder / "pyproject.toml").read_text()).get("project", {})


def digest_of_dependencies() -> str:
    """Changes when a package asks for other dependencies."""
    wanted: set[str] = set()
    for path in pyprojects():
        content = tomllib.loads(path.read_text())
        project = content.get("project", {})
        wanted.update(project.get("dependencies", []))
        groups = (project.get("optional-dependencies", {}), content.get("dependency-groups", {}))
        for group in groups:
            for names in group.values():
                wanted.update(names)
    return hashlib.sha256("\n".join(sorted(wanted)).encode()).hexdigest()


def lock_is_current() -> bool:
    """Whether requirements.lock was made from the dependencies that the packages name now."""
    return LOCK.exists() and f"# inputs: {digest_of_dependencies()}\n" in LOCK.read_text()


# Saying and running


@contextmanager
def step(name: str) -> Generator[None]:
    """A line for what takes time."""
    terminal = sys.stderr.isatty()
    if terminal:
        sys.stderr.write(f"… {name}")
        sys.stderr.flush()
    started, mark = time.monotonic(), "✗"
    try:
        yield
        mark = "✓"
    finally:
        say(f"{chr(13) if terminal else ''}{mark} {name} {time.monotonic() - started:.1f} s")


def say(text: str) -> None:
    """A line on standard error: standard output is the command's."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def run(
    *command: str | Path, environment: Mapping[str, str] | None = None, may_fail: bool = False
) -> str:
    """Run a command to its end; its standard output. Raises SetupError with all that it said."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupError(f"{command[0]}: {error}") from error
    if done.returncode and not may_fail:
        said = f"{done.stdout}{done.stderr}".strip()[-4000:]
        line = " ".join(str(part) for part in command)
        raise SetupError(f"{line}\nended with code {done.returncode}:\n{said}")
    return done.stdout

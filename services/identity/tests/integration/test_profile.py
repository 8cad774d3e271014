"""The own profile: what a person may change, the picture, and passwords that are being typed."""

import io
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from PIL import Image

from chassis.runtime import Runtime
from contracts.access import Portal
from contracts.events.identity import PersonChanged
from identity.throttling.model import LIMITS, Counter

from ..conftest import agency_of
from .test_passwords import RecordedEvents, forgot

if TYPE_CHECKING:
    from ..conftest import Site

pytestmark = pytest.mark.requirement("C5")

ADDRESS = {
    "street": "2 Queen St",
    "postal_code": "M5H",
    "city": "Toronto",
    "region": "ON",
    "country": "CA",
}
PROFILE, PICTURE = "/me/profile", "/me/profile/picture"


def a_jpeg(colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera that tells where I live"
    Image.new("RGB", (300, 200), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
async def alma(nord: "Site") -> dict[str, str]:
    _, token = await nord.a_contractor()
    return await nord.headers_of(token)


async def put_picture(
    client: httpx2.AsyncClient, headers: dict[str, str], content: bytes, **more: Any
) -> httpx2.Response:
    sent = headers | {"Content-Type": more.pop("media", "image/jpeg")}
    return await client.put(PICTURE, content=content, headers=sent, params=more)


async def test_a_contractor_changes_phone_language_and_street(
    client: httpx2.AsyncClient, alma: dict[str, str], recorded: RecordedEvents
) -> None:
    before = (await client.get(PROFILE, headers=alma)).json()
    assert before["may_change"] == ["phone", "language", "address"]
    assert before["languages"] == ["en", "fr"]
    body = {"phone": " +1 (416) 555-0100 ", "language": "fr", "address": ADDRESS}
    changed = await client.put(PROFILE, json=body, headers=alma)
    assert changed.status_code == 200, changed.text
    assert changed.json()["phone"] == "+1 (416) 555-0100"
    assert changed.json()["address"] == ADDRESS
    assert (await client.get(PROFILE, headers=alma)).json() == changed.json()
    assert (await client.get("/me", headers=alma)).json()["person"]["language"] == "fr"
    (event,) = await recorded(PersonChanged)
    assert (event.person.language, event.person.contractor.address.city) == ("fr", "Toronto")
    # The same again is no change, and is told to nobody.
    await client.put(PROFILE, json=body, headers=alma)
    assert len(await recorded(PersonChanged)) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "Somebody Else"}, "name"),
        ({"language": "nb"}, "language"),
        ({"language": "de"}, "language"),
        ({"address": {**ADDRESS, "country": "NO"}}, "address.country"),
        ({"address": {**ADDRESS, "region": "AB"}}, "address.region"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "1" * 33}, "phone"),
        ({"address": {**ADDRESS, "street": "x" * 201}}, "address.street"),
    ],
)
async def test_what_the_agency_alone_changes_is_refused_by_field_and_nothing_is_done(
    client: httpx2.AsyncClient,
    alma: dict[str, str],
    recorded: RecordedEvents,
    body: dict[str, Any],
    field: str,
) -> None:
    refused = await client.put(PROFILE, json={"phone": "555 0100", **body}, headers=alma)
    assert refused.status_code == 422
    assert field in [error["field"] for error in refused.json()["errors"]]
    assert (await client.get(PROFILE, headers=alma)).json()["phone"] == ""
    assert await recorded(PersonChanged) == []


async def test_staff_change_their_name_and_nobody_the_address_that_they_sign_in_with(
    nord: "Site", client: httpx2.AsyncClient
) -> None:
    staff = await nord.staff()
    body = {"name": "Ada Ng-Berg", "email": "boss@nord.example"}
    unknown = await client.put(PROFILE, json=body, headers=staff)
    assert [error["field"] for error in unknown.json()["errors"]] == ["email"]
    changed = (await client.put(PROFILE, json={"name": body["name"]}, headers=staff)).json()
    assert (changed["name"], changed["email"]) == ("Ada Ng-Berg", "ada@nord.example")
    assert "name" in changed["may_change"]
    refused = await client.put(PROFILE, json={"address": ADDRESS}, headers=staff)
    assert [error["field"] for error in refused.json()["errors"]] == ["address"]


async def test_a_picture_is_kept_as_ours_and_served_with_an_etag(
    client: httpx2.AsyncClient, alma: dict[str, str], recorded: RecordedEvents
) -> None:
    assert (await client.get(PICTURE, headers=alma)).status_code == 404
    kept = await put_picture(client, alma, a_jpeg())
    assert kept.status_code == 200, kept.text
    served = await client.get(PICTURE, headers=alma)
    assert served.headers["content-type"] == "image/webp"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["etag"] == kept.json()["picture"]
    image = Image.open(io.BytesIO(served.content))
    assert (image.format, image.size) == ("WEBP", (512, 512))
    assert b"where I live" not in served.content
    tags = {"If-None-Match": f'"other", W/{served.headers["etag"]}'}
    unchanged = await client.get(PICTURE, headers=alma | tags)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    other = await put_picture(client, alma, a_jpeg((30, 30, 200)), left=0, top=0, side=100)
    assert other.json()["picture"] != kept.json()["picture"]
    assert (await client.get(PICTURE, headers=alma | tags)).status_code == 200
    assert (await client.delete(PICTURE, headers=alma)).status_code == 204
    assert (await client.delete(PICTURE, headers=alma)).status_code == 404
    assert (await client.get(PROFILE, headers=alma)).json()["picture"] is None
    assert len(await recorded(PersonChanged)) == 3


async def test_a_picture_is_seen_by_its_person_alone(
    nord: "Site", client: httpx2.AsyncClient, alma: dict[str, str]
) -> None:
    await put_picture(client, alma, a_jpeg())
    assert (await client.get(PICTURE)).status_code == 401
    assert (await put_picture(client, {}, a_jpeg())).status_code == 401
    assert (await client.get(PICTURE, headers=await nord.staff())).status_code == 404


@pytest.mark.parametrize(
    ("content", "media", "reason"),
    [
        (b"<svg><script>alert(1)</script></svg>", "image/svg+xml", "wrong_type"),
        (b"<svg><script>alert(1)</script></svg>", "image/png", "wrong_type"),
        (a_jpeg(), "text/html", "wrong_type"),
        (a_jpeg()[:-100], "image/jpeg", "broken"),
        (a_jpeg() + bytes(5 * 1024 * 1024), "image/jpeg", "too_many_bytes"),
    ],
)
async def test_a_picture_that_cannot_be_one_is_refused_by_reason(
    client: httpx2.AsyncClient, alma: dict[str, str], content: bytes, media: str, reason: str
) -> None:
    refused = await put_picture(client, alma, content, media=media)
    assert (refused.status_code, refused.json()["reason"]) == (422, reason)
    assert refused.json()["errors"][0]["field"] == "picture"
    assert (await client.get(PICTURE, headers=alma)).status_code == 404


@pytest.mark.requirement("C2")
@pytest.mark.requirement("X7")
async def test_a_password_is_judged_while_it_is_typed(
    nord: "Site", capsys: pytest.CaptureFixture[str]
) -> None:
    person = await nord.invite(await nord.staff(), Portal.CONTRACTOR, "alma.berg@berg.example")
    token = (await nord.tokens(person["person_id"]))[-1]

    async def flaws(password: str, **more: object) -> list[str]:
        answer = await nord.post("/password/check", password=password, **more)
        assert answer.status_code == 200, answer.text
        return [flaw["code"] for flaw in answer.json()["flaws"]]

    assert await flaws("short") == ["too_short"]
    assert await flaws("Password1") == ["common"]
    assert await flaws("x" * 129) == ["too_long"]
    assert await flaws("my alma.berg 2026") == []
    assert await flaws("my alma.berg 2026", token=token) == ["contains_email"]
    assert await flaws("my kari.nord 2026", email="Kari.Nord@x.example") == ["contains_email"]
    assert await flaws("my alma.berg 2026", token="no such link") == []
    assert "alma.berg 2026" not in capsys.readouterr().out


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("counter", "path", "body"),
    [
        (Counter.PASSWORD_CHECKS, "/password/check", {"password": "x"}),
        (Counter.CHALLENGES, "/login/passkey/options", {"origin": "http://nord.localhost:8080"}),
        (Counter.LINKS, "/password/forgot", {"portal": "agency", "email": "x@y.example"}),
        (Counter.LINKS, "/links/renew", {"token": "none"}),
        (Counter.LINKS, "/links/inspect", {"token": "none"}),
    ],
)
async def test_who_asks_too_often_waits_and_others_do_not(
    nord: "Site", runtime: Runtime, counter: Counter, path: str, body: dict[str, Any]
) -> None:
    staff = await nord.login("ada@nord.example", "a staple for the staff")
    assert (await nord.post(path, **body)).is_success
    agency_id = agency_of(staff.json()["person"])
    async with runtime.unit_of_work(agency_id) as uow:
        tag = await uow.execute(
            "UPDATE sign_in_failures SET failures = $2, last_failed_at = now() WHERE counter = $1",
            counter,
            LIMITS[counter].free_failures + 9,
        )
    assert tag == "UPDATE 1"
    refused = await nord.post(path, **body)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    elsewhere = {"X-Forwarded-For": "203.0.113.66"}
    assert (await nord.post_from(elsewhere, path, **body)).is_success
    # And nobody is kept from signing in by it.
    signed_in = await nord.login("ada@nord.example", "a staple for the staff")
    assert signed_in.status_code == 200
    assert (await forgot(nord)).status_code in {202, 429}


async def test_a_field_that_nobody_changes_here_is_refused_by_name(
    client: httpx2.AsyncClient, alma: dict[str, str]
) -> None:
    for field in ("email", "person_id", "permissions", "colour"):
        answer = await client.put(PROFILE, headers=alma, json={"language": "fr", field: "x"})
        assert answer.status_code == 422, field
        assert field in answer.text
    assert (await client.get(PROFILE, headers=alma)).json()["language"] == "en"

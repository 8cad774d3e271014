import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from chassis.runtime import Runtime
from chassis.uow import UnitOfWork
from contracts.events.identity import AgencyChanged, PersonInvited
from contracts.ids import AgencyId
from identity.links import repository as links
from identity.provisioning.command import agency_command
from identity.tidying import LINKS_KEPT, SESSIONS_KEPT, tidy

from ..conftest import agency_of

if TYPE_CHECKING:
    from ..conftest import Site

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]


def a_file(folder: Path, content: object) -> str:
    file = folder / "agency.json"
    file.write_text(json.dumps(content))
    return str(file)


def an_entry(**changes: object) -> dict[str, object]:
    return {
        "slug": "vest",
        "name": "Vest",
        "legal_name": "Vest AS",
        "address": {"country": "NO"},
        "currency": "NOK",
        "time_zone": "Europe/Oslo",
        "default_language": "nb",
        "languages": ["nb", "en"],
        "brand_colour": "#114433",
        "support_email": "hjelp@vest.example",
        "site_url": "http://vest.localhost:8080",
        "staff": [{"email": "eva@vest.example", "name": "Eva Vik"}],
        **changes,
    }


async def test_an_agency_is_created_once_however_often_the_command_runs(
    runtime: Runtime, tmp_path: Path, recorded: RecordedEvents, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_file(tmp_path, an_entry())
    for _ in range(3):
        assert await agency_command(runtime, [file]) == 0
    (event,) = await recorded(AgencyChanged)
    assert event.agency.slug == "vest"
    (invited,) = await recorded(PersonInvited)
    assert invited.person.language == "nb"
    printed = capsys.readouterr().out
    assert printed.count('"slug": "vest"') == 3
    assert str(event.agency.agency_id) in printed


async def test_a_changed_agency_is_told(
    runtime: Runtime, tmp_path: Path, recorded: RecordedEvents
) -> None:
    await agency_command(runtime, [a_file(tmp_path, an_entry())])
    moved = an_entry(site_url="http://vest.localhost:9000")
    assert await agency_command(runtime, [a_file(tmp_path, moved)]) == 0
    events = await recorded(AgencyChanged)
    assert [event.agency.site_url[-4:] for event in events] == ["8080", "9000"]
    assert events[0].agency.agency_id == events[1].agency.agency_id


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "Not A Slug"}, "cannot be the name of a site"),
        ({"time_zone": "Europe/Nowhere"}, "not a time zone"),
        ({"default_language": "fr"}, "none of the languages"),
        ({"brand_color": "#000000"}, "no such fields: brand_color"),
        ({"currency": "kr"}, "currency"),
        ({"currency": "KRO"}, "'KRO' is not a currency code"),
        ({"languages": ["nb", "sv"]}, "not languages of Portico: sv"),
        ({"address": {"country": "ZZ"}}, "address.country: 'ZZ' is not a country code"),
        ({"address": {"country": "CA"}}, "address.region: an address in Canada needs its region"),
        ({"address": {"country": "CA", "region": "Ontario"}}, "did you mean ON?"),
        ({"address": {"country": "NO", "region": "ON"}}, "'ON' is not a region code of Norway"),
        ({"staff": [{"email": "eva", "name": "Eva"}]}, "email"),
        ({"staff": [{"email": "a@b.example", "name": "A", "password": "short-7"}]}, "password"),
    ],
)
async def test_what_is_wrong_with_the_file_is_said_without_its_secrets(
    runtime: Runtime,
    tmp_path: Path,
    recorded: RecordedEvents,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, object],
    said: str,
) -> None:
    assert await agency_command(runtime, [a_file(tmp_path, an_entry(**changes))]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert "short-7" not in told
    assert await recorded(AgencyChanged) == []


async def test_a_missing_file_and_no_file_are_said(runtime: Runtime, tmp_path: Path) -> None:
    assert await agency_command(runtime, [str(tmp_path / "none.json")]) == 2
    assert await agency_command(runtime, []) == 2


async def test_a_published_version_of_the_terms_is_never_changed(
    runtime: Runtime, tmp_path: Path
) -> None:
    def with_terms(version: str, text: str) -> str:
        terms = {"version": version, "terms_of_use": text, "privacy_policy": "P"}
        return a_file(tmp_path, an_entry(terms=terms))

    assert await agency_command(runtime, [with_terms("1", "one")]) == 0
    assert await agency_command(runtime, [with_terms("1", "another")]) == 2
    assert await agency_command(runtime, [with_terms("2", "another")]) == 0


async def test_the_database_itself_keeps_agencies_apart(
    nord: "Site", fjord: "Site", runtime: Runtime
) -> None:
    person, _ = await nord.a_contractor()
    other, _ = await fjord.a_contractor()
    tables = ["people", "links", "sessions", "passwords", "terms", "terms_acceptances"]
    async with runtime.unit_of_work(agency_of(other)) as uow:
        for table in tables:
            seen = await uow.fetch(f"SELECT DISTINCT agency_id::text AS id FROM {table}")
            assert [row["id"] for row in seen] == [other["agency_id"]]
    async with runtime.unit_of_work(None) as uow:
        for table in tables:
            assert await uow.fetch(f"SELECT agency_id FROM {table}") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with runtime.unit_of_work(agency_of(person)) as uow:
            await uow.execute("UPDATE terms SET terms_of_use = 'other'")


async def test_what_has_served_its_time_is_tidied_away(nord: "Site", runtime: Runtime) -> None:
    person, session = await nord.a_contractor()
    await nord.login(person["email"], "a wrong guess")
    old = max(LINKS_KEPT, SESSIONS_KEPT) + timedelta(days=1)

    async def counted() -> list[int]:
        async with runtime.unit_of_work(agency_of(person)) as uow:
            tables = ("links", "sessions", "sign_in_failures")
            return [await uow.fetchval(f"SELECT count(*) FROM {table}") for table in tables]

    before = await counted()
    await tidy(runtime)
    assert await counted() == before
    async with runtime.unit_of_work(agency_of(person)) as uow:
        await uow.execute("UPDATE links SET expires_at = now() - $1::interval", old)
        await uow.execute("UPDATE sessions SET expires_at = now() - $1::interval", old)
        await uow.execute("UPDATE sign_in_failures SET last_failed_at = now() - $1::interval", old)
    await tidy(runtime)
    assert await counted() == [0, 0, 0]
    assert (await nord.pass_of(session)).status_code == 401


async def test_what_fails_at_one_agency_keeps_no_other_from_being_tidied(
    nord: "Site", fjord: "Site", runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [(await site.a_contractor())[0] for site in (nord, fjord)]
    old = LINKS_KEPT + timedelta(days=1)
    for person in people:
        async with runtime.unit_of_work(agency_of(person)) as uow:
            await uow.execute("UPDATE links SET expires_at = now() - $1::interval", old)
    first, second = sorted(agency_of(person) for person in people)
    as_it_is = links.tidy

    async def fails_for_the_first(uow: UnitOfWork, before: datetime) -> str:
        if uow.agency_id == first:
            raise ZeroDivisionError
        return await as_it_is(uow, before)

    monkeypatch.setattr(links, "tidy", fails_for_the_first)
    await tidy(runtime)
    left: dict[AgencyId, int] = {}
    for agency_id in (first, second):
        async with runtime.unit_of_work(agency_id) as uow:
            left[agency_id] = await uow.fetchval("SELECT count(*) FROM links")
    assert (left[first] > 0, left[second]) == (True, 0)

"""Every service handles the golden example of every event that it consumes.

The examples tell one story with the same ids throughout, so a service that has heard the earlier
ones has all it needs for the later ones.
"""

import importlib
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey, OKPKey

from chassis.runtime import Runtime
from chassis.service import Service
from chassis.settings import ServiceSettings
from chassis.testing.plugin import Deliver
from chassis.testing.queues import fetch_across, fetchval_across
from contracts.access import STAFF_PERMISSIONS, Portal
from contracts.base import Event
from contracts.events.documents import OfferSent
from contracts.events.identity import (
    AgencyChanged,
    CompanyChanged,
    PersonChanged,
    PersonDeactivated,
    StandInNamed,
)
from contracts.events.payments import InvoiceIssued, TransactionHeld, TransactionReversed
from contracts.topics import EVENT_TYPES

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "contracts" / "examples"
SERVICES = ["documents", "identity", "notifications", "payments", "timesheets"]
FIRST = (AgencyChanged, CompanyChanged)
LAST = (PersonDeactivated,)

REFUSED = {
    "timesheets": {
        event.type_name(): "no logged work" for event in (InvoiceIssued, TransactionReversed)
    }
}
"""Timesheets owns logged work: what is said of entries that it never had is a dead letter."""


def story_order(event: type[Event]) -> int:
    """Who a thing belongs to comes before it, and an end comes last."""
    return -1 if event in FIRST else 1 if event in LAST else 0


@pytest.fixture(scope="module")
def sealing_key() -> OKPKey:
    return OKPKey.generate_key("X25519")


@pytest.fixture
def example(sealing_key: OKPKey) -> Callable[[type[Event]], Event]:
    """The example of an event; a link in it is sealed for the notifications under test."""

    def read(event_type: type[Event]) -> Event:
        body = json.loads((EXAMPLES / f"{event_type.type_name()}.json").read_text())
        if "link" in body:
            header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
            address = b"https://maple.portico.example/contractor/welcome#token"
            body["link"] = jwe.encrypt_compact(header, address, sealing_key)
        return event_type.model_validate(body)

    return read


@pytest.fixture(params=SERVICES)
def build(
    request: pytest.FixtureRequest, tmp_path: Path, sealing_key: OKPKey
) -> Callable[..., Service]:
    """Each service in turn."""
    name: str = request.param
    keys = {
        "pass_signing_key_file": OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(
            private=True
        ),
        "secrets_public_key_file": sealing_key.as_dict(private=False),
        "secrets_private_key_file": sealing_key.as_dict(private=True),
        "stored_secrets_key_file": OctKey.generate_key(256).as_dict(private=True),
        "bank_details_key_file": OctKey.generate_key(256).as_dict(private=True),
    }
    files: dict[str, Path] = {}
    for field, key in keys.items():
        files[field] = tmp_path / f"{field}.json"
        files[field].write_text(json.dumps(key))
    storage = tmp_path / "documents"
    storage.mkdir()
    own = {**files, "document_storage_url": storage.as_uri(), "render_processes": 1}

    def make(**given: Any) -> Service:
        module = importlib.import_module(f"{name}.settings")
        (settings_type,) = (
            found
            for _, found in inspect.getmembers(module, inspect.isclass)
            if issubclass(found, ServiceSettings) and found is not ServiceSettings
        )
        settings = settings_type.model_validate(own | given)
        return importlib.import_module(f"{name}.app").build(settings)

    return make


def the_others(example: Callable[[type[Event]], Event]) -> list[PersonChanged]:
    """Whom the examples mention and no example of a person is about: staff, signers, a stand-in."""
    contact = cast("PersonChanged", example(PersonChanged)).person
    staff_id = cast("TransactionHeld", example(TransactionHeld)).held_by
    stand_in_id = cast("StandInNamed", example(StandInNamed)).stand_in.person_id
    signer_ids = cast("OfferSent", example(OfferSent)).signer_ids
    staff = {"portal": Portal.AGENCY, "contact": None, "permissions": tuple(STAFF_PERMISSIONS)}
    return [
        PersonChanged(person=contact.model_copy(update={"person_id": staff_id, **staff})),
        *(
            PersonChanged(person=contact.model_copy(update={"person_id": signer_id}))
            for signer_id in (*signer_ids, stand_in_id)
        ),
    ]


async def failures(runtime: Runtime) -> list[tuple[str, str]]:
    rows = await fetch_across(runtime, "SELECT type, cause FROM chassis.dead_letters ORDER BY id")
    return [(row["type"], row["cause"]) for row in rows]


async def test_the_examples_of_all_that_a_service_consumes_are_handled(
    service: Service,
    runtime: Runtime,
    deliver: Deliver,
    example: Callable[[type[Event]], Event],
) -> None:
    consumed = set(service.all_handlers.event_types)
    in_order = sorted((e for e in EVENT_TYPES.values() if e in consumed), key=story_order)
    agency_id = example(AgencyChanged).key

    for event_type in in_order:
        await deliver(example(event_type), agency_id=agency_id)
        if event_type is PersonChanged:
            await deliver(*the_others(example), agency_id=agency_id)

    refused = dict(await failures(runtime))
    for kind, cause in REFUSED.get(service.name, {}).items():
        assert cause in refused.pop(kind)
    assert refused == {}


async def test_the_same_example_twice_changes_nothing_more(
    service: Service,
    runtime: Runtime,
    deliver: Deliver,
    example: Callable[[type[Event]], Event],
) -> None:
    """Another message that says the same, as a producer does that repeats a whole state."""
    consumed = set(service.all_handlers.event_types)
    states = [e for e in (AgencyChanged, CompanyChanged) if e in consumed]
    agency_id: UUID = example(AgencyChanged).key

    for event_type in states * 2:
        await deliver(example(event_type), agency_id=agency_id)

    assert await failures(runtime) == []
    recorded = await fetchval_across(runtime, "SELECT count(*) FROM chassis.outbox")
    assert recorded == 0


async def test_what_nobody_said_yet_is_skipped_and_not_a_failure(
    service: Service, runtime: Runtime, deliver: Deliver, example: Callable[[type[Event]], Event]
) -> None:
    """An event that the service has no handler for, on a topic that it reads for another one."""
    consumed = set(service.all_handlers.event_types)
    others = [e for e in EVENT_TYPES.values() if e not in consumed]
    await deliver(*map(example, others), agency_id=example(AgencyChanged).key)
    assert await failures(runtime) == []

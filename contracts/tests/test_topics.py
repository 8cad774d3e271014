"""The topics and the events agree with each other."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

import contracts
from contracts.asyncapi import document, produced_topics
from contracts.events.identity import AgencyChanged, CompanyChanged
from contracts.events.timesheets import WorkApproved
from contracts.topics import EVENT_TYPES, TOPICS, topic

SOURCE = Path(contracts.__file__).parent


def test_a_topic_is_named_after_its_owner_and_carries_its_own_events() -> None:
    for declared in TOPICS:
        assert declared.name.startswith(f"{declared.owner}.")
        assert declared.name.endswith(".v1")
        for event in declared.events:
            assert event.topic == declared.name


def test_every_name_is_given_once() -> None:
    names = Counter(event.type_name() for declared in TOPICS for event in declared.events)
    assert [name for name, times in names.items() if times > 1] == []
    assert len({declared.name for declared in TOPICS}) == len(TOPICS)
    assert len(EVENT_TYPES) == names.total()


def test_a_topic_is_found_by_its_name() -> None:
    assert topic("payments.invoices.v1").key == "invoice"
    with pytest.raises(KeyError):
        topic("payments.bills.v1")


def test_contracts_import_pydantic_and_the_standard_library_alone() -> None:
    allowed = {"contracts", "pydantic", *sys.stdlib_module_names}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert {name.split(".")[0] for name in names} <= allowed, path.name


def test_the_document_of_a_service_names_what_it_sends_and_what_it_receives() -> None:
    payments = document(
        "payments",
        produced_topics("payments"),
        [WorkApproved, CompanyChanged, AgencyChanged],
        version="1",
    )
    operations = payments["operations"]
    assert {name for name in operations if name.startswith("receive.")} == {
        "receive.identity.agencies.v1",
        "receive.identity.companies.v1",
        "receive.timesheets.work.v1",
    }
    assert operations["receive.timesheets.work.v1"]["messages"] == [
        {"$ref": "#/channels/timesheets.work.v1/messages/timesheets.WorkApproved.v1"}
    ]
    assert {name for name in operations if name.startswith("send.")} == {
        "send.payments.invoices.v1",
        "send.payments.payments.v1",
        "send.payments.trail.v1",
        "send.payments.transactions.v1",
    }


def test_the_document_is_the_same_whatever_order_the_handlers_come_in() -> None:
    events = [WorkApproved, CompanyChanged, AgencyChanged]
    one = document("payments", produced_topics("payments"), events, version="1")
    other = document("payments", produced_topics("payments"), reversed(events), version="1")
    assert one == other
    assert list(one["channels"]) == list(other["channels"])

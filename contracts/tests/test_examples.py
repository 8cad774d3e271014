"""Every event has an example that a person can read and a program can."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts.base import Event
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoiceIssued, TransactionCreated
from contracts.money import Money
from contracts.schemas import schema_of
from contracts.topics import EVENT_TYPES

EXAMPLES = Path(__file__).parents[1] / "examples"
ALTERNATIVES = {"contractor", "contact"}
"""A person has one of these: the other is null."""


def example(event: type[Event]) -> str:
    return (EXAMPLES / f"{event.type_name()}.json").read_text()


def nothing_in(value: Any, where: str = "") -> Iterator[str]:
    """The paths of what is null or empty."""
    if value is None or value in ("", [], {}):
        yield where
    elif isinstance(value, dict):
        if not ALTERNATIVES.isdisjoint(value):
            assert sum(value[name] is not None for name in ALTERNATIVES) == 1, where
        no_time = value.get("article") == "expense"
        is_no_contact = "contact" in value and value["contact"] is None
        for name, part in value.items():
            if name == "minutes" and no_time:
                assert part is None, where
            elif name == "stand_ins" and is_no_contact:
                assert part == [], where
            elif name not in ALTERNATIVES or part is not None:
                yield from nothing_in(part, f"{where}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from nothing_in(part, f"{where}[]")


def test_there_is_one_example_for_each_event_and_no_other() -> None:
    assert {path.name.removesuffix(".json") for path in EXAMPLES.iterdir()} == EVENT_TYPES.keys()


@pytest.mark.parametrize("event", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())
class TestEachExample:
    def test_comes_back_as_it_was_read(self, event: type[Event]) -> None:
        read = event.model_validate_json(example(event))
        assert json.loads(read.model_dump_json()) == json.loads(example(event))

    def test_fits_the_schema(self, event: type[Event]) -> None:
        validator = jsonschema.Draft202012Validator(
            schema_of(event), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        assert list(validator.iter_errors(json.loads(example(event)))) == []

    def test_sets_every_field(self, event: type[Event]) -> None:
        body = json.loads(example(event))
        assert body.keys() == event.model_fields.keys()
        assert list(nothing_in(body)) == []

    def test_has_the_key_of_its_topic(self, event: type[Event]) -> None:
        assert event.model_validate_json(example(event)).key.version == 7

    def test_is_read_with_fields_of_a_newer_producer_in_it(self, event: type[Event]) -> None:
        newer = json.loads(example(event)) | {"added_later": {"anything": 1}}
        assert event.model_validate(newer) == event.model_validate_json(example(event))

    def test_stands_in_the_file_as_a_person_would_write_it(self, event: type[Event]) -> None:
        text = example(event)
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"


def test_the_sums_of_the_transaction_add_up() -> None:
    transaction = TransactionCreated.model_validate_json(example(TransactionCreated)).transaction
    for line in transaction.lines:
        assert line.amount == Money.of(line.exact * Fraction(line.rate), "CAD")
    charges = (*transaction.deductions, *transaction.taxes)
    for charge in charges:
        assert charge.percent is not None
        assert charge.amount == Money.of(charge.base.decimal * charge.percent / 100, "CAD")
    deducted = Money.total((charge.amount for charge in transaction.deductions), "CAD")
    added = Money.total((charge.amount for charge in transaction.taxes), "CAD")
    assert transaction.gross == Money.total((line.amount for line in transaction.lines), "CAD")
    assert transaction.net == transaction.gross - deducted + added


def test_the_payment_pays_the_transaction() -> None:
    transaction = TransactionCreated.model_validate_json(example(TransactionCreated)).transaction
    payment = PaymentMade.model_validate_json(example(PaymentMade))
    assert [paid.transaction_id for paid in payment.transactions] == [transaction.transaction_id]
    assert payment.carried is not None
    assert payment.amount == transaction.net + payment.carried


def test_the_sums_of_the_invoice_add_up() -> None:
    invoice = InvoiceIssued.model_validate_json(example(InvoiceIssued))
    for line in invoice.lines:
        assert line.amount == Money.of(line.exact * Fraction(line.rate), "CAD")
    assert invoice.subtotal == Money.total((line.amount for line in invoice.lines), "CAD")
    assert invoice.total == invoice.subtotal + invoice.taxes[0].amount
    assert invoice.taxes[0].percent == Decimal(13)

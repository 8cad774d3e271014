"""From an event to a document in its reader's language, ordered once."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from chassis.consumer.processor import EventProcessor
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.testing import eventually
from chassis.testing.plugin import BuildService, Deliver
from chassis.testing.queues import fetchval_across
from contracts.events.documents import DocumentKind, DocumentRendered
from contracts.events.identity import ContractorKind
from contracts.money import Money
from documents.directory import repository as directory
from documents.rendering import samples
from documents.verification.model import Kind
from documents.verification.queries import document_by_file

RecordedEvents = Callable[[type[Any]], Awaitable[list[Any]]]
Pass = Callable[..., dict[str, str]]

WITHIN_SECONDS = 60.0
DAY = date(2026, 3, 2)


@pytest.mark.requirement("C12")
async def test_a_report_is_printed_under_its_own_id_in_the_language_it_was_asked_for_in(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
) -> None:
    asked = known.report(language="nb")
    await deliver(asked, agency_id=known.agency_id)
    # Asked again: the same figures, the same id.
    await deliver(asked, agency_id=known.agency_id)

    (event,) = await press.rendered(1)
    await eventually(press.is_idle)

    assert len(await recorded(DocumentRendered)) == 1
    assert event.document_id == event.subject_id == asked.document_id
    assert (event.kind, event.language) == (DocumentKind.PAYMENT_REPORT, "nb")
    assert event.person_id == known.temp_id
    assert event.file_name == "utbetalingsrapport-2026-01-2026-11.pdf"
    assert "Utbetalingsrapport" in await press.text(known.agency_id, event.sha256)


@pytest.mark.requirement("B12")
async def test_a_statement_of_account_is_printed_for_its_company_and_no_project(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
) -> None:
    asked = known.statement(language="nb")
    await deliver(asked, agency_id=known.agency_id)
    await deliver(asked, agency_id=known.agency_id)

    (event,) = await press.rendered(1)
    await eventually(press.is_idle)

    assert len(await recorded(DocumentRendered)) == 1
    assert event.document_id == event.subject_id == asked.document_id
    assert (event.kind, event.language) == (DocumentKind.STATEMENT_OF_ACCOUNT, "nb")
    assert (event.person_id, event.company_id, event.project_ids) == (None, known.company_id, ())
    assert event.file_name == "kontoutskrift-2026-11-22.pdf"
    assert "Kontoutskrift" in await press.text(known.agency_id, event.sha256)


@pytest.mark.requirement("A5")
async def test_a_credit_note_is_printed_for_its_company_and_the_projects_of_its_invoice(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
) -> None:
    issued = known.issued(project_ids=(known.project_id,))
    credited = known.credited(invoice_id=issued.invoice_id, project_ids=issued.project_ids)
    await deliver(issued, credited, agency_id=known.agency_id)
    # Said again: it is there already.
    await deliver(credited, agency_id=known.agency_id)

    found = {event.kind: event for event in await press.rendered(2)}
    await eventually(press.is_idle)

    assert len(await recorded(DocumentRendered)) == 2
    invoice, event = found[DocumentKind.CUSTOMER_INVOICE], found[DocumentKind.CREDIT_NOTE]
    assert (invoice.subject_id, event.subject_id) == (issued.invoice_id, credited.credit_note_id)
    assert (event.person_id, event.company_id) == (None, known.company_id)
    assert event.project_ids == invoice.project_ids == (known.project_id,)
    assert event.language == "fr"
    assert event.file_name == "note-de-credit-C-2026-000004.pdf"
    words = await press.text(known.agency_id, event.sha256)
    assert "Note de crédit" in words
    assert "INV-2026-00093" in words


@pytest.mark.requirement("X2")
async def test_each_event_gets_its_document_in_its_readers_language(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
) -> None:
    pay, invoice = known.created(), known.created(ContractorKind.INCORPORATED)
    issued, paid = known.issued(), known.paid()
    await deliver(pay, invoice, issued, paid, agency_id=known.agency_id)

    found = {event.kind: event for event in await press.rendered(4)}

    expected = {
        DocumentKind.PAYSTUB: (pay.key, "fr", known.temp_id, None, "Bulletin de paie"),
        DocumentKind.CONTRACTOR_INVOICE: (
            *(invoice.key, "en", known.incorporated_id, None),
            "Tremblay Réseaux Inc.",
        ),
        DocumentKind.CUSTOMER_INVOICE: (issued.key, "fr", None, known.company_id, "Facture"),
        DocumentKind.PAYMENT_STATEMENT: (paid.key, "fr", known.temp_id, None, "Relevé de paiement"),
    }
    assert found.keys() == expected.keys()
    for kind, (subject_id, language, person_id, company_id, words) in expected.items():
        event = found[kind]
        assert (event.subject_id, event.language) == (subject_id, language)
        assert (event.person_id, event.company_id) == (person_id, company_id)
        assert words in await press.text(known.agency_id, event.sha256)
    assert await press.jobs() == []


@pytest.mark.requirement("B7")
async def test_what_takes_a_contractors_invoice_back_is_verified_as_a_credit_note(
    press: Any, known: Any, deliver: Deliver, rendering: None, runtime: Runtime
) -> None:
    sample = samples.contractor_invoice("en", lines=1)
    assert sample.self_billed is not None
    taken = sample.subject
    (line,) = taken.lines
    back = known.created(
        ContractorKind.INCORPORATED,
        lines=(line.model_copy(update={"quantity": -line.quantity, "amount": -line.amount}),),
        gross=-line.amount,
        taxes=(),
        net=-line.amount,
    )
    told = sample.self_billed.model_copy(
        update={"number": "NETT-13", "credits_number": "NETT-12", "credits_issued_on": DAY}
    )
    invoice = known.created(ContractorKind.INCORPORATED)
    for event in (invoice, back):
        said = event.model_copy(update={"self_billed": told})
        await deliver(said, agency_id=known.agency_id)
    found = {event.subject_id: event for event in await press.rendered(2)}
    assert "NETT-12" in await press.text(known.agency_id, found[back.key].sha256)
    async with runtime.unit_of_work(known.agency_id) as uow:
        credited = await document_by_file(uow, found[back.key].sha256)
        assert credited == (Kind.CREDIT_NOTE, "NETT-13")
        issued = await document_by_file(uow, found[invoice.key].sha256)
        assert issued == (Kind.CONTRACTOR_INVOICE, "NETT-13")


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(
    ("rate", "shares", "said"),
    [
        (60, (2_000, 2_000, 2_000), "Salaire brut 60,00"),
        # A third of 50.00 is not an amount: the days say their time, and the hour its price.
        (50, (1_667, 1_666, 1_667), "Heures normales 1,00 50,00 50,00"),
    ],
)
async def test_twenty_minutes_on_three_days_are_an_hour_and_its_price_on_paper(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    rate: int,
    shares: tuple[int, ...],
    said: str,
) -> None:
    """From the event to the PDF."""
    created = known.created()
    line = created.transaction.lines[0]
    lines = tuple(
        line.model_copy(
            update={
                "work_on": line.work_on + timedelta(days=day),
                "quantity": Decimal("0.333333"),
                "minutes": 20,
                "rate": Decimal(rate),
                "amount": Money(amount_minor=share, currency="CAD"),
                "note": "",
            }
        )
        for day, share in enumerate(shares)
    )
    gross = Money(amount_minor=sum(shares), currency="CAD")
    update = {"lines": lines, "gross": gross, "net": gross, "deductions": (), "taxes": ()}
    transaction = created.transaction.model_copy(update=update)
    told = created.model_copy(update={"transaction": transaction})
    await deliver(told, agency_id=known.agency_id)

    (event,) = await press.rendered(1)
    words = " ".join((await press.text(known.agency_id, event.sha256)).split())
    assert words.count("Heures normales 0:20") == 3
    assert said in words
    assert f"Salaire net {rate},00 CAD" in words
    assert "0,99" not in words
    assert "0,33" not in words


async def test_the_event_belongs_to_what_asked_for_the_document(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
) -> None:
    correlation_id, event_id = new_id(), new_id()
    await deliver(
        known.created(), agency_id=known.agency_id, correlation_id=correlation_id, ids=[event_id]
    )
    await press.rendered(1)

    headers = await fetchval_across(
        runtime, "SELECT headers FROM chassis.outbox WHERE type = $1", DocumentRendered.type_name()
    )
    assert str(correlation_id) in str(headers)
    assert str(event_id) in str(headers)


async def test_a_transaction_that_is_told_three_times_is_rendered_once(
    press: Any,
    known: Any,
    deliver: Deliver,
    rendering: None,
    recorded: RecordedEvents,
    runtime: Runtime,
) -> None:
    created = known.created()
    await deliver(created, agency_id=known.agency_id, times=3)
    # And once more under another id, as a producer without an outbox would.
    await deliver(created, agency_id=known.agency_id)
    await press.rendered(1)
    await eventually(press.is_idle)

    assert len(await recorded(DocumentRendered)) == 1


async def test_an_event_before_its_person_waits_for_the_person(
    press: Any, world: Any, deliver: Deliver, processor: EventProcessor, runtime: Runtime
) -> None:
    agency, company, *people = world.introductions()
    await deliver(agency, company, agency_id=world.agency_id)
    await deliver(world.created(), agency_id=world.agency_id)
    assert await press.jobs() == []

    await deliver(*people, agency_id=world.agency_id)

    async def ordered() -> bool:
        await processor.retry_due()
        return len(await press.jobs()) == 1

    await eventually(ordered)


@pytest.mark.parametrize("of", ["issued", "credited"])
@pytest.mark.parametrize("missing", ["agency", "company"])
async def test_an_invoice_waits_for_its_agency_and_company(
    press: Any, world: Any, deliver: Deliver, runtime: Runtime, missing: str, of: str
) -> None:
    agency, company, *_ = world.introductions()
    await deliver(company if missing == "agency" else agency, agency_id=world.agency_id)
    said = world.issued() if of == "issued" else world.credited()
    await deliver(said, agency_id=world.agency_id)

    waiting = await fetchval_across(runtime, "SELECT cause FROM chassis.dead_letters")
    assert missing in waiting
    assert await press.jobs() == []


async def test_a_document_shows_what_was_true_when_it_was_ordered(
    press: Any, known: Any, deliver: Deliver, recorded: RecordedEvents, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)
    agency = known.agency.model_copy(update={"legal_name": "Renamed Inc."})
    known.agency = agency
    await deliver(*known.introductions(), agency_id=known.agency_id)
    await deliver(known.created(), agency_id=known.agency_id)

    async with press.working():
        before, after = await press.rendered(2)

    texts = {
        "Renamed Inc." in await press.text(known.agency_id, event.sha256)
        for event in (before, after)
    }
    assert texts == {True, False}


async def test_an_older_state_of_a_person_does_not_replace_a_newer_one(
    known: Any, runtime: Runtime
) -> None:
    """Of two events of one moment the later one holds, in whatever order they come."""
    first, second = sorted((new_id(), new_id()))
    person = known.person(known.temp_id, ContractorKind.TEMP, "fr")

    async def told(language: str, at: datetime, by: UUID) -> str:
        async with runtime.unit_of_work(known.agency_id) as uow:
            state = person.model_copy(update={"language": language})
            await directory.save_people(uow, [(state, (at, by))])
            kept = await directory.people(uow, [known.temp_id])
        return kept[known.temp_id].language

    async with runtime.unit_of_work(known.agency_id) as uow:
        now = uow.now
    assert await told("en", now - timedelta(days=1), second) == "fr"
    assert await told("nb", now, second) == "nb"
    assert await told("en", now, first) == "nb"


async def test_the_tables_of_one_agency_are_closed_to_another(
    known: Any, deliver: Deliver, runtime: Runtime
) -> None:
    await deliver(known.created(), agency_id=known.agency_id)

    async with runtime.unit_of_work(new_id()) as uow:  # pyright: ignore[reportArgumentType]
        for table in ("documents", "people", "companies", "agencies"):
            assert await uow.fetchval(f"SELECT count(*) FROM {table}") == 0


def test_the_service_starts_without_asking_anything(build: BuildService) -> None:
    service = build(database_url="postgresql://nobody@127.0.0.1/none")

    assert service.name == "documents"
    assert {event.__name__ for event in service.all_handlers.event_types} >= {
        "TransactionCreated",
        "InvoiceIssued",
        "PaymentMade",
        "PersonChanged",
    }

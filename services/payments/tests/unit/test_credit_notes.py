"""Credit notes: an invoice less what was credited is the invoice of what is left, to the øre."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from contracts.events.payments import Charge
from contracts.events.timesheets import ArticleKind
from contracts.ids import CompanyId, EntryId, PersonId, ProjectId, WorkOrderId
from contracts.money import Money
from payments.invoices.credit_notes.model import CreditedParts, OriginalInvoice, take_off
from payments.invoices.model import BillableLine, summed

ORDERS = [WorkOrderId(new_id()) for _ in range(2)]
COMPANY, PROJECT, PERSON = CompanyId(new_id()), ProjectId(new_id()), PersonId(new_id())


def a_line(
    minutes: int, rate: str = "61.37", order: int = 0, article: ArticleKind = ArticleKind.REGULAR
) -> BillableLine:
    return BillableLine(
        line_id=new_id(),
        entry_id=EntryId(new_id()),
        version=1,
        work_order_id=ORDERS[order],
        work_order_title="Welder",
        project_id=PROJECT,
        project_name="Harbour",
        company_id=COMPANY,
        contractor_id=PERSON,
        contractor_name="Tove",
        work_on=date(2026, 2, 10),
        article=article,
        quantity=Decimal(minutes) / 60,
        minutes=minutes,
        rate=Decimal(rate),
        currency="NOK",
    )


def off(line: BillableLine) -> BillableLine:
    minutes = None if line.minutes is None else -line.minutes
    return replace(line, line_id=new_id(), quantity=-line.quantity, minutes=minutes)


def nok(minor: int) -> Money:
    return Money(amount_minor=minor, currency="NOK")


def billed(lines: Sequence[BillableLine], percent: str = "25") -> OriginalInvoice:
    subtotal = Money.total((line.amount for line in summed(lines)), "NOK")
    tax = Charge(
        code="no.mva",
        names={"nb": "MVA"},
        base=subtotal,
        percent=Decimal(percent),
        amount=Money.of(subtotal.decimal * Decimal(percent) / 100, "NOK"),
    )
    return OriginalInvoice(
        issued_on=date(2026, 3, 1),
        lines=summed(lines),
        subtotal=subtotal,
        taxes=[tax],
        bill_to=None,
    )


def test_a_line_is_credited_by_its_quantity_and_rate_with_the_tax_of_the_invoice() -> None:
    kept, credited = a_line(450, "600"), a_line(60, "800", article=ArticleKind.OVERTIME)
    parts = take_off([kept, credited], [off(credited)], billed([kept, credited]), [])
    (line,) = parts.lines
    assert (line.article, line.quantity, line.minutes) == (ArticleKind.OVERTIME, Decimal(1), 60)
    assert (line.rate, line.amount) == (Decimal(800), nok(800_00))
    assert [(tax.code, tax.base, tax.amount) for tax in parts.taxes] == [
        ("no.mva", nok(800_00), nok(200_00))
    ]
    assert (parts.subtotal, parts.total) == (nok(800_00), nok(1000_00))


def test_fewer_hours_at_another_rate_charge_the_new_line_on_the_same_note() -> None:
    wrong, right = a_line(600, "500"), a_line(300, "600")
    parts = take_off([wrong], [off(wrong), right], billed([wrong]), [])
    assert [(line.rate, line.amount) for line in parts.lines] == [
        (Decimal(500), nok(5000_00)),
        (Decimal(600), nok(-3000_00)),
    ]
    assert parts.total == nok(2500_00)


def test_thirds_of_an_hour_that_were_billed_as_one_are_credited_as_one() -> None:
    thirds = [a_line(20, "100.00") for _ in range(3)]
    invoice = billed(thirds, "15")
    earlier: list[CreditedParts] = []
    standing = list(thirds)
    for third in thirds:
        back = off(third)
        earlier.append(take_off(standing, [back], invoice, earlier))
        standing.append(back)
    assert sum(one.subtotal.amount_minor for one in earlier) == 100_00
    assert sorted(one.subtotal.amount_minor for one in earlier) == [33_33, 33_33, 33_34]
    assert sum(one.total.amount_minor for one in earlier) == 115_00


def test_what_was_printed_is_credited_where_nothing_is_left_of_it() -> None:
    """Of an invoice from before minutes were kept, on which 0:20 was 0.33."""
    line = a_line(20, "60.00")
    printed = billed([line])
    old = replace(
        printed,
        lines=[printed.lines[0].model_copy(update={"amount": nok(19_80)})],
        subtotal=nok(19_80),
        taxes=[printed.taxes[0].model_copy(update={"base": nok(19_80), "amount": nok(4_94)})],
    )
    parts = take_off([line], [off(line)], old, [])
    assert (parts.subtotal, parts.total) == (nok(19_80), nok(24_74))


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[BillableLine], list[list[int]], str]:
    """An invoice, and in which notes its lines are credited."""
    lines = draw(
        st.lists(
            st.builds(
                a_line,
                st.integers(1, 1440),
                st.sampled_from(["61.37", "33.333", "600", "0.01"]),
                st.integers(0, 1),
                st.sampled_from([ArticleKind.REGULAR, ArticleKind.OVERTIME]),
            ),
            min_size=1,
            max_size=12,
        )
    )
    order = draw(st.permutations(range(len(lines))))
    notes: list[list[int]] = []
    for index in order:
        if notes and draw(st.booleans()):
            notes[-1].append(index)
        else:
            notes.append([index])
    return lines, notes, draw(st.sampled_from(["25", "13", "14.975", "0.5"]))


@given(histories())
def test_any_split_adds_up_to_the_whole(
    history: tuple[list[BillableLine], list[list[int]], str],
) -> None:
    lines, notes, percent = history
    invoice = billed(lines, percent)
    earlier: list[CreditedParts] = []
    standing = list(lines)
    for note in notes:
        backs = [off(lines[index]) for index in note]
        earlier.append(take_off(standing, backs, invoice, earlier))
        standing += backs
        left = billed(standing, percent)
        credited = sum(one.subtotal.amount_minor for one in earlier)
        assert invoice.subtotal.amount_minor - credited == left.subtotal.amount_minor
        taxes = sum(tax.amount.amount_minor for one in earlier for tax in one.taxes)
        assert invoice.taxes[0].amount.amount_minor - taxes == left.taxes[0].amount.amount_minor
    assert sum(line.amount.amount_minor for line in summed(standing)) == 0

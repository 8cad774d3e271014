"""The files of pay runs, and what the bank answers: each payment moves once, whatever comes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chassis.ids import new_id
from chassis.testing.postgres import TestDatabase
from contracts.access import Permission
from contracts.events.identity import ContractorKind
from contracts.events.pay_runs import PaymentFailed, PaymentMade
from contracts.events.payments import TransactionPaid
from contracts.money import Money
from payments.bank.xml import etree
from payments.daily import check_ledger

from ..bank_answers import STATEMENT, BookedEntry, PaymentAnswer, notification, status_report
from ..builders import an_entry, cad
from ..conftest import AgencyAtWork

INCORPORATED = ContractorKind.INCORPORATED
NUMBER = "7654321"
TODAY = datetime.now(ZoneInfo("America/Toronto")).date()
"""At the Canadian agency."""
OURS = {
    "name": "Maple Staffing Ltd.",
    "country": "CA",
    "account": {
        "kind": "canadian",
        "institution": "010",
        "transit": "12345",
        "account_number": NUMBER,
    },
    "originator_id": "MAPLE00001",
    "data_centre": "01020",
}


async def set_account(agency: AgencyAtWork, body: Any = OURS, currency: str = "CAD") -> Any:
    answer = await agency.client.put(
        f"/agency-accounts/{currency}", json=body, headers=agency.staff()
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ordered(agency: AgencyAtWork, pay_day: str, people: int = 3) -> Any:
    """A run at the bank with a payment for each of some contractors."""
    for n in range(people):
        order = await agency.work_order(kind=INCORPORATED)
        await agency.approves(order, an_entry(str(n + 1)))
    return await agency.orders(pay_day)


async def send(agency: AgencyAtWork, content: bytes, status: int = 200) -> Any:
    answer = await agency.client.post(
        "/bank-files",
        content=content,
        headers={**agency.staff(), "Content-Type": "application/xml"},
    )
    assert answer.status_code == status, answer.text
    return answer.json()


async def shown(agency: AgencyAtWork, run: Any) -> Any:
    return await agency.get(f"/pay-runs/{run['pay_run_id']}", agency.staff())


async def file_of(agency: AgencyAtWork, run: Any, form: str, status: int = 200) -> Any:
    answer = await agency.client.get(
        f"/pay-runs/{run['pay_run_id']}/file?format={form}", headers=agency.staff()
    )
    assert answer.status_code == status, answer.text
    return answer


def message_of(run: Any) -> str:
    return f"{UUID(run['pay_run_id']).hex}CAD"


def amount_of(payment: Any) -> Money:
    return Money.model_validate(payment["amount"])


def booked(payment: Any, **more: Any) -> BookedEntry:
    given_: dict[str, Any] = {
        "amount": amount_of(payment),
        "payment_id": UUID(payment["payment_id"]),
        "on": TODAY,
    }
    return BookedEntry(**(given_ | more))


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("form", ["pain.001.001.03", "pain.001.001.09", "cpa-005"])
async def test_the_file_of_a_run_is_the_same_each_time_and_has_the_numbers_that_are_sealed(
    agency: AgencyAtWork, pay_day: str, form: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day)
    first = await file_of(agency, run, form)
    await set_account(agency, {**OURS, "name": "Renamed Since"})
    await agency.post(f"/pay-runs/{run['pay_run_id']}/confirmation", {})
    again = await file_of(agency, run, form)
    assert first.content == again.content
    numbers = [f"{one.int % 10**9:09}" for one in agency.people]
    for number in (*numbers, NUMBER):
        assert number.encode() in first.content
    assert b"Maple Staffing Ltd." in first.content
    assert run["number"] in first.headers["content-disposition"]
    if form != "cpa-005":
        root = etree.fromstring(first.content)
        assert root[0][0][0].text == message_of(run)


async def test_the_file_needs_an_exported_run_and_an_account_to_pay_from(
    agency: AgencyAtWork, pay_day: str
) -> None:
    order = await agency.work_order(kind=INCORPORATED)
    await agency.approves(order, an_entry("1"))
    proposed = await agency.proposes(pay_day)
    early = await file_of(agency, proposed, "pain.001.001.03", 409)
    assert early.json()["code"] == "pay_run_state"
    run = await agency.exports(proposed)
    without = await file_of(agency, run, "pain.001.001.03", 409)
    assert (without.json()["code"], without.json()["currency"]) == ("no_agency_account", "CAD")
    await set_account(agency, {**OURS, "originator_id": ""})
    assert (await file_of(agency, run, "cpa-005", 409)).json()["code"] == "bank_agreement"
    assert (await file_of(agency, run, "mt101", 422)).json()["code"] == "invalid"
    path = f"/pay-runs/{run['pay_run_id']}/file?format=cpa-005"
    other = await agency.client.get(f"{path}&currency=NOK", headers=agency.staff())
    assert other.json()["errors"][0]["field"] == "currency"
    nobody = agency.staff([Permission.TRANSACTIONS_VIEW])
    assert (await agency.client.get(path, headers=nobody)).status_code == 403


async def test_a_run_of_before_runs_had_a_life_has_no_file(
    agency: AgencyAtWork, database: TestDatabase, pay_day: str
) -> None:
    run = await ordered(agency, pay_day, people=1)
    superuser = await asyncpg.connect(database.superuser_url, timeout=20)
    try:
        await superuser.execute("SET session_replication_role = replica")
        await superuser.execute("DELETE FROM pay_run_steps WHERE agency_id = $1", agency.agency_id)
    finally:
        await superuser.close()
    assert (await file_of(agency, run, "cpa-005", 409)).json()["code"] == "pay_run_state"


async def test_the_agencys_own_account_is_sealed_and_shown_by_its_ending(
    agency: AgencyAtWork,
) -> None:
    shown_ = await set_account(agency)
    assert (shown_["ending"], shown_["kind"]) == ("4321", "canadian")
    assert NUMBER not in str(shown_)
    (row,) = await agency.rows("SELECT * FROM agency_accounts")
    assert NUMBER not in str(dict(row))
    listed = await agency.get("/agency-accounts", agency.staff())
    assert [one["ending"] for one in listed["items"]] == ["4321"]
    for account, field in (
        ({"kind": "iban", "iban": "NO9386011117948", "bic": ""}, "account.iban.iban"),
        ({"kind": "iban", "iban": "NO9386011117947", "bic": "12345678"}, "account.iban.bic"),
        ({"kind": "norwegian", "account_number": "86011117948"}, "account.norwegian"),
        ({"kind": "canadian", "institution": "1", "transit": "1"}, "account.canadian"),
    ):
        refused = await agency.client.put(
            "/agency-accounts/NOK", json={**OURS, "account": account}, headers=agency.staff()
        )
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"].startswith(field)
    nameless = await agency.client.put(
        "/agency-accounts/CAD", json={**OURS, "name": "\N{PARTY POPPER}"}, headers=agency.staff()
    )
    assert nameless.json()["errors"][0]["field"] == "name"
    who = agency.staff([Permission.PAY_RUNS_RUN])
    refused = await agency.client.put("/agency-accounts/CAD", json=OURS, headers=who)
    assert refused.status_code == 403


@pytest.mark.requirement("B6")
async def test_the_agencys_own_account_changes_with_a_recent_proof_of_who_it_is_alone(
    agency: AgencyAtWork, a_pass: Callable[..., dict[str, str]]
) -> None:
    now = int(time.time())
    of: Any = {"agency_id": agency.agency_id, "permissions": [Permission.SETTINGS_MANAGE]}
    for proved, passed, code in (
        (now - 601, now, (403, "recent_sign_in_needed")),
        (now - 601, now - 30, (401, "pass_outdated")),
        (None, now, (403, "recent_sign_in_needed")),
    ):
        headers = a_pass(**of, proved=proved, iat=passed)
        refused = await agency.client.put("/agency-accounts/CAD", json=OURS, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == code
    assert await agency.rows("SELECT 1 FROM agency_accounts") == []
    headers = a_pass(**of, proved=now - 590)
    done = await agency.client.put("/agency-accounts/CAD", json=OURS, headers=headers)
    assert done.status_code == 200


@pytest.mark.requirement("B17")
async def test_a_status_report_moves_each_payment_and_a_second_one_nothing(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day)
    first, second, third = run["payments"]
    report = status_report(
        message_of(run),
        [
            PaymentAnswer(
                payment_id=UUID(first["payment_id"]), status="RJCT", code="AC04", words="Closed"
            ),
            PaymentAnswer(payment_id=UUID(second["payment_id"]), status="ACSC"),
            PaymentAnswer(payment_id=UUID(third["payment_id"]), status="ACSP"),
        ],
    )
    done = await send(agency, report)
    assert (done["taken"], done["refused"], done["pay_run_ids"]) == (1, 1, [run["pay_run_id"]])
    again = await send(agency, report)
    assert (again["taken"], again["refused"], again["pay_run_ids"]) == (0, 0, [])
    now = await shown(agency, run)
    assert now["state"] == "exported"
    states = {one["payment_id"]: one["state"] for one in now["payments"]}
    assert states == {
        first["payment_id"]: "failed",
        second["payment_id"]: "settled",
        third["payment_id"]: "in_transit",
    }
    (failed,) = await agency.said(PaymentFailed)
    assert (failed.reason_code, failed.reason) == ("AC04", "Closed")
    await send(agency, notification(NUMBER, "CAD", [booked(third)]))
    assert (await shown(agency, run))["state"] == "partly_failed"
    assert len(await agency.said(PaymentMade)) == 2
    assert (await agency.balances())["payments_in_transit"] == 0


@pytest.mark.requirement("B17")
async def test_what_the_bank_books_that_is_of_no_payment_waits_in_a_list_once(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day, people=1)
    (payment,) = run["payments"]
    from_client = BookedEntry(
        amount=cad("113"), is_debit=False, on=TODAY, text="KID 123", end_to_end="X"
    )
    entries = [from_client, from_client, booked(payment, amount=cad("1"))]
    content = notification(NUMBER, "CAD", entries, STATEMENT)
    done = await send(agency, content)
    assert (done["taken"], done["refused"], done["unmatched"]) == (0, 0, 3)
    assert (await send(agency, content))["unmatched"] == 0
    listed = (await agency.get("/bank-files/unmatched", agency.staff()))["items"]
    assert sorted((one["why"], one["is_debit"], one["said"]) for one in listed) == [
        ("amount_differs", True, ""),
        ("unknown", False, "KID 123"),
        ("unknown", False, "KID 123"),
    ]
    assert (await shown(agency, run))["payments"][0]["state"] == "in_transit"


@pytest.mark.requirement("B17")
async def test_a_file_that_is_not_ours_is_refused_with_its_line_and_changes_nothing(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day)
    first, second, _ = run["payments"]
    before = await agency.balances()
    known = PaymentAnswer(payment_id=UUID(first["payment_id"]), status="ACSC")
    whole = status_report(message_of(run), [known])
    files = {
        "OrgnlMsgId": status_report(f"{new_id().hex}CAD", [known]),
        "OrgnlEndToEndId": status_report(
            message_of(run), [known, PaymentAnswer(payment_id=new_id(), status="ACSC")]
        ),
        "no account of this agency": notification("1111111", "CAD", [booked(second)]),
        "this account is in CAD": notification(NUMBER, "USD", [booked(second)]),
        **{
            f"cannot have been booked on {day}": notification(
                NUMBER, "CAD", [booked(first), booked(second, on=day)]
            )
            for day in (date(2019, 1, 1), TODAY - timedelta(days=2), date(2098, 1, 1))
        },
        "is not XML": whole[: len(whole) - 40],
        "document type declaration": whole.replace(
            b"<Document", b'<!DOCTYPE a [<!ENTITY b "c">]><Document', 1
        ),
    }
    for reason, content in files.items():
        refused = await send(agency, content, 422)
        assert refused["code"] == "bank_file"
        assert refused["errors"][0]["field"] == "file"
        assert reason in refused["errors"][0]["reason"]
    assert await agency.balances() == before
    not_xml = await agency.client.post(
        "/bank-files",
        content=whole,
        headers={**agency.staff(), "Content-Type": "text/csv"},
    )
    assert not_xml.json()["code"] == "not_xml"
    nobody = {**agency.staff([Permission.TRANSACTIONS_VIEW]), "Content-Type": "application/xml"}
    assert (await agency.client.post("/bank-files", content=whole, headers=nobody)).status_code == (
        403
    )


async def test_answers_of_another_agency_are_unknown_here(
    agency: AgencyAtWork, an_agency_at_work: Any, pay_day: str
) -> None:
    other = await an_agency_at_work()
    for one in (agency, other):
        await set_account(one)
    run = await ordered(other, pay_day, people=1)
    (payment,) = run["payments"]
    refused = await send(agency, status_report(message_of(run), [], of_all="ACSC"), 422)
    assert "is no file of a pay run here" in refused["errors"][0]["reason"]
    # An account can be of two agencies; a payment cannot.
    done = await send(agency, notification(NUMBER, "CAD", [booked(payment)]))
    assert (done["taken"], done["unmatched"]) == (0, 1)
    assert (await shown(other, run))["payments"][0]["state"] == "in_transit"


async def test_the_same_answer_at_once_moves_each_payment_once(
    agency: AgencyAtWork, pay_day: str
) -> None:
    await set_account(agency)
    run = await ordered(agency, pay_day)
    content = notification(NUMBER, "CAD", [booked(one) for one in run["payments"]])
    done = await asyncio.gather(*(send(agency, content) for _ in range(4)))
    assert sorted(one["taken"] for one in done) == [0, 0, 0, 3]
    assert len(await agency.said(PaymentMade)) == len(await agency.said(TransactionPaid)) == 3
    assert await check_ledger(agency.runtime, []) == 0


def answers_of(run: Any, outcomes: Sequence[str], random: Random) -> list[bytes]:
    """All that the bank says of a run: split, repeated, shuffled; of some twice in other words."""
    files: list[bytes] = []
    for payment, outcome in zip(run["payments"], outcomes, strict=True):
        ident = UUID(payment["payment_id"])
        taken = notification(NUMBER, "CAD", [booked(payment)])
        accepted = status_report(message_of(run), [PaymentAnswer(payment_id=ident, status="ACSC")])
        refused = status_report(
            message_of(run), [PaymentAnswer(payment_id=ident, status="RJCT", code="AC04")]
        )
        back = notification(
            NUMBER, "CAD", [booked(payment, is_debit=False, return_code="AC06")], STATEMENT
        )
        files += {
            "taken": [taken, accepted, taken],
            "refused": [refused, refused],
            "returned": [accepted, taken, back, back],
        }[outcome]
    random.shuffle(files)
    return files


@pytest.mark.requirement("B17")
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink takes minutes here
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    outcomes=st.lists(st.sampled_from(["taken", "refused", "returned"]), min_size=3, max_size=3),
    seed=st.integers(0, 2**32),
)
async def test_however_the_answers_come_the_books_are_the_same_in_the_end(
    an_agency_at_work: Any, pay_day: str, outcomes: list[str], seed: int
) -> None:
    agency = await an_agency_at_work()
    await set_account(agency)
    run = await ordered(agency, pay_day)
    failed_before = len(await agency.said(PaymentFailed))
    for content in answers_of(run, outcomes, Random(seed)):  # noqa: S311 - a shuffle
        await send(agency, content)
    now = await shown(agency, run)
    by_payment = {one["payment_id"]: one for one in now["payments"]}
    bank = 0
    owed: dict[str, int] = {}
    for payment, outcome in zip(run["payments"], outcomes, strict=True):
        minor = payment["amount"]["amount_minor"]
        is_taken = outcome == "taken"
        bank += minor if is_taken else 0
        owed[f"contractor_payable:{payment['contractor_id']}"] = 0 if is_taken else minor
        found = by_payment[payment["payment_id"]]["state"]
        assert found == ("settled" if is_taken else "failed")
    balances = await agency.balances()
    assert balances.get("payments_in_transit", 0) == 0
    assert balances.get("bank", 0) == bank
    assert {account: balances[account] for account in owed} == owed
    back = sum(outcome != "taken" for outcome in outcomes)
    assert len(await agency.said(PaymentFailed)) - failed_before == back
    assert now["state"] == ("partly_failed" if back else "settled")
    left = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    assert len(left["payments"]) == back
    assert await check_ledger(agency.runtime, []) == 0


async def test_who_has_no_account_is_left_out_and_the_others_are_paid(
    agency: AgencyAtWork, pay_day: str
) -> None:
    without = await agency.contractor(INCORPORATED, has_account=False)
    await agency.approves(await agency.work_order(contractor_id=without), an_entry("1"))
    run = await ordered(agency, pay_day, people=1)
    assert len(run["payments"]) == 1
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    reasons = {one["reason"]: one["contractor_id"] for one in preview["left_out"]}
    assert reasons["no_bank_account"] == str(without)


async def test_the_preview_says_what_stands_out(agency: AgencyAtWork, pay_day: str) -> None:
    one, other = [await agency.contractor(INCORPORATED, name=name) for name in ("Ada", "Bo")]
    for person in (one, other):
        await agency.names_account(person, "555555555")
    await agency.names_account(one, "666666666", usable_in=timedelta(days=3))
    for _ in range(2):
        await agency.approves(await agency.work_order(contractor_id=one), an_entry("1"))
        await agency.pay(pay_day)
    for person in (one, other):
        await agency.approves(await agency.work_order(contractor_id=person), an_entry("8"))
    preview = await agency.post("/pay-runs/preview", {"pay_on": pay_day})
    found = {
        payment["contractor_id"]: {said["what"]: said for said in payment["stands_out"]}
        for payment in preview["payments"]
    }
    assert set(found[str(one)]) == {
        "account_cooling_off",
        "account_of_several",
        "more_than_usual",
    }
    assert found[str(one)]["account_of_several"]["others"] == ["Bo"]
    assert found[str(one)]["more_than_usual"]["usual"]["amount_minor"] == 45_20
    assert set(found[str(other)]) == {"account_of_several"}
    proposed = await agency.proposes(pay_day)
    assert [len(payment["stands_out"]) for payment in proposed["payments"]]
    assert {payment["account_ending"] for payment in proposed["payments"]} == {"5555"}

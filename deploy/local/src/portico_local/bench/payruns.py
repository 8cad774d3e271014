"""Pay runs: 10,000 payees from the preview to the bank's answer.

Through payments' own process, by HTTP with passes, under row level security. The peers: the rows
that a preview is made of, read by asyncpg; the rows that a run writes, inserted by asyncpg; the
same file written by lxml from values that are there already.
"""

import json
import time
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
from lxml import etree as _etree  # pyright: ignore[reportAttributeAccessIssue]

from chassis.ids import new_id
from chassis.vault import Vault
from contracts.bank_details import CanadianDetails, sealed_for
from contracts.ids import AgencyId, PersonId
from portico_local.bench.bare import inserts_alone
from portico_local.bench.harness import Bound, Figure, PairedSamples, Plan, in_pairs
from portico_local.bench.servers import private_stack
from portico_local.bench.staff import StaffMember
from portico_local.postgres import SUPERUSER
from portico_local.stack import Stack

etree: Any = _etree  # lxml has no types of its own

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]

PREVIEW_BOUND = Bound(at_most=3)
EXPORT_BOUND = Bound(at_least=0.3)
FILE_BOUND = Bound(at_most=2)
ANSWER_BOUND = Bound(at_most=10)
_REFUSED = 3
_WRITTEN = ("payments", "postings", "transaction_history", "chassis.outbox")

_BOOKS = """
INSERT INTO agencies (agency_id, name, country, currency, time_zone, week_starts_on,
    payment_delay_days, changed_at)
VALUES ($1, 'Maple Staffing', 'CA', 'CAD', 'America/Toronto', 1, 30, now());
INSERT INTO companies (agency_id, company_id, name, country, region, invoice_preferences,
    changed_at)
VALUES ($1, $1, 'Acme Limited', 'CA', 'ON', '{}', now());
"""
_CONTRACTORS = """
INSERT INTO contractors (agency_id, person_id, name, kind, country, region, changed_at)
SELECT $1, person_id, name, 'temp', 'CA', 'ON', now()
FROM unnest($2::uuid[], $3::text[]) AS p (person_id, name)
"""
_ACCOUNTS = """
INSERT INTO bank_accounts (agency_id, bank_account_id, contractor_id, kind, country, holder, ending,
    bank_code, bic, fingerprint, sealed, usable_from, changed_at)
SELECT $1, gen_random_uuid(), person_id, 'canadian', 'CA', name, right(number, 4), '003', '',
       'of ' || number, sealed, now(), now() - interval '30 days'
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS a (person_id, name, number, sealed)
"""
_TRANSACTIONS = """
INSERT INTO transactions (agency_id, transaction_id, number, work_order_id, work_order_code,
    work_order_title, project_id, project_name, company_id, company_name, contractor_id,
    contractor_kind, period_start, period_end, currency, gross_minor, earnings_minor,
    deductions_minor, taxes_minor, net_minor, pay_terms, state, client_paid, needs_release,
    created_on, charged_for, charged_in, created_at)
SELECT $1, gen_random_uuid(), 'T-' || lpad(n::text, 8, '0'), $1, 'WO-1', 'Dispatcher', $1,
       'Terminal', $1, 'Acme Limited', person_id, 'temp', current_date - 8, current_date - 2,
       'CAD', 100000 + n, 100000 + n, 0, 0, 100000 + n, 'immediate', 'processing', false, false,
       current_date - 1, current_date - 1, 'CA-ON', now()
FROM unnest($2::uuid[]) WITH ORDINALITY AS t (person_id, n)
"""
_PREVIEWED = (
    """SELECT * FROM transactions WHERE agency_id = $1 AND state NOT IN ('paid', 'reversed')
       ORDER BY transaction_id""",
    "SELECT * FROM bank_accounts WHERE agency_id = $1 ORDER BY changed_at, bank_account_id",
    "SELECT * FROM contractors WHERE agency_id = $1",
    """SELECT fingerprint, array_agg(DISTINCT contractor_id) FROM bank_accounts
       WHERE agency_id = $1 GROUP BY fingerprint""",
    """SELECT p.amount_minor FROM contractors AS c CROSS JOIN LATERAL (
           SELECT amount_minor FROM payments AS p
           WHERE p.agency_id = c.agency_id AND p.contractor_id = c.person_id
           ORDER BY paid_on DESC LIMIT 6) AS p
       WHERE c.agency_id = $1""",
)


async def measure(plan: Plan) -> Sequence[Figure]:
    """Milliseconds, and seconds for the answers. A run is made once: it cannot be made again."""
    count = plan.size(10_000, 2_000)
    async with private_stack(plan, ("identity", "payments")) as stack:
        for name in ("identity-worker", "payments-worker"):
            await stack.stop_process(name)
        connection = await asyncpg.connect(stack.postgres.url(SUPERUSER, "payments"))
        try:
            plan.say(f"payruns: writing what {count:,} contractors are owed")
            bench = _PayRunBench(plan, stack, connection, AgencyId(new_id()))
            await bench.write(count)
            return await bench.figures()
        finally:
            await connection.close()


class _PayRunBench:
    def __init__(
        self, plan: Plan, stack: Stack, connection: "Connection", agency_id: AgencyId
    ) -> None:
        self._plan = plan
        self._stack = stack
        self._connection = connection
        self._agency_id = agency_id
        self._staff = StaffMember(stack, "payments", agency_id)
        self._colleague = StaffMember(stack, "payments", agency_id)
        self._pay_on = ""

    async def write(self, count: int) -> None:
        """The agency, its contractors with an account each, and what they are owed."""
        vault = Vault.read(self._stack.secrets.bank_details_key_file)
        people = [PersonId(new_id()) for _ in range(count)]
        names = [f"Contractor Number {number}" for number in range(count)]
        numbers = [f"{number:07}" for number in range(count)]
        sealed = [
            b64encode(
                vault.seal(
                    CanadianDetails(institution="003", transit="00011", account_number=number)
                    .model_dump_json()
                    .encode(),
                    sealed_for(self._agency_id, person_id),
                )
            ).decode()
            for person_id, number in zip(people, numbers, strict=True)
        ]
        for statement in _BOOKS.strip().split(";\n"):
            await self._connection.execute(statement.rstrip(";"), self._agency_id)
        await self._connection.execute(_CONTRACTORS, self._agency_id, people, names)
        await self._connection.execute(_ACCOUNTS, self._agency_id, people, names, numbers, sealed)
        await self._connection.execute(_TRANSACTIONS, self._agency_id, people)
        for table in ("transactions", "bank_accounts", "contractors"):
            await self._connection.execute(f"VACUUM ANALYZE {table}")

    async def figures(self) -> list[Figure]:
        """All of them, in the order in which a run goes."""
        own = {"kind": "canadian", "institution": "003", "transit": "00011"}
        await self._staff.ask(
            "PUT",
            "/agency-accounts/CAD",
            {
                "name": "Maple Staffing",
                "country": "CA",
                "account": {**own, "account_number": "7654321"},
            },
        )
        self._pay_on = await self._banking_day()
        previews = await in_pairs(
            self._plan, "payruns, preview", ours=self._preview, peer=self._rows_of_it, unit="ms"
        )
        count, pay_run_id, steps = await self._run()
        bare = await inserts_alone(self._connection, self._agency_id, _WRITTEN)
        took = steps["exported"]
        self._plan.say(f"payruns: exported in {took:,.0f} ms, the rows alone {min(bare):,.0f} ms")
        rates = PairedSamples(
            [count / took * 1_000] * len(bare), [count / each * 1_000 for each in bare]
        )
        path = f"/pay-runs/{pay_run_id}/file?format=pain.001.001.03"
        file = (await self._staff.ask("GET", path)).content
        tree = _values_of(etree.fromstring(file))
        files = await in_pairs(
            self._plan,
            "payruns, pain.001",
            ours=lambda _: self._staff.milliseconds("GET", path),
            peer=lambda _: _written(tree),
            unit="ms",
        )
        seconds = await self._answer(file)
        return [
            previews.figure("payruns.preview", "ms", PREVIEW_BOUND),
            Figure(name="payruns.proposed", unit="ms", ours=steps["proposed"]),
            Figure(name="payruns.approved", unit="ms", ours=steps["approved"]),
            rates.figure("payruns.exported", "payments/s", EXPORT_BOUND),
            files.figure("payruns.pain001", "ms", FILE_BOUND),
            Figure(name="payruns.answers", unit="s", ours=seconds, bound=ANSWER_BOUND),
        ]

    async def _banking_day(self) -> str:
        """The first day, from the day after tomorrow on, that a run can be paid on."""
        for days in range(2, 12):
            day = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
            try:
                await self._staff.ask("POST", "/pay-runs/preview", {"pay_on": day})
            except RuntimeError:
                continue
            return day
        raise RuntimeError("no day of the next ten is a banking day")

    async def _preview(self, _: int) -> float:
        return await self._staff.milliseconds("POST", "/pay-runs/preview", {"pay_on": self._pay_on})

    async def _rows_of_it(self, _: int) -> float:
        began = time.perf_counter()
        for query in _PREVIEWED:
            await self._connection.fetch(query, self._agency_id)
        return (time.perf_counter() - began) * 1_000

    async def _run(self) -> tuple[int, UUID, dict[str, float]]:
        """How many payments, its id, and what each step took in milliseconds."""
        shown = (
            await self._staff.ask("POST", "/pay-runs/preview", {"pay_on": self._pay_on})
        ).json()
        asked = {"pay_on": self._pay_on, "expected_totals": shown["totals"]}
        took: dict[str, float] = {}

        async def step(name: str, who: StaffMember, path: str, body: object) -> Any:
            began = time.perf_counter()
            answer = await who.ask("POST", path, body)
            took[name] = (time.perf_counter() - began) * 1_000
            return answer.json()

        proposed = await step("proposed", self._staff, "/pay-runs", asked)
        path = f"/pay-runs/{proposed['pay_run_id']}"
        seen = {"fingerprint": proposed["fingerprint"]}
        await step("approved", self._colleague, f"{path}/approval", seen)
        await step("exported", self._staff, f"{path}/export", {})
        return proposed["payment_count"], UUID(proposed["pay_run_id"]), took

    async def _answer(self, file: bytes) -> float:
        """The bank refuses three and takes the others, as it says in one file; in seconds."""
        found = etree.fromstring(file)
        ids: list[str] = found.xpath("//*[local-name() = 'EndToEndId']/text()")
        (message_id, *_) = found.xpath("//*[local-name() = 'MsgId']/text()")
        began = time.perf_counter()
        answer = await self._staff.ask("POST", "/bank-files", _status_report(message_id, ids))
        took = time.perf_counter() - began
        said = answer.json()
        if (said["taken"], said["refused"]) != (len(ids) - _REFUSED, _REFUSED):
            raise RuntimeError(f"of {len(ids)} answers: {json.dumps(said)[:300]}")
        self._plan.say(f"payruns: {len(ids):,} answers read and booked in {took:.1f} s")
        return took


_Values = tuple[str, dict[str, str], str | None, list["_Values"]]
"""An element: its name, attributes, text, and what is in it."""


def _values_of(element: Any) -> _Values:
    children = [_values_of(child) for child in element]
    return str(element.tag), dict(element.attrib), element.text if not children else None, children


async def _written(values: _Values) -> float:
    began = time.perf_counter()
    etree.tostring(_built(values), xml_declaration=True, encoding="UTF-8")
    return (time.perf_counter() - began) * 1_000


def _built(values: _Values, parent: Any = None) -> Any:
    name, attributes, text, children = values
    element: Any = (
        etree.Element(name, attributes)
        if parent is None
        else etree.SubElement(parent, name, attributes)
    )
    element.text = text
    for child in children:
        _built(child, element)
    return element


def _status_report(message_id: str, ids: Sequence[str]) -> bytes:
    """pain.002 about each payment of a file, the last ones refused."""
    said = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{ident}</OrgnlEndToEndId>"
        + (
            "<TxSts>ACSC</TxSts>"
            if number < len(ids) - _REFUSED
            else "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>"
        )
        + "</TxInfAndSts>"
        for number, ident in enumerate(ids)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>{new_id().hex}</MsgId>"
        f"<CreDtTm>{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}</CreDtTm>"
        "</GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId>{said}"
        "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()

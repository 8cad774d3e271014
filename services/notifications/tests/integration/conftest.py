"""A real mail server in the test, and the sender on a real database."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import asyncpg
import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from joserfc import jwe
from joserfc.jwk import ECKey

from chassis.ids import new_id
from chassis.runtime import Runtime, open_runtime
from chassis.service import Service
from chassis.testing.postgres import TestDatabase
from contracts.access import CONTRACTOR_PERMISSIONS, Permission, Portal, Scope
from contracts.base import Event
from contracts.events.identity import (
    Address,
    Agency,
    AgencyChanged,
    Company,
    CompanyChanged,
    Contact,
    Person,
    PersonChanged,
    PersonInvited,
    PersonStatus,
)
from contracts.events.pay_runs import PaymentMade
from contracts.events.payments import InvoicedWork, InvoiceIssued
from contracts.events.timesheets import (
    Article,
    ArticleKind,
    Entry,
    PayTerms,
    Project,
    ProjectChanged,
    WorkApprovalGiven,
    WorkApprovalUndone,
    WorkApproved,
    WorkOrder,
    WorkOrderOpened,
    WorkReturned,
    WorkSubmitted,
)
from contracts.ids import (
    AgencyId,
    CompanyId,
    EntryId,
    InvoiceId,
    PaymentId,
    PersonId,
    ProjectId,
    WorkOrderId,
)
from contracts.money import Money
from notifications.announcements.cast import LINK
from notifications.announcements.samples_of_pay import a_payment
from notifications.sending import sender

Seal = Callable[[], str]


@dataclass(kw_only=True)
class MailServer:
    """aiosmtpd on a port of its own, that can be stopped, started, and told to misbehave."""

    port: int = 0
    raw: list[bytes] = field(default_factory=list[bytes])
    recipients: list[str] = field(default_factory=list[str])
    connections: int = 0
    refuse_recipient: str = ""
    refuse_sender: str = ""
    refuse_content: list[str] = field(default_factory=list[str])
    cut_after_data: bool = False
    before_answer: Callable[[], Awaitable[None]] | None = None
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _protocol(self) -> SMTP:
        self.connections += 1
        return SMTP(self, hostname="mail.test", enable_SMTPUTF8=False)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: SmtpSession,
        envelope: Envelope,
        address: str,
        mail_options: list[str],
    ) -> str:
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        server: SMTP,
        session: SmtpSession,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: SmtpSession, envelope: Envelope
    ) -> str:
        if self.refuse_content:
            return self.refuse_content.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.recipients.extend(envelope.rcpt_tos)
        if self.cut_after_data:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if self.before_answer is not None:
            await self.before_answer()
        return "250 OK"


@pytest.fixture
async def mail_server() -> AsyncGenerator[MailServer]:
    """A mail server that runs."""
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def service(service: Service, mail_server: MailServer) -> Service:
    """The service under test, with this test's mail server."""
    object.__setattr__(
        service,
        "settings",
        service.settings.model_copy(update={"smtp_port": mail_server.port}),
    )
    return service


@pytest.fixture
def seal(secrets_key: ECKey) -> Seal:
    """Encrypts the sample link as identity does."""

    def make() -> str:
        header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
        public = ECKey.import_key(secrets_key.as_dict(private=False))
        return jwe.encrypt_compact(header, LINK, public, algorithms=["ECDH-ES+A256KW", "A256GCM"])

    return make


@pytest.fixture
def sending() -> Callable[[Runtime], contextlib.AbstractAsyncContextManager["asyncio.Task[None]"]]:
    """`async with sending(runtime):` runs the sender as the worker does."""
    return _sending


@contextlib.asynccontextmanager
async def _sending(runtime: Runtime) -> AsyncGenerator["asyncio.Task[None]"]:
    task = asyncio.create_task(sender.run(runtime))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=15)


@pytest.fixture
def another_process(
    service: Service,
) -> Callable[[], contextlib.AbstractAsyncContextManager[Runtime]]:
    """`async with another_process() as runtime:` is a second replica of the worker."""
    return lambda: open_runtime(service.settings, list(service.resources), with_database=True)


@pytest.fixture
def states(database: TestDatabase) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    """All e-mails as the database has them, past row level security."""

    async def read() -> list[dict[str, Any]]:
        connection = await asyncpg.connect(database.superuser_url)
        try:
            rows = await connection.fetch(
                "SELECT kind, recipient_id, state, refusals, interruptions, secret_link, reason"
                " FROM emails ORDER BY created_at, email_id"
            )
        finally:
            await connection.close()
        return [dict(row) for row in rows]

    return read


@dataclass(frozen=True, kw_only=True)
class World:
    """An agency with a contractor, contacts and staff, and the events that say so."""

    agency_id: AgencyId
    agency: Agency
    contractor: Person
    approver: Person
    viewer: Person
    other_contact: Person
    manager: Person
    company: Company
    project: Project
    work_order: WorkOrder

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.contractor, self.approver, self.viewer, self.other_contact, self.manager)

    @property
    def events(self) -> list[Event]:
        """What other services said before anything happened."""
        return [
            AgencyChanged(agency=self.agency),
            CompanyChanged(company=self.company),
            *(PersonChanged(person=person) for person in self.people),
            ProjectChanged(project=self.project),
            WorkOrderOpened(work_order=self.work_order),
        ]

    @property
    def _ids(self) -> dict[str, object]:
        return {
            "work_order_id": self.work_order.work_order_id,
            "project_id": self.project.project_id,
            "company_id": self.company.company_id,
            "contractor_id": self.contractor.person_id,
        }

    def entries(self, number: int = 2) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                entry_id=EntryId(new_id()),
                version=1,
                work_on=date(2026, 3, 2 + day),
                article=ArticleKind.REGULAR,
                quantity=Decimal("7.5"),
            )
            for day in range(number)
        )

    def submitted(self) -> WorkSubmitted:
        return WorkSubmitted.model_validate(
            self._ids
            | {
                "submission_id": new_id(),
                "entries": self.entries(),
                "submitted_by": self.contractor.person_id,
                "submitted_at": datetime.now(UTC),
            }
        )

    def approved(self) -> WorkApproved:
        return WorkApproved.model_validate(
            self._ids
            | {
                "approval_id": new_id(),
                "entries": self.entries(),
                "approved_by": self.approver.person_id,
                "approved_at": datetime.now(UTC),
            }
        )

    def approval_given(self) -> WorkApprovalGiven:
        """The same, for as long as it can be taken back."""
        now = datetime.now(UTC)
        said = self.approved().model_dump(exclude={"work_order_version", "final_at"})
        return WorkApprovalGiven.model_validate(said | {"final_at": now + timedelta(minutes=10)})

    def approval_undone(self) -> WorkApprovalUndone:
        return WorkApprovalUndone.model_validate(
            self._ids
            | {
                "entries": self.entries(),
                "undone_by": self.approver.person_id,
                "undone_at": datetime.now(UTC),
            }
        )

    def invited(self, link: str, *, valid_for: timedelta = timedelta(days=7)) -> PersonInvited:
        return PersonInvited(
            person=self.contractor, link=link, expires_at=datetime.now(UTC) + valid_for
        )

    def returned(self, reason: str) -> WorkReturned:
        return WorkReturned.model_validate(
            self._ids
            | {
                "entries": self.entries(),
                "reason": reason,
                "returned_by": self.approver.person_id,
                "returned_at": datetime.now(UTC),
            }
        )

    def payment(self) -> PaymentMade:
        """3,090.20 kroner to the contractor."""
        ids = {"payment_id": PaymentId(new_id()), "contractor_id": self.contractor.person_id}
        amount = Money.of(Decimal("3090.20"), "NOK")
        return a_payment().model_copy(update={**ids, "amount": amount})

    def invoice(self) -> InvoiceIssued:
        total = Money.of(Decimal("1200.50"), "NOK")
        return InvoiceIssued(
            invoice_id=InvoiceId(new_id()),
            number="2026-0001",
            company_id=self.company.company_id,
            project_id=None,
            currency="NOK",
            issued_on=date(2026, 4, 1),
            due_on=date(2026, 5, 1),
            period_start=date(2026, 3, 1),
            period_end=date(2026, 3, 31),
            lines=(),
            work=(
                InvoicedWork(
                    work_order_id=self.work_order.work_order_id, entry_ids=(EntryId(new_id()),)
                ),
            ),
            subtotal=total,
            total=total,
        )


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def other_world() -> World:
    """Another agency."""
    return a_world()


def a_world() -> World:
    agency_id = AgencyId(new_id())
    company_id = CompanyId(new_id())
    project_id = ProjectId(new_id())
    contractor_id = PersonId(new_id())
    address = Address(country="NO")

    def a_person(name: str, portal: Portal, *permissions: Permission, **more: object) -> Person:
        given: dict[str, object] = {
            "person_id": new_id(),
            "agency_id": agency_id,
            "portal": portal,
            "status": PersonStatus.ACTIVE,
            "email": f"{name.lower()}@example.com",
            "name": name,
            "language": "nb",
            "permissions": permissions,
        }
        return Person.model_validate(given | more)

    def a_contact(name: str, scope: Scope, *permissions: Permission) -> Person:
        contact = Contact(company_id=company_id, scope=scope)
        return a_person(name, Portal.CUSTOMER, *permissions, contact=contact)

    return World(
        agency_id=agency_id,
        agency=Agency(
            agency_id=agency_id,
            slug="fjord",
            name="Fjord Bemanning",
            legal_name="Fjord Bemanning AS",
            address=address,
            currency="NOK",
            time_zone="Europe/Oslo",
            default_language="nb",
            languages=("nb", "en"),
            brand_colour="#0b4f9e",
            support_email="hjelp@fjord.example",
            site_url="https://fjord.portico.example",
        ),
        contractor=a_person(
            "Ola",
            Portal.CONTRACTOR,
            *sorted(CONTRACTOR_PERMISSIONS),
            person_id=contractor_id,
        ),
        approver=a_contact(
            "Anna", Scope.COMPANY, Permission.WORK_APPROVE, Permission.INVOICES_VIEW
        ),
        viewer=a_contact("Vera", Scope.COMPANY, Permission.WORK_VIEW),
        other_contact=a_contact("Per", Scope.PROJECTS, Permission.WORK_APPROVE),
        manager=a_person("Mona", Portal.AGENCY, Permission.WORK_MANAGE, language="en"),
        company=Company(company_id=company_id, name="Nordlys AS", address=address),
        project=Project(
            project_id=project_id,
            company_id=company_id,
            code="P1",
            name="Brua",
            time_zone="Europe/Oslo",
        ),
        work_order=WorkOrder(
            work_order_id=WorkOrderId(new_id()),
            code="W1",
            title="Landmåler",
            project_id=project_id,
            company_id=company_id,
            contractor_id=contractor_id,
            starts_on=date(2026, 1, 1),
            currency="NOK",
            pay_terms=PayTerms.SCHEDULED,
            articles=(
                Article(
                    article=ArticleKind.REGULAR,
                    unit="hour",
                    pay_rate=Decimal(400),
                    bill_rate=Decimal(600),
                ),
            ),
        ),
    )

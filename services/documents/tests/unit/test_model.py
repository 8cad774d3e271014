"""Who may see which document."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.actor import Actor
from chassis.ids import new_id
from contracts.access import CONTRACTOR_PERMISSIONS, Permission, Portal, Scope
from contracts.events.documents import DocumentKind
from contracts.ids import CompanyId, DocumentId, PersonId, ProjectId
from documents.library.model import (
    Document,
    DocumentState,
    NotRenderedError,
    file_name,
    seen_by,
)

ME, SOMEBODY = PersonId(new_id()), PersonId(new_id())
OURS, THEIRS = CompanyId(new_id()), CompanyId(new_id())
MINE, OTHER = ProjectId(new_id()), ProjectId(new_id())


def a_document(kind: DocumentKind, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "document_id": DocumentId(new_id()),
        "kind": kind,
        "subject_id": new_id(),
        "number": "T-1",
        "dated_on": date(2026, 3, 1),
        "person_id": None,
        "company_id": None,
        "project_id": None,
        "project_ids": frozenset(),
        "language": "en",
        "file_name": "paystub-T-1.pdf",
        "state": DocumentState.ORDERED,
        "ordered_at": datetime.now(UTC),
    }
    return Document(**values | changes)


def sees(viewer: Actor, document: Document) -> bool:
    within = seen_by(viewer).get(document.kind)
    return within is not None and within.shows(document.parties)


def an_actor(portal: Portal, *permissions: Permission, **changes: Any) -> Actor:
    return Actor(
        name="A", person_id=ME, portal=portal, permissions=frozenset(permissions), **changes
    )


def a_contact(scope: Scope, *permissions: Permission) -> Actor:
    return an_actor(
        Portal.CUSTOMER,
        *permissions,
        scope=scope,
        company_id=OURS,
        project_ids=frozenset({MINE}),
    )


PAY = [
    DocumentKind.PAYSTUB,
    DocumentKind.CONTRACTOR_INVOICE,
    DocumentKind.PAYMENT_STATEMENT,
    DocumentKind.PAYMENT_REPORT,
]


@pytest.mark.requirement("C10")
@pytest.mark.requirement("C11")
@pytest.mark.requirement("C12")
@pytest.mark.parametrize("kind", PAY)
def test_contractors_see_their_own_pay_and_nobody_elses(kind: DocumentKind) -> None:
    viewer = an_actor(Portal.CONTRACTOR, *CONTRACTOR_PERMISSIONS)

    assert sees(viewer, a_document(kind, person_id=ME))
    assert not sees(viewer, a_document(kind, person_id=SOMEBODY))


@pytest.mark.parametrize("kind", [DocumentKind.CUSTOMER_INVOICE, DocumentKind.CREDIT_NOTE])
def test_contractors_see_no_customers_invoice_even_of_their_own_work(kind: DocumentKind) -> None:
    viewer = an_actor(Portal.CONTRACTOR, *CONTRACTOR_PERMISSIONS)

    assert not sees(viewer, a_document(kind, person_id=ME))


@pytest.mark.requirement("K13")
@pytest.mark.parametrize(
    ("scope", "company", "project", "shown"),
    [
        (Scope.COMPANY, OURS, None, True),
        (Scope.COMPANY, OURS, OTHER, True),
        (Scope.COMPANY, THEIRS, None, False),
        (Scope.PROJECTS, OURS, MINE, True),
        (Scope.PROJECTS, OURS, OTHER, False),
        (Scope.PROJECTS, OURS, None, False),
        (Scope.PROJECTS, THEIRS, MINE, False),
        (Scope.OWN, OURS, MINE, False),
        (Scope.OWN, OURS, None, False),
    ],
)
@pytest.mark.parametrize("kind", [DocumentKind.CUSTOMER_INVOICE, DocumentKind.CREDIT_NOTE])
def test_contacts_see_their_companys_invoices_as_far_as_their_scope(
    kind: DocumentKind, scope: Scope, company: CompanyId, project: ProjectId | None, shown: bool
) -> None:
    viewer = a_contact(scope, Permission.INVOICES_VIEW)
    invoice = a_document(
        kind,
        company_id=company,
        project_ids=frozenset({project} if project else ()),
    )

    assert sees(viewer, invoice) is shown


@pytest.mark.requirement("B12")
@pytest.mark.parametrize(
    ("scope", "company", "shown"),
    [
        (Scope.COMPANY, OURS, True),
        (Scope.COMPANY, THEIRS, False),
        (Scope.PROJECTS, OURS, False),
        (Scope.OWN, OURS, False),
    ],
)
def test_contacts_see_a_statement_of_account_only_with_all_of_their_company(
    scope: Scope, company: CompanyId, shown: bool
) -> None:
    viewer = a_contact(scope, Permission.INVOICES_VIEW)
    statement = a_document(DocumentKind.STATEMENT_OF_ACCOUNT, company_id=company)

    assert sees(viewer, statement) is shown


@pytest.mark.requirement("K16")
@pytest.mark.parametrize("kind", DocumentKind)
def test_contacts_without_the_permission_see_nothing(kind: DocumentKind) -> None:
    viewer = a_contact(Scope.COMPANY, Permission.WORK_VIEW, Permission.WORK_APPROVE)

    assert not sees(viewer, a_document(kind, company_id=OURS, person_id=ME))


@pytest.mark.parametrize("kind", PAY)
def test_contacts_never_see_pay(kind: DocumentKind) -> None:
    viewer = a_contact(Scope.COMPANY, Permission.INVOICES_VIEW)

    assert not sees(viewer, a_document(kind, company_id=OURS, person_id=ME))


@pytest.mark.parametrize(
    ("permission", "kinds"),
    [
        (Permission.TRANSACTIONS_VIEW, set(PAY)),
        (
            Permission.INVOICES_MANAGE,
            {
                DocumentKind.CUSTOMER_INVOICE,
                DocumentKind.CREDIT_NOTE,
                DocumentKind.STATEMENT_OF_ACCOUNT,
            },
        ),
        (Permission.PEOPLE_MANAGE, set[DocumentKind]()),
    ],
)
def test_staff_see_what_their_permission_is_for(
    permission: Permission, kinds: set[DocumentKind]
) -> None:
    viewer = an_actor(Portal.AGENCY, permission)

    assert {kind for kind in DocumentKind if sees(viewer, a_document(kind))} == kinds


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_permission_of_another_portal_shows_nothing(kind: DocumentKind) -> None:
    viewer = an_actor(Portal.CONTRACTOR, Permission.TRANSACTIONS_VIEW)

    assert not sees(viewer, a_document(kind, person_id=ME))


def test_a_document_that_is_not_rendered_has_no_file_and_says_where_it_stands() -> None:
    with pytest.raises(NotRenderedError) as refused:
        a_document(DocumentKind.PAYSTUB).require_file()

    assert refused.value.data == {"state": "ordered"}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("T-2026-000417", "invoice-T-2026-000417.pdf"),
        ('../x"\r\nSet-Cookie: a', "invoice-x-Set-Cookie-a.pdf"),
        ("Ø", "invoice.pdf"),
    ],
)
def test_a_file_name_holds_nothing_that_could_escape_from_a_header(
    number: str, expected: str
) -> None:
    assert file_name("invoice", number) == expected

"""What of a company changes, and whose it is to change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.actor import Actor
from chassis.ids import new_id
from contracts.access import Permission, Portal
from contracts.events.identity import (
    CONTACTS_MAY_CHANGE,
    Address,
    Company,
    CompanyField,
    InvoicePreferences,
)
from contracts.ids import CompanyId
from identity.companies.model import may_change
from identity.company_changes.model import (
    FIELD_OF,
    AgencysTermsError,
    FieldChange,
    changes_between,
    require_may_change,
)

COMPANY = Company(
    company_id=CompanyId(new_id()),
    name="Fjell Bygg",
    organisation_number="999 888 777",
    address=Address(street="Bakken 1", city="Bergen", country="NO"),
    version=3,
)
# What no contact changes, whatever the agency's switch says.
AGENCYS = {"organisation_number", "invoice_preferences.due_days"}


def an_actor(portal: Portal, *permissions: Permission, of: Company = COMPANY) -> Actor:
    return Actor(
        name="Alma",
        portal=portal,
        permissions=frozenset(permissions),
        company_id=of.company_id if portal is Portal.CUSTOMER else None,
    )


def test_a_change_names_each_field_that_differs_and_no_other() -> None:
    after = COMPANY.model_copy(
        update={
            "address": Address(street="Bakken 2", city="Bergen", country="NO"),
            "billing_email": "faktura@fjell.example",
            "version": 4,
        }
    )
    assert changes_between(COMPANY, after) == [
        FieldChange(field="address.street", before="Bakken 1", after="Bakken 2"),
        FieldChange(field="billing_email", before="", after="faktura@fjell.example"),
    ]
    assert changes_between(COMPANY, COMPANY) == []


def test_every_field_of_a_company_is_the_agencys_or_has_a_switch() -> None:
    # Whoever adds a field to a company says here whose it is to change.
    other = Company(
        company_id=COMPANY.company_id,
        name="x",
        organisation_number="x",
        address=Address(street="x", postal_code="x", city="x", region="x", country="XX"),
        invoice_preferences=InvoicePreferences.model_validate(
            {"grouping": "project", "cadence": "weekly", "due_days": 1, "language": "nb"}
        ),
        billing_email="x",
        purchase_order="x",
    )
    paths = {one.field for one in changes_between(COMPANY, other)}
    assert paths == set(FIELD_OF) | AGENCYS
    assert set(FIELD_OF.values()) == set(CompanyField)


@given(st.sets(st.sampled_from(CompanyField)))
def test_a_contact_changes_what_the_switch_lets_and_the_others_are_refused_by_name(
    lets: set[CompanyField],
) -> None:
    changes = [FieldChange(field=path, before="a", after="b") for path in (*FIELD_OF, *AGENCYS)]
    refused = {path for path in FIELD_OF if FIELD_OF[path] not in lets} | AGENCYS
    with pytest.raises(AgencysTermsError) as caught:
        require_may_change(changes, lets)
    named = caught.value.data["errors"]
    assert isinstance(named, list)
    assert {error["field"] for error in named} == refused  # pyright: ignore[reportUnknownVariableType]
    require_may_change([one for one in changes if one.field not in refused], lets)


def test_country_and_region_decide_taxes_and_are_the_agencys_until_it_says_otherwise() -> None:
    assert CompanyField.COUNTRY not in CONTACTS_MAY_CHANGE
    assert set(CONTACTS_MAY_CHANGE) == set(CompanyField) - {CompanyField.COUNTRY}


@pytest.mark.parametrize(
    ("actor", "fields"),
    [
        (an_actor(Portal.CUSTOMER, Permission.COMPANY_EDIT), CONTACTS_MAY_CHANGE),
        (an_actor(Portal.CUSTOMER, Permission.INVOICES_VIEW), ()),
        (
            an_actor(
                Portal.CUSTOMER,
                Permission.COMPANY_EDIT,
                of=COMPANY.model_copy(update={"company_id": CompanyId(new_id())}),
            ),
            (),
        ),
        (an_actor(Portal.AGENCY, Permission.COMPANIES_MANAGE), tuple(CompanyField)),
        (an_actor(Portal.AGENCY, Permission.WORK_MANAGE), ()),
        (an_actor(Portal.CONTRACTOR), ()),
    ],
    ids=["editor", "reader", "of another company", "staff", "other staff", "contractor"],
)
def test_who_may_change_what(actor: Actor, fields: tuple[CompanyField, ...]) -> None:
    assert may_change(actor, COMPANY.company_id, CONTACTS_MAY_CHANGE) == fields

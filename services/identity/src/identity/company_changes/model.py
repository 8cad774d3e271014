"""What changes of a company: by whom it may be changed, and what has changed since a version."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chassis.errors import ConflictError, ForbiddenError
from contracts.access import Portal
from contracts.events.identity import Company, CompanyField
from contracts.ids import PersonId
from contracts.registrations import Registration

FIELD_OF: Mapping[str, CompanyField] = MappingProxyType(
    {
        "name": CompanyField.NAME,
        "address.street": CompanyField.ADDRESS,
        "address.postal_code": CompanyField.ADDRESS,
        "address.city": CompanyField.ADDRESS,
        "address.region": CompanyField.COUNTRY,
        "address.country": CompanyField.COUNTRY,
        "billing_email": CompanyField.BILLING_EMAIL,
        "purchase_order": CompanyField.PURCHASE_ORDER,
        "invoice_preferences.grouping": CompanyField.GROUPING,
        "invoice_preferences.cadence": CompanyField.CADENCE,
        "invoice_preferences.language": CompanyField.LANGUAGE,
    }
)
"""Which switch a path belongs to. A path that is not here is the agency's alone.

So are the organisation number and the registered ones: that another customer has one already would
tell of that customer.
"""


class AgencysTermsError(ForbiddenError):
    """This is the agency's to change"""


class CompanyChangedError(ConflictError):
    """The company was changed meanwhile"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a company, by its path, as it was and as it is."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyChange:
    """What one person changed at once; `version` is the company's afterwards."""

    version: int
    changed_at: datetime
    changed_by: PersonId
    changed_by_name: str
    changed_by_portal: Portal
    changes: Sequence[FieldChange]


def changes_between(before: Company, after: Company) -> list[FieldChange]:
    """What differs, field by field, but for the version."""
    was, is_now = _paths(before), _paths(after)
    return [
        FieldChange(field=path, before=was[path], after=is_now[path])
        for path in was
        if was[path] != is_now[path]
    ]


def require_may_change(
    changes: Collection[FieldChange], may_change: Collection[CompanyField]
) -> None:
    """Raise AgencysTermsError that names each field that is not this person's to change."""
    refused = [one.field for one in changes if FIELD_OF.get(one.field) not in may_change]
    if refused:
        raise AgencysTermsError(
            field=refused[0],
            errors=[{"field": path, "reason": "the agency changes this"} for path in refused],
        )


def _number(registration: Registration) -> str:
    return f"{registration.name} {registration.number}".lstrip()


def _paths(company: Company) -> dict[str, str]:
    said: dict[str, Any] = company.model_dump(
        mode="json", exclude={"company_id", "version", "registrations"}
    )
    flat = {"registrations": ", ".join(_number(one) for one in company.registrations)}
    for name, value in said.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{inner}": str(value[inner]) for inner in value})  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        else:
            flat[name] = str(value)
    return flat

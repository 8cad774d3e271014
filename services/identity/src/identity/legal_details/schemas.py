"""Legal details over HTTP."""

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints

from chassis.errors import FieldError, InvalidError
from chassis.fields import AddressBody, Body, CurrencyCode, Day, Flag, LineOf, Name, WholeNumber
from contracts.events.identity import (
    Address,
    Agency,
    BankAccountKind,
    Contractor,
)
from contracts.registrations import (
    LegalDetails,
    ReceivingAccount,
    Registration,
    SelfBillingAgreement,
)
from identity.account_numbers import BankAccountRefusedError, TypedAccount, read
from identity.registrations import Registrations, contradiction
from identity.registrations import read as read_registrations

MAX_ACCOUNTS = 20

TypedNumber = Annotated[str, LineOf(max_length=60)]


class ReceivingAccountBody(Body):
    """The account that takes incoming money of a currency: every invoice in it prints it.

    The fields of an account go by its `kind`, as with the account of a contractor.
    """

    currency: CurrencyCode
    kind: BankAccountKind
    iban: TypedNumber = ""
    bic: TypedNumber = ""
    account_number: TypedNumber = ""
    institution: TypedNumber = ""
    transit: TypedNumber = ""
    bank_name: Annotated[str, LineOf(max_length=70)] = ""
    holder: Annotated[str, LineOf(max_length=70)] = ""

    @property
    def account(self) -> ReceivingAccount:
        """The account. Raises BankAccountRefusedError."""
        beside = {"currency", "bank_name", "holder"}
        number = read(TypedAccount(**self.model_dump(exclude=beside)))
        return ReceivingAccount(
            currency=self.currency,
            details=number.details,
            bic=number.bic,
            bank_name=self.bank_name,
            holder=self.holder,
        )


class LegalDetailsBody(Body):
    """What invoices and pay statements say of the agency, all of it.

    `version` is the one that was read, 0 where none was entered: of another, nothing is changed.
    The address stays in its country, which decides taxes.
    """

    version: Annotated[WholeNumber, Field(ge=0, le=2**31 - 1)]
    legal_name: Name
    address: AddressBody
    registrations: Registrations
    is_in_business_register: Flag = False
    is_vat_registered: Flag
    accounts: Annotated[list[ReceivingAccountBody], Field(max_length=MAX_ACCOUNTS)]

    def over(self, before: Agency) -> Agency:
        """The agency with what is said here, at the version that it has. Raises InvalidError."""
        registrations, errors = read_registrations(self.registrations)
        errors += contradiction(registrations, is_vat_registered=self.is_vat_registered)
        if self.address.country != before.address.country:
            errors.append(FieldError("address.country", "decides taxes, and stays as it is"))
        accounts, refused = self._read_accounts()
        errors += refused
        if errors:
            raise InvalidError.of(errors)
        legal = LegalDetails(
            registrations=registrations,
            is_in_business_register=self.is_in_business_register,
            is_vat_registered=self.is_vat_registered,
            accounts=accounts,
            version=before.legal.version,
        )
        address = Address(**dict(self.address))
        return before.model_copy(
            update={"legal_name": self.legal_name, "address": address, "legal": legal}
        )

    def _read_accounts(self) -> tuple[tuple[ReceivingAccount, ...], list[FieldError]]:
        found: dict[str, ReceivingAccount] = {}
        errors: list[FieldError] = []
        for index, one in enumerate(self.accounts):
            if one.currency in found:
                errors.append(FieldError(f"accounts.{index}.currency", "has an account already"))
                continue
            try:
                found[one.currency] = one.account
            except BankAccountRefusedError as error:
                errors += [
                    FieldError(f"accounts.{index}.{wrong.field}", wrong.reason)
                    for wrong in error.errors
                ]
        return tuple(found[currency] for currency in sorted(found)), errors


class AgencyLegalDetails(BaseModel):
    """What invoices and pay statements say of the agency."""

    legal_name: str
    address: Address
    legal: LegalDetails

    @classmethod
    def of(cls, agency: Agency) -> Self:
        """Of this agency."""
        return cls(legal_name=agency.legal_name, address=agency.address, legal=agency.legal)


class SelfBillingBody(Body):
    """The company's agreement that the agency writes its invoices, and the series of their numbers.

    The series is the company's own: the agency writes no other number into it.
    """

    agreed_on: Day
    number_prefix: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Z0-9]{1,10}$")]


class ContractorCompanyBody(Body):
    """What a contractor's self-billed invoices say of their own company, all of it."""

    legal_name: Name
    address: AddressBody
    registrations: Registrations
    is_in_business_register: Flag = False
    is_vat_registered: Flag
    self_billing: SelfBillingBody | None = None

    def over(self, before: Contractor) -> Contractor:
        """The contractor with what is said here. Raises InvalidError."""
        registrations, errors = read_registrations(self.registrations)
        errors += contradiction(registrations, is_vat_registered=self.is_vat_registered)
        agreed = self.self_billing
        if agreed is not None:
            errors += self._missing_on_invoices(registrations)
        if errors:
            raise InvalidError.of(errors)
        return before.model_copy(
            update={
                "legal_name": self.legal_name,
                "address": Address(**dict(self.address)),
                "registrations": registrations,
                "is_in_business_register": self.is_in_business_register,
                "is_vat_registered": self.is_vat_registered,
                "self_billing": SelfBillingAgreement(**dict(agreed)) if agreed else None,
            }
        )

    def _missing_on_invoices(self, registrations: Collection[Registration]) -> list[FieldError]:
        """What the law wants on the invoices that an agreement lets the agency write."""
        errors: list[FieldError] = []
        if not (self.address.city or self.address.street):
            errors.append(FieldError("address.city", "is needed on self-billed invoices"))
        if self.address.country == "NO" and not registrations:
            errors.append(FieldError("registrations", "self-billed invoices need the number"))
        return errors

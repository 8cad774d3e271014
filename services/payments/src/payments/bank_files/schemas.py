"""HTTP shapes of the agency's accounts and of the bank's files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from pydantic_core import PydanticCustomError
from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum.no import kontonr

from chassis.fields import Body, CountryCode, LineOf
from contracts.bank_details import CanadianDetails, IbanDetails, NorwegianDetails
from contracts.ids import PayRunId
from contracts.money import Money
from payments.bank.letters import in_bank_letters
from payments.bank.model import MAX_NAME, Details
from payments.bank_files.actions import FileResult
from payments.bank_files.model import AgencyAccount, BankAgreement, ReceivedFile


def _iban(text: str) -> str:
    compact = str(ibans.compact(text))
    if not ibans.is_valid(compact):
        raise PydanticCustomError("iban", "is no IBAN: its check digits do not fit")
    return compact


def _bic(text: str) -> str:
    if text and not bics.is_valid(text):
        raise PydanticCustomError("bic", "is no BIC, such as DNBANOKK")
    return text


def _writable(name: str) -> str:
    if not in_bank_letters(name, MAX_NAME):
        raise PydanticCustomError("name", "has no letters that banks can write")
    return name


def _norwegian(text: str) -> str:
    compact = str(kontonr.compact(text))
    if not kontonr.is_valid(compact):
        raise PydanticCustomError("account", "is no Norwegian account: its check digit is wrong")
    return compact


class IbanBody(Body):
    """An account by its IBAN."""

    kind: Literal["iban"]
    iban: Annotated[str, LineOf(min_length=15, max_length=42), AfterValidator(_iban)]
    bic: Annotated[
        str,
        StringConstraints(strict=True, pattern=r"^([A-Z0-9]{8}([A-Z0-9]{3})?)?$"),
        AfterValidator(_bic),
    ]

    @property
    def details(self) -> Details:
        """As it is sealed."""
        return IbanDetails(iban=self.iban, bic=self.bic)


class NorwegianBody(Body):
    """A Norwegian account by its eleven digits."""

    kind: Literal["norwegian"]
    account_number: Annotated[str, LineOf(min_length=11, max_length=13), AfterValidator(_norwegian)]

    @property
    def details(self) -> Details:
        """As it is sealed."""
        return NorwegianDetails(account_number=self.account_number)


class CanadianBody(Body):
    """A Canadian account: the institution, its branch (transit), and the account there."""

    kind: Literal["canadian"]
    institution: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{3}$")]
    transit: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{5}$")]
    account_number: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{7,12}$")]

    @property
    def details(self) -> Details:
        """As it is sealed."""
        return CanadianDetails(
            institution=self.institution,
            transit=self.transit,
            account_number=self.account_number,
        )


class AgencyAccountRequest(Body):
    """The account that pay runs in a currency are paid from.

    `originator_id`, `short_name` and `data_centre` are of a Canadian bank's agreement about files
    by CPA 005.
    """

    name: Annotated[str, LineOf(min_length=1, max_length=MAX_NAME), AfterValidator(_writable)]
    country: CountryCode
    account: Annotated[IbanBody | NorwegianBody | CanadianBody, Field(discriminator="kind")]
    originator_id: Annotated[str, StringConstraints(strict=True, pattern=r"^([A-Z0-9]{10})?$")] = ""
    short_name: Annotated[str, LineOf(max_length=15)] = ""
    data_centre: Annotated[str, StringConstraints(strict=True, pattern=r"^([0-9]{5})?$")] = ""

    @property
    def agreement(self) -> BankAgreement:
        """How a Canadian bank knows the agency."""
        return BankAgreement(
            originator_id=self.originator_id,
            short_name=self.short_name,
            data_centre=self.data_centre,
        )


class AgencyAccountDetails(BaseModel):
    """An account of the agency: of its number the last characters alone."""

    currency: str
    kind: str
    name: str
    country: str
    ending: str
    originator_id: str
    short_name: str
    data_centre: str
    changed_by_name: str
    changed_at: datetime

    @classmethod
    def of(cls, account: AgencyAccount) -> Self:
        """From the account."""
        return cls(
            currency=account.currency,
            kind=account.kind,
            name=account.name,
            country=account.country,
            ending=account.ending,
            originator_id=account.agreement.originator_id,
            short_name=account.agreement.short_name,
            data_centre=account.agreement.data_centre,
            changed_by_name=account.changed_by_name,
            changed_at=account.changed_at,
        )


class AgencyAccounts(BaseModel):
    """The account of each currency that has one."""

    items: Sequence[AgencyAccountDetails]

    @classmethod
    def of(cls, accounts: Sequence[AgencyAccount]) -> Self:
        """From all that there were, in order of time."""
        newest = {one.currency: one for one in accounts}
        return cls(items=[AgencyAccountDetails.of(newest[one]) for one in sorted(newest)])


class BankFileResult(BaseModel):
    """What a file of the bank changed: what was known before is not counted.

    `matched`: entries that came in against the invoices that they name; `unmatched`: entries that
    wait for somebody; `known`: entries that a file told before, or one that cannot be told from
    them. `repeats`: the first file of the same bytes.
    """

    file_id: UUID
    kind: str
    message_id: str
    taken: int
    refused: int
    matched: int
    unmatched: int
    known: int
    repeats: UUID | None
    pay_run_ids: Sequence[PayRunId]

    @classmethod
    def of(cls, result: FileResult) -> Self:
        """From what was done."""
        file = result.file
        return cls(
            file_id=file.file_id,
            kind=file.kind,
            message_id=file.message_id,
            taken=file.taken,
            refused=file.refused,
            matched=file.matched,
            unmatched=file.unmatched,
            known=result.known,
            repeats=file.repeats,
            pay_run_ids=[one.pay_run_id for one in result.pay_runs],
        )


class AccountInFileDetails(BaseModel):
    """What a file tells of an account: of its number the last characters alone."""

    ending: str
    credited: Money
    debited: Money


class BankFileDetails(BaseModel):
    """A file of the bank that was read, who sent it, and what of it was new.

    `accounts`: the sums of its entries, each way; none in a status report. `repeats`: the first
    file of the same bytes.
    """

    file_id: UUID
    kind: str
    message_id: str
    accounts: Sequence[AccountInFileDetails]
    taken: int
    refused: int
    matched: int
    unmatched: int
    repeats: UUID | None
    received_by_name: str
    received_at: datetime

    @classmethod
    def of(cls, file: ReceivedFile) -> Self:
        """From what was read."""
        return cls.model_validate(file, from_attributes=True)

"""What can be asked of the edge and of each service, as their OpenAPI documents say.

A request is filled in from the ids that are given for it, so an endpoint that comes new is asked
like all others. One that names something this file has never heard of fails the tests until the
file says what it is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from portico_local.demo.banking_days import open_from
from portico_local.paths import repository_root

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SERVICES = ("identity", "timesheets", "payments", "documents", "notifications")

Ids = Mapping[str, str]

_TODAY = datetime.now(UTC).date()
# Values that are right by their name, where the schema alone does not say what is right.
_VALUES: Mapping[str, Any] = {
    "address": {"street": "1 Quay", "city": "Toronto", "region": "ON", "country": "CA"},
    "article": "regular",
    "amount_minor": 100,
    "closed_through": (_TODAY.replace(day=1) - timedelta(days=1)).isoformat(),
    "code": "OUT-1",
    "country": "CA",
    "currency": "CAD",
    "cut_off": "23:59",
    "consent_version": "2026-11",
    "email": "somebody@mail.example",
    "end": "17:00",
    "expires_on": (_TODAY + timedelta(days=30)).isoformat(),
    "fingerprint": "0" * 64,
    "from": "2026-10-01",
    "from_currency": "EUR",
    "from_on": _TODAY.isoformat(),
    "from_week": "2026-09-28",
    "iban": "NO9386011117947",
    "language": "en",
    "left": 0,
    "origin": "http://maple.localhost",
    "paid_on": _TODAY.isoformat(),
    "password": "a-harbour-nobody-knows",
    "pay_on": open_from(_TODAY + timedelta(days=3)).isoformat(),
    "pay_rate": "10",
    "place": "SE",
    "percent": "8",
    "bic": "DNBANOKK",
    "bill_rate": "20",
    "period_start": "2026-10-01",
    "portal": "contractor",
    "quantity": "1",
    "region": "ON",
    "rate": "11.5",
    "rate_on": _TODAY.isoformat(),
    "received_on": _TODAY.isoformat(),
    "secret": "0" * 64,
    "seen": 1,
    "sha256": "0" * 64,
    "side": 100,
    "slug": "nobody-of-this-name",
    "start": "09:00",
    "starts_on": "2026-08-01",
    "text": "Who was here?",
    "to": "2026-10-31",
    "to_currency": "NOK",
    "to_on": _TODAY.isoformat(),
    "to_week": "2026-10-05",
    "top": 0,
    "until_on": _TODAY.isoformat(),
    "up_to": "2026-10-31",
    "valid_from": "2026-10-01",
    "version": 1,
    "work_on": "2026-10-15",
}
# What carries ids under a name of its own.
_IDS_BY_OTHER_NAMES: Mapping[str, str] = {
    "subject_id": "transaction_id",
    "because_of": "transaction_id",
    "cause_id": "transaction_id",
    "recipient_id": "person_id",
    "entry_ids": "entry_id",
    "contact_ids": "contact_id",
    "project_ids": "project_id",
    "ids": "notification_id",
    "provider_id": "provider_id",
}
# Whole bodies, where one of several fields has to be there and the schema does not say so.
_BODIES: Mapping[str, Sequence[str]] = {
    "AddressBody": ("region",),
    "ApproveRequest": ("entries",),
    "ReturnRequest": ("entries",),
    "SelectionBody": ("entries",),
    "WorkFileBody": ("entries",),
    "WorkFileRequest": ("entries",),
    "UndoRequest": ("entries",),
    "UndoSelectionBody": ("entries",),
    "ChangedWork": ("quantity",),
    "CorrectedWork": ("quantity",),
    "NewWork": ("quantity",),
    "SubmitRequest": ("entry_ids",),
    "InquiryRequest": ("invoice_id",),
    "InvitationBody": ("contractor",),
    "InvitationRequest": ("contractor",),
    "ReadRequest": ("ids",),
    "ReadThese": ("ids",),
    "ReportQuery": ("from", "to"),
    "ReportDocumentRequest": ("from", "to"),
}
# What goes with another field of the same body.
_NUMBERS = [{"kind": "ca_gst_hst", "number": "123026635RT0001"}]
_VALUES_WITHIN: Mapping[tuple[str, str], Any] = {
    ("InquiryRequest", "kind"): "invoice",
    ("ContractorCompanyBody", "registrations"): _NUMBERS,
    ("LegalDetailsBody", "registrations"): _NUMBERS,
    ("LegalDetailsBody", "accounts"): [
        {"currency": "CAD", "kind": "norwegian", "account_number": "86011117947"}
    ],
    # Of another version than they are at: what the agency's invoices say stays as it is.
    ("LegalDetailsBody", "version"): 1_000,
}
_MONTH = {"ReportQuery": "2026-10", "ReportDocumentRequest": "2026-10"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRequest:
    """A request that is ready to be sent. `names`: which of the ids it carries."""

    method: str
    url: str
    params: Mapping[str, Any]
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    names: frozenset[str] = frozenset()
    names_in_path: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of a document."""

    api: str
    method: str
    path: str
    spec: Mapping[str, Any]
    schemas: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.api}: {self.name}"

    @property
    def name(self) -> str:
        """Such as `GET /my/work`."""
        return f"{self.method} {self.path}"

    @property
    def is_safe(self) -> bool:
        """Whether it only reads: a preview and a file are asked for with a body."""
        reads = self.path.endswith(("/approve/preview", "/undo/preview", ".xlsx", ".csv"))
        return self.method in SAFE or reads

    def choices_of(self, schema: Mapping[str, Any]) -> Sequence[str]:
        """The values of a parameter that has so many of them."""
        return _first(schema, self.schemas).get("enum", ())

    def ask(self, ids: Ids, *, aimed: bool = True, **values: Any) -> PreparedRequest:
        """The request with these ids. Not `aimed`: without those that it need not carry."""
        filling = _RequestFiller(ids, values, self.schemas)
        path, params = self.path, dict[str, Any]()
        for one in cast("list[dict[str, Any]]", self.spec.get("parameters", [])):
            name = one["name"]
            if one["in"] == "path":
                path = path.replace(f"{{{name}}}", str(filling.value(name, one["schema"])))
            elif one["in"] == "query" and (
                one.get("required") or (aimed and filling.id_name(name) is not None)
            ):
                params[name] = filling.value(name, one["schema"])
        in_path = frozenset(n for n in filling.used if ids[n] in path)
        json_body, content, headers = self._body(filling)
        return PreparedRequest(
            method=self.method,
            url=path,
            params=params,
            json=json_body,
            content=content,
            headers=headers,
            names=frozenset(filling.used),
            names_in_path=in_path,
        )

    def _body(self, filling: "_RequestFiller") -> tuple[Any, bytes | None, Mapping[str, str]]:
        content = self.spec.get("requestBody", {}).get("content", {})
        if not content:
            return None, None, {}
        media, spec = next(iter(content.items()))
        if media == "application/json":
            return filling.value("", spec["schema"]), None, {}
        if media == "text/csv":
            rows = b"work_order,date,article,quantity,note\nNO-1,2026-10-15,regular,1,\n"
            return None, rows, {"Content-Type": media}
        return None, b"no picture", {"Content-Type": media}


class _RequestFiller:
    """Values for one request."""

    def __init__(self, ids: Ids, values: Mapping[str, Any], schemas: Mapping[str, Any]) -> None:
        self._ids = ids
        self._values = values
        self._schemas = schemas
        self.used: set[str] = set()

    def id_name(self, name: str) -> str | None:
        """Which of the ids this name carries, None if none."""
        found = _IDS_BY_OTHER_NAMES.get(name, name)
        return found if found in self._ids and found not in self._values else None

    def value(self, name: str, schema: Mapping[str, Any], within: str = "") -> Any:
        """A value of the schema. Raises LookupError for an id that nobody has said."""
        schema = _first(schema, self._schemas)
        if schema.get("type") == "array":
            return [self.value(name, schema["items"], within)]
        if "properties" in schema and name not in self._values:
            return self._object(schema, within)
        ident = self.id_name(name)
        if ident is not None and not (within == "InvoiceRunRequest" and name == "up_to"):
            self.used.add(ident)
            return self._ids[ident]
        if name.endswith(("_id", "_ids")) and name not in self._values:
            raise LookupError(f"{name}: say in tests/outside which id this is")
        if name in {"from", "to"} and (within in _MONTH or "pattern" in schema):
            return "2026-10"
        if name in self._values or name in _VALUES:
            return self._values.get(name, _VALUES.get(name))
        return _plain(schema)

    def _object(self, schema: Mapping[str, Any], within: str) -> dict[str, Any]:
        title = schema.get("title", within)
        wanted = [*schema.get("required", ()), *_BODIES.get(title, ())]
        return {
            one: _VALUES_WITHIN.get((title, one))
            or self.value(one, schema["properties"][one], title)
            for one in wanted
        }


def _first(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema itself, of several the first that is not null."""
    while True:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = {"title": name, **schemas[name]}
        elif "anyOf" in schema or "oneOf" in schema:
            several = schema.get("anyOf") or schema["oneOf"]
            schema = next(one for one in several if one.get("type") != "null")
        else:
            return schema


def _plain(schema: Mapping[str, Any]) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kinds: Mapping[str, Any] = {
        "boolean": True,
        # JSON writes a bound as 1.0, which is no whole number to who is strict.
        "integer": int(schema.get("minimum", 1)),
        "number": schema.get("minimum", 1),
        "object": {},
    }
    if schema.get("type") in kinds:
        return kinds[schema["type"]]
    return "x" * max(4, schema.get("minLength", 0))


def operations(api: str) -> list[Operation]:
    """Every operation of the edge, or of a service."""
    file = repository_root() / "docs" / "openapi" / f"{api}.json"
    document = json.loads(file.read_text())
    return [
        Operation(
            api=api,
            method=method.upper(),
            path=path,
            spec=spec,
            schemas=document["components"]["schemas"],
        )
        for path, methods in document["paths"].items()
        for method, spec in methods.items()
    ]

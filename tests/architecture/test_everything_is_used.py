"""Nothing is there that nobody uses: events, settings, texts, operations of the services.

What waits for a part of Portico that is not built yet is named here with that part; it leaves the
list when it is used.
"""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.topics import TOPICS
from edge.forwarding.tables import TABLES

ROOT = Path(__file__).parents[2]
SERVICES = ("documents", "edge", "identity", "notifications", "payments", "timesheets")

NOT_SAID_YET = {
    "InquiryOpened": "the customer portal's inquiries",
    "InquiryAnswered": "the customer portal's inquiries",
    "InquiryClosed": "the customer portal's inquiries",
    "PaymentFailed": "the bank's answers to pay runs",
    "InvoiceCredited": "credit notes",
}

ASKED_BY_SERVICES = {("identity", "GET", "/.well-known/ended-sessions.json")}
"""Every service asks identity for these (`chassis.runtime`)."""

_COMMENT_OR_TEXT = re.compile(r'"""(?:.|\n)*?"""|#[^\n]*')


@cache
def code_of(folder: str) -> dict[Path, str]:
    """The Python sources of a package without what they say about themselves."""
    return {
        path: _COMMENT_OR_TEXT.sub("", path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not {"tests", "testing", "generated"} & set(path.parts) and "samples" not in path.name
    }


def is_said(event: str, owner: str) -> bool:
    """Whether the owner of an event's topic has it in code that is not only about hearing it."""
    return any(
        re.search(rf"\b{event}\b", text)
        for path, text in code_of(f"services/{owner}/src").items()
        if path.name not in {"handlers.py", "staleness.py"} and "announcements" not in path.parts
    )


@pytest.mark.parametrize(
    ("event", "owner"),
    [(event.__name__, topic.owner) for topic in TOPICS for event in topic.events],
)
def test_an_event_is_said_by_its_owner(event: str, owner: str) -> None:
    assert is_said(event, owner) is (event not in NOT_SAID_YET), NOT_SAID_YET.get(event)


def test_an_event_that_nobody_says_is_found() -> None:
    assert not is_said("SomethingElseHappened", "payments")


def settings() -> Iterator[tuple[str, str]]:
    """Every setting, with the package that has it."""
    for package in ("chassis", *(f"services/{name}" for name in SERVICES)):
        for path in sorted((ROOT / package / "src").glob("*/settings.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    for one in node.body:
                        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                            yield package, one.target.id


@pytest.mark.parametrize(("package", "name"), sorted(settings()))
def test_a_setting_is_read(package: str, name: str) -> None:
    readers = {"chassis/src", f"{package}/src"} | (
        {f"services/{service}/src" for service in SERVICES} if package == "chassis" else set()
    )
    assert any(
        re.search(rf"\.{name}\b", text) for folder in readers for text in code_of(folder).values()
    )


def operations() -> Iterator[tuple[str, str, str]]:
    """What the services answer: service, method, path."""
    for service in SERVICES:
        if service == "edge":
            continue
        described = json.loads((ROOT / "docs/openapi" / f"{service}.json").read_text("utf-8"))
        for path, methods in described["paths"].items():
            yield from ((service, method.upper(), path) for method in methods)


def shape(path: str) -> str:
    """A path whatever its variables are called."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@cache
def forwarded() -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (row.service.value, row.method, shape(table.service_path_of(row)))
        for table in TABLES
        for row in table.rows
    )


@cache
def asked_by_the_edge() -> frozenset[str]:
    """The paths that stand in the edge's views and its sign-in."""
    texts = "".join(text for text in code_of("services/edge/src").values())
    return frozenset(shape(path) for path in re.findall(r'"(/[^"\s]*)"', texts))


@pytest.mark.parametrize(("service", "method", "path"), sorted(operations()))
def test_an_operation_of_a_service_is_asked_for(service: str, method: str, path: str) -> None:
    assert (
        (service, method, shape(path)) in forwarded()
        or shape(path) in asked_by_the_edge()
        or (service, method, path) in ASKED_BY_SERVICES
    )


def keys_of(tree: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


def texts() -> Iterator[tuple[str, str]]:
    """The keys of the portals' texts. Those of refusals are the services' codes."""
    portals = ROOT / "portals"
    for catalogue in (
        *portals.glob("packages/ui/src/**/locales/en.json"),
        *portals.glob("apps/*/src/locales/en/*.json"),
    ):
        if "refusals" not in catalogue.parts:
            for key in keys_of(json.loads(catalogue.read_text(encoding="utf-8"))):
                yield str(catalogue.relative_to(portals)), key


@cache
def literals() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The strings in the portals' code, and the patterns of those that are put together."""
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("packages/ui/src", "apps")
        for path in sorted((ROOT / "portals" / folder).rglob("*.ts*"))
        if ".test." not in path.name and "node_modules" not in path.parts
    )
    plain = re.findall(r"[\"'`]([\w.:-]+)[\"'`]", code)
    put_together = re.findall(r"`([\w:-]+(?:\.[\w-]+)*[._]?\$\{[^`]*)`", code)
    return frozenset(plain), tuple(
        re.compile(re.sub(r"\\\$\\\{.*?\\\}", ".+", re.escape(one)) + "$") for one in put_together
    )


@pytest.mark.parametrize(("catalogue", "key"), sorted(set(texts())))
def test_a_text_of_the_portals_is_shown(catalogue: str, key: str) -> None:
    plain, put_together = literals()
    singular = re.sub(r"_(zero|one|two|few|many|other)$", "", key)
    names = (key, singular, f"common:{singular}")
    assert any(name in plain or any(one.match(name) for one in put_together) for name in names), (
        f"no page shows {key}"
    )

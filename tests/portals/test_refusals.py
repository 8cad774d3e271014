"""Whatever a service refuses, the portals say why in the person's language."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import TypeVar

import pytest

from chassis.errors import DomainError
from chassis.http.problems import code_of
from contracts.quantity_text import QuantityProblem
from edge.problems import EdgeError
from portico_local.paths import repository_root
from portico_local.portals import portals_source
from timesheets.imports.refusals import CellCode
from timesheets.work.rules import Code

LANGUAGES = ("en", "fr", "nb")
SERVICES = ("chassis", "identity", "timesheets", "payments", "documents", "notifications", "edge")
# What is answered without an error class of ours.
BARE = {"internal", "not_json"}
_FORM = re.compile(r"_(zero|one|two|few|many|other)$")

Kind = TypeVar("Kind")


def below(kind: type[Kind]) -> Iterator[type[Kind]]:
    """All classes that come from it."""
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def is_ours(kind: type) -> bool:
    """Whether it is a service's, and no test's that ran in this process."""
    package, _, module = kind.__module__.partition(".")
    return package in SERVICES and not module.startswith("tests")


def refusal_codes() -> set[str]:
    """Every code that a problem document of the edge can carry."""
    for name in SERVICES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    domain = {one.code() for one in below(DomainError) if is_ours(one)}
    edge = {one.code for one in below(EdgeError) if is_ours(one)}
    by_status = {code_of(status) for status in answered_statuses() if status < 500}
    return domain | edge | by_status | BARE


def answered_statuses() -> set[HTTPStatus]:
    """Every refusal that the edge's OpenAPI names; what has no class has a code by its status."""
    document = json.loads((repository_root() / "docs/openapi/edge.json").read_text("utf-8"))
    return {
        HTTPStatus(int(status))
        for operations in document["paths"].values()
        for operation in operations.values()
        for status in operation["responses"]
        if status >= "400"
    }


def texts(path: str) -> dict[str, object]:
    """A catalogue of the portals."""
    read: dict[str, object] = json.loads((portals_source() / path).read_text(encoding="utf-8"))
    return read


def said(language: str) -> set[str]:
    """The codes that have a text: in the frame, about accounts, and everywhere else."""
    found: set[str] = set()
    for place in ("locales", "account/locales"):
        problems = texts(f"packages/ui/src/{place}/{language}.json")["problems"]
        assert isinstance(problems, dict)
        found |= {_FORM.sub("", str(code)) for code in problems}
    return found | set(texts(f"packages/ui/src/refusals/locales/{language}.json"))


@pytest.mark.requirement("X8")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_a_text(language: str) -> None:
    codes = refusal_codes()
    assert {"work_order_closed", "cross_site_request", "too_many_requests"} <= codes
    assert sorted(codes - said(language)) == []


def test_no_text_is_kept_for_a_refusal_that_nothing_answers() -> None:
    assert sorted(set(texts("packages/ui/src/refusals/locales/en.json")) - refusal_codes()) == []


@pytest.mark.requirement("C13")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_logged_work_can_break_has_a_text(language: str) -> None:
    rules = texts(f"apps/contractor/src/locales/{language}/work.json")["rules"]
    assert isinstance(rules, dict)
    codes = {code.value for kind in (Code, CellCode, QuantityProblem) for code in kind}
    assert sorted(codes - set(rules)) == []

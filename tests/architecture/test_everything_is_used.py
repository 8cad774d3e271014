"""Nothing is there that nobody uses: events, settings, texts, functions, exports, operations.

What waits for a part of Portico that is not built yet is named here with that part; it leaves the
list when it is used.
"""

import ast
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.topics import TOPICS
from edge.forwarding.tables import TABLES

from .test_shape import tracked

ROOT = Path(__file__).parents[2]
SERVICES = ("documents", "edge", "identity", "notifications", "payments", "timesheets")

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
    assert is_said(event, owner)


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


@cache
def received_by(service: str) -> frozenset[str]:
    """The events that a service handles, by its AsyncAPI document, which is printed by itself."""
    described = json.loads((ROOT / "docs/asyncapi" / f"{service}.json").read_text("utf-8"))
    return frozenset(
        message["$ref"].split(".")[-2]
        for operation in described["operations"].values()
        if operation["action"] == "receive"
        for message in operation["messages"]
    )


@cache
def told_to_browsers() -> frozenset[str]:
    """The events for which the edge knows which views of whom are stale."""
    rules = ast.parse((ROOT / "services/edge/src/edge/live/staleness.py").read_text("utf-8"))
    taken: list[ast.AST] = [
        argument.annotation
        for node in rules.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list
        for argument in node.args.args
        if argument.annotation is not None
    ]
    # Some are taken by the name of their union.
    unions = [node for node in rules.body if isinstance(node, ast.Assign)]
    return frozenset(
        node.attr
        for tree in (*taken, *unions)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
    )


def is_received(event: str) -> bool:
    """Whether a service or a browser learns of it."""
    return event in told_to_browsers() or any(event in received_by(one) for one in SERVICES)


@pytest.mark.parametrize("event", [event.__name__ for topic in TOPICS for event in topic.events])
def test_an_event_has_a_consumer(event: str) -> None:
    assert is_received(event)


def test_an_event_that_nobody_hears_is_found() -> None:
    assert not is_received("SomethingElseHappened")
    assert "WorkApproved" in received_by("payments")


PACKAGES = (
    "contracts",
    "chassis",
    "presentation",
    "deploy/local",
    *(f"services/{s}" for s in SERVICES),
)

FOR_TESTS_OF_FAULTS = {
    "process_ids": "what a test kills, pauses or counts",
    "stop_broker": "the stack's broker, lost on purpose",
    "lose_broker": "the stack's broker, lost on purpose",
    "cut_database": "the stack's databases, cut off on purpose",
}

OVERRIDES = frozenset(
    "capture_signals do_GET do_POST log_message send_400_response".split()  # noqa: SIM905
)
"""What a library calls by the name that it gave it."""


PLAIN_DECORATORS = frozenset(
    {"property", "cached_property", "cache", "staticmethod", "classmethod"}
)
"""Those that do not make a caller of somebody else, as a route's do."""


def functions() -> Iterator[tuple[str, str]]:
    """Functions, methods and classes that nothing registers by a decorator: where, name."""
    for package in PACKAGES:
        for path in code_of(f"{package}/src"):
            if path.name == "testing.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue
                decorators = {ast.unparse(one) for one in node.decorator_list}
                if decorators <= {
                    "property",
                    "cached_property",
                    "cache",
                    "staticmethod",
                    "classmethod",
                }:
                    yield str(path.relative_to(ROOT)), node.name


@cache
def words_of_the_code() -> dict[str, int]:
    """How often each word stands in what runs: sources, templates, and the tools beside them."""
    texts = [text for package in PACKAGES for text in code_of(f"{package}/src").values()]
    texts += [
        _COMMENT_OR_TEXT.sub("", path.read_text("utf-8"))
        for path in tracked("*/tools/*.py", "*/samples*.py")
    ]
    texts += [path.read_text("utf-8") for path in tracked("*.j2", "services/*.html")]
    counted: dict[str, int] = {}
    for word in re.findall(r"\w+", "\n".join(texts)):
        counted[word] = counted.get(word, 0) + 1
    return counted


def is_called(name: str) -> bool:
    """Whether something other than its definition names it; tests do not count."""
    return (
        name.startswith(("__", "pytest_"))
        or name in OVERRIDES
        or name in FOR_TESTS_OF_FAULTS
        or words_of_the_code().get(name, 0) > 1
    )


def test_no_function_is_there_for_its_tests_alone() -> None:
    found = set(functions())
    assert len(found) > 2_000
    assert {(where, name) for where, name in found if not is_called(name)} == set()


def test_a_function_that_nothing_calls_is_found() -> None:
    assert not is_called("something_else_that_nobody_calls")


FIELDS_OF_AN_EMAIL = ("subject", "heading", "body", "button", "note", "quote", "lines")


def email_texts() -> Iterator[tuple[str, str]]:
    """The keys of the texts of e-mails: section, key. A plural is one."""
    source = ROOT / "services/notifications/src/notifications/emails/texts/en.toml"
    for section, texts in tomllib.loads(source.read_text(encoding="utf-8")).items():
        yield from ((section, key) for key in texts)


@cache
def literals_of_notifications() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The strings in the code of notifications and in the values of what it is told of."""
    texts = [*code_of("services/notifications/src").values(), *code_of("contracts/src").values()]
    code = "\n".join(texts)
    put_together = re.findall(r"""f["']([\w.]+_)\{[^}"']*\}["']""", code)
    return frozenset(re.findall(r"""["']([\w.]+)["']""", code)), tuple(
        re.compile(re.escape(one) + r"\w+") for one in put_together
    )


def is_told(section: str, key: str) -> bool:
    """Whether some e-mail can say the text."""
    plain, put_together = literals_of_notifications()
    if section not in plain:
        return False
    field, _, variant = key.partition("_")
    return (
        key in plain
        or any(one.fullmatch(key) for one in put_together)
        or (field in FIELDS_OF_AN_EMAIL and (not variant or variant in plain))
    )


@pytest.mark.parametrize(("section", "key"), sorted(email_texts()))
def test_a_text_of_the_e_mails_is_told(section: str, key: str) -> None:
    assert is_told(section, key)


def test_a_text_that_no_e_mail_tells_is_found() -> None:
    assert not is_told("phrases", "something_else")
    assert not is_told("invitation", "body_of_something_else")


WAITING_EXPORTS = {
    "BulkBar": "the customer portal's work to approve",
    "Conversation": "the customer portal's work to approve",
    "FailedRow": "the customer portal's work to approve",
    "RowOutcome": "the customer portal's work to approve",
    "SelectionBody": "the customer portal's work to approve",
    "bodyOf": "the customer portal's work to approve",
}
"""Shared parts of pages that are being built. One that is used may leave the list at any time."""

_TS_COMMENT = re.compile(r"/\*(?:.|\n)*?\*/|//[^\n]*")


@cache
def portal_sources() -> dict[str, str]:
    """The portals' TypeScript without comments and without what is generated."""
    return {
        str(path.relative_to(ROOT / "portals")): _TS_COMMENT.sub("", path.read_text("utf-8"))
        for path in tracked("portals/packages/*.ts*", "portals/apps/*.ts*")
        if "generated" not in path.parts
    }


@cache
def portal_words() -> dict[str, Counter[str]]:
    """How often each word is in each of them."""
    return {file: Counter(re.findall(r"\w+", text)) for file, text in portal_sources().items()}


def exports() -> Iterator[tuple[str, str]]:
    """What files of the portals export by name: file, name."""
    for file, text in portal_sources().items():
        if ".test." not in file and not file.endswith(("/index.ts", "vite.ts", "config.ts")):
            for name in re.findall(
                r"^export (?:async |abstract )*(?:function|const|class|type|interface|enum) (\w+)",
                text,
                flags=re.MULTILINE,
            ):
                yield file, name


def is_imported(file: str, name: str) -> bool:
    """Whether another file names it. For a test alone only what its own file uses, too."""
    others = [
        other
        for other, words in portal_words().items()
        if other != file and not other.endswith("/index.ts") and name in words
    ]
    used_inside = portal_words().get(file, Counter())[name] > 1
    return any(".test." not in other for other in others) or (bool(others) and used_inside)


def test_an_export_of_the_portals_is_imported() -> None:
    found = set(exports())
    assert len(found) > 400
    unused = {(file, name) for file, name in found if not is_imported(file, name)}
    assert {one for one in unused if one[1] not in WAITING_EXPORTS} == set()


def test_an_export_that_nobody_imports_is_found() -> None:
    assert not is_imported("packages/ui/src/days.ts", "somethingElse")

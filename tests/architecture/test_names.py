"""Names that a newcomer of the field knows: what a class, type or alias is, as a noun.

Past tense is for the events of the contracts. A participle on its own says what happened to a thing
and not what the thing is (`Paid`: a payment, its day, a filter?); coined nouns send their reader to
the docstring. What is a noun in spite of its ending stands in `NOUNS`.
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.topics import TOPICS

from .test_shape import tracked

ROOT = Path(__file__).parents[2]

EVENTS = frozenset(event.__name__ for topic in TOPICS for event in topic.events)

NOUNS = frozenset(
    "Closing Drawing Forwarding Grouping Listing Posting Setting Sorting Withholding".split()  # noqa: SIM905
)
"""Nouns of the field in spite of their ending."""

STANDARD = frozenset({"Received", "IdempotencyRequired", "FetchRevoked", "OnSaved"})
"""Of an event that came; a dependency of a route; a function's type; a callback."""

IRREGULAR = frozenset(
    """Begun Bought Chosen Drawn Found Given Gone Heard Held Kept Known Left Lent Lost Made
    Met Paid Put Read Said Seen Sent Shown Sold Spoken Taken Told Written""".split()  # noqa: SIM905
)

ADVERBS = frozenset({"At", "As", "Away", "Because", "Here", "Next", "Now", "Out", "Over"})
"""What no noun ends with."""

COINED = frozenset(
    """Adder Answers Departure Errand Happening Judge Liar Making Outlook Pieces Pile SentAway
    Speaking ToApproval ToSign ToWrite Touch Traits Trip Troupe Try Turns Unclear Visit Wanted
    WayOut Worth""".split()  # noqa: SIM905
)
"""Names that were here once. docs/glossary.md has those that are told of."""


def fault_of(name: str) -> str | None:
    """Why a name is none for a class or a type; None if it is one."""
    plain = name.lstrip("_")
    if plain in STANDARD or name in EVENTS:
        return None
    if plain in COINED:
        return "coined"
    last = (re.findall(r"[A-Z][a-z0-9]*", plain) or [plain])[-1]
    if last in NOUNS:
        return None
    if last in IRREGULAR or re.search(r"(?:[^e]ed|ing)$", last):
        return "a participle"
    return "ends with no noun" if last in ADVERBS else None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("Troupe", "coined"),
        ("Asked", "a participle"),
        ("SessionStarted", "a participle"),
        ("_Kept", "a participle"),
        ("_Measuring", "a participle"),
        ("EndedBecause", "ends with no noun"),
        ("WorkApproved", None),
        ("Posting", None),
        ("RequestContext", None),
        ("Seed", None),
    ],
)
def test_a_name_that_is_no_noun_is_found(name: str, fault: str | None) -> None:
    assert fault_of(name) == fault


def python_names() -> Iterator[tuple[str, str]]:
    """Classes wherever they stand, and aliases in modules: where, name."""
    for path in tracked("*.py"):
        if "generated" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        where = str(path.relative_to(ROOT))
        yield from ((where, node.name) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        for node in tree.body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(target := node.targets[0], ast.Name)
                and re.fullmatch(r"_?[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)*", target.id)
            ):
                yield where, target.id


def typescript_names() -> Iterator[tuple[str, str]]:
    """Types, interfaces, classes: where, name."""
    for path in tracked("portals/*.ts", "portals/*.tsx"):
        if "generated" in path.parts:
            continue
        found = re.findall(
            r"^(?:export )?(?:abstract )?(?:interface|class|type|enum) (\w+)",
            path.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )
        yield from ((str(path.relative_to(ROOT)), name) for name in found)


def test_classes_and_types_are_called_what_they_are() -> None:
    names = {*python_names(), *typescript_names()}
    assert len(names) > 1_000
    assert {found: why for found in names if (why := fault_of(found[1]))} == {}


def test_shapes_of_the_edge_are_called_what_they_are() -> None:
    """The names in its OpenAPI are the types of the portals' client."""
    edge = json.loads((ROOT / "docs/openapi/edge.json").read_text(encoding="utf-8"))
    assert {name for name in edge["components"]["schemas"] if fault_of(name.strip("_"))} == set()


def features_of(service: str) -> set[str]:
    source = ROOT / "services" / service / "src" / service
    return {path.name for path in source.iterdir() if (path / "__init__.py").is_file()}


SERVICES = sorted(path.parent.name for path in ROOT.glob("services/*/pyproject.toml"))


def renamed_imports(tree: ast.AST, service: str) -> Iterator[tuple[str, str]]:
    """Modules of a service that are imported under another name: feature, name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{service}."):
            feature = (node.module or "").split(".")[1]
            yield from ((feature, alias.asname) for alias in node.names if alias.asname)
        elif isinstance(node, ast.Import):
            yield from (
                (alias.name.split(".")[1], alias.asname)
                for alias in node.names
                if alias.asname and alias.name.startswith(f"{service}.")
            )


@pytest.mark.parametrize("service", SERVICES)
def test_an_import_is_not_called_another_feature(service: str) -> None:
    features = features_of(service)
    assert features
    found = {
        f"{path.relative_to(ROOT)}: {feature} as {name}"
        for path in sorted((ROOT / "services" / service / "src").rglob("*.py"))
        for feature, name in renamed_imports(ast.parse(path.read_text(encoding="utf-8")), service)
        if name in features - {feature}
    }
    assert found == set()


def test_an_import_that_is_called_another_feature_is_found() -> None:
    tree = ast.parse("from payments.trail import repository as invoices")
    assert list(renamed_imports(tree, "payments")) == [("trail", "invoices")]

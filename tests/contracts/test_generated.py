"""The documents in docs/ are those of the code, and documents of their kind."""

import json
import runpy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts.topics import EVENT_TYPES, TOPICS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ASYNCAPI_SCHEMA = json.loads(
    (Path(__file__).parent / "asyncapi-3.0.0.schema.json").read_text(encoding="utf-8")
)
DOCUMENTS = sorted((DOCS / "asyncapi").glob("*.json"))


def test_they_are_those_of_the_code() -> None:
    generated: dict[Path, str] = runpy.run_path(str(DOCS / "generate.py"))["generated"]()
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generated.items()
        if not path.exists() or path.read_text() != text
    ]
    assert stale == [], "run: python docs/generate.py"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_service_is_described_in_asyncapi_3(path: Path) -> None:
    described = json.loads(path.read_text())
    jsonschema.validate(described, ASYNCAPI_SCHEMA, cls=jsonschema.Draft7Validator)
    for reference in references_in(described):
        assert resolved(described, reference) is not None, reference


def test_every_event_is_sent_by_the_owner_of_its_topic_and_by_nobody_else() -> None:
    sent: dict[str, list[str]] = {}
    for path in DOCUMENTS:
        for name, operation in json.loads(path.read_text())["operations"].items():
            if operation["action"] == "send":
                assert name.startswith(f"send.{path.stem}.")
                for message in operation["messages"]:
                    event = message["$ref"].rsplit("/", 1)[1]
                    sent.setdefault(event, []).append(path.stem)
    assert sent == {event.type_name(): [topic.owner] for topic in TOPICS for event in topic.events}


def test_no_service_waits_for_an_event_that_there_is_not() -> None:
    for path in DOCUMENTS:
        for name, operation in json.loads(path.read_text())["operations"].items():
            if operation["action"] == "receive":
                for message in operation["messages"]:
                    assert message["$ref"].rsplit("/", 1)[1] in EVENT_TYPES, name


def references_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for part in value.values() for found in references_in(part)]
    if isinstance(value, list):
        return [found for part in value for found in references_in(part)]
    return []


def resolved(document: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        document = document[part.replace("~1", "/").replace("~0", "~")]
    return document

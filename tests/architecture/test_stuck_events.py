"""Whatever a service could not handle is named: for the agency's staff, and for who operates."""

import json
import re
from pathlib import Path

import pytest
import yaml

from edge.views.stuck import SEEN_WITH

ROOT = Path(__file__).parents[2]
WITHOUT_DEAD_LETTERS = {"edge"}
"""It has no database: what it reads of the bus only tells browsers to look again."""


def followers() -> list[str]:
    """The services that handle events of others."""
    return sorted(
        path.stem
        for path in (ROOT / "docs/asyncapi").glob("*.json")
        if any(
            operation["action"] == "receive"
            for operation in json.loads(path.read_text())["operations"].values()
        )
    )


FOLLOWERS = [name for name in followers() if name not in WITHOUT_DEAD_LETTERS]


def test_there_are_services_that_follow_events() -> None:
    assert len(FOLLOWERS) >= 5


@pytest.mark.parametrize("service", FOLLOWERS)
def test_what_is_stuck_at_a_service_is_told_to_staff(service: str) -> None:
    described = json.loads((ROOT / "docs/openapi" / f"{service}.json").read_text())
    assert "/stuck-events" in described["paths"]
    assert service in SEEN_WITH, "the edge does not ask it"


@pytest.mark.parametrize("service", FOLLOWERS)
def test_one_alert_names_what_is_stuck_at_a_service(service: str) -> None:
    told = 0
    rules = yaml.safe_load((ROOT / "deploy/observability/alerts.yaml").read_text())
    for rule in rules["groups"][0]["rules"]:
        for how, names in re.findall(
            r'portico_dead_letters\{service(=~|!~)"([a-z|]+)"\}', rule["expr"]
        ):
            if (how == "=~") is (service in names.split("|")):
                told += 1
                summary = rule["annotations"]["summary"]
                for label in ("service", "event", "agency"):
                    assert f"$labels.{label} " in summary
    assert told == 1


def test_one_alert_names_what_a_service_s_own_tasks_cannot_finish() -> None:
    rules = yaml.safe_load((ROOT / "deploy/observability/alerts.yaml").read_text())
    [rule] = [one for one in rules["groups"][0]["rules"] if "(portico_stuck)" in one["expr"]]
    for label in ("service", "what", "agency"):
        assert label in rule["expr"]
        assert f"$labels.{label} " in rule["annotations"]["summary"]

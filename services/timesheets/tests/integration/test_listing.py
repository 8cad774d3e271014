"""Logged work sorted and summed by contractor and by project, walked to its end."""

from datetime import timedelta
from itertools import groupby
from typing import Any

import pytest

from chassis.runtime import Runtime

from .conftest import MONDAY, Caller, Scene

GROUPED = ("contractor", "project")


async def walk(caller: Caller, limit: int, **wanted: Any) -> list[Any]:
    """All pages of a list."""
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    for _ in range(200):
        page = await caller.get("/work", limit=limit, **wanted, **cursor)
        found += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = {"cursor": page["next_cursor"]}
    raise AssertionError("the list has no end")


@pytest.fixture
async def crowd(scene: Scene, runtime: Runtime) -> Scene:
    """Five contractors on three projects, of which some have one name and some have none."""
    world = scene.world
    projects = [scene.project]
    projects += [await world.project(scene.staff, name=name) for name in ("Quay", "Quay")]
    others = [await world.contractor() for _ in range(4)]
    everybody = [scene.contractor, *others]
    for number, contractor in enumerate(everybody):
        for project in projects[: 1 + number % 3]:
            order = await world.work_order(scene.staff, contractor, project)
            ids = []
            for day in range(3):
                for article, quantity in (("regular", "7.5"), ("expense", "12.34")):
                    body = {
                        "work_order_id": order["work_order_id"],
                        "work_on": (MONDAY + timedelta(days=day)).isoformat(),
                        "article": article,
                        "quantity": quantity,
                    }
                    logged = await contractor.post("/my/work", body, expect=201)
                    ids.append(logged["entry_id"])
            await contractor.post("/my/work/submit", {"entry_ids": ids})
    names = ("éva", "Anna", "anna", "Zoe", "")
    async with runtime.unit_of_work(world.agency.agency_id) as uow:
        for contractor, name in zip(everybody, names, strict=True):
            await uow.execute(
                "UPDATE people SET name = $2 WHERE person_id = $1", contractor.person_id, name
            )
    return scene


@pytest.mark.requirement("K8")
@pytest.mark.parametrize("limit", [1, 3, 7, 200])
@pytest.mark.parametrize("sort", GROUPED)
async def test_a_list_sorted_by_group_is_walked_to_its_end(
    crowd: Scene, sort: str, limit: int
) -> None:
    """On equal and empty names as well, nothing twice and nothing left out."""
    found = await walk(crowd.contact, limit, sort=sort)
    by_day = await walk(crowd.contact, 50)
    assert sorted(row["entry_id"] for row in found) == sorted(row["entry_id"] for row in by_day)
    assert len(found) == 54

    def key(row: Any) -> tuple[Any, ...]:
        name = row[f"{sort}_name"].lower()
        return (name, row[f"{sort}_id"], row["work_on"], row["entry_id"])

    assert found == sorted(found, key=key)
    names = [name.lower() for name, _ in groupby(found, key=lambda row: row[f"{sort}_id"])]
    assert len(names) == len(set(names))

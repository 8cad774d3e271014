"""Conditions: what is asked for stands in the SQL, each value at its place."""

from chassis.conditions import Conditions


def test_what_is_asked_for_is_joined_and_numbered_in_order() -> None:
    where = Conditions().add("a = {}", 1).given("b = {}", None).given("c = {}", 0).add("d")
    where.add("(e, f) < ({}, {})", "x", "y").add("g OR h")
    limit = where.argument(51)
    assert where.sql == "(a = $1) AND (c = $2) AND (d) AND ((e, f) < ($3, $4)) AND (g OR h)"
    assert (where.arguments, limit) == ([1, 0, "x", "y", 51], "$5")

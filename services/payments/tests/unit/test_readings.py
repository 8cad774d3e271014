"""Which entry of the bank a file tells of, where it has no reference."""

from collections.abc import Sequence
from itertools import permutations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import derived_id
from payments.bank_files.readings import Description, Form, KnownEntry, pair

pytestmark = pytest.mark.requirement("B17")

DETAILS, PARTLY, SUM = Form
ALIKE, OTHERS = derived_id("alike"), derived_id("others")


def said(form: Form, what: str = "", alike_id: UUID = ALIKE) -> Description:
    return Description(alike_id=alike_id, form=form, digest=derived_id(form, what))


def known(nth: int, *descriptions: Description) -> KnownEntry:
    return KnownEntry(
        alike_id=descriptions[0].alike_id,
        nth=nth,
        said={one.form: one.digest for one in descriptions},
    )


def paired(told: Sequence[Description], *entries: KnownEntry) -> list[int | None]:
    return [one.nth if one else None for one in pair(told, entries)]


@pytest.mark.parametrize("form", Form)
def test_what_says_the_same_is_the_same_as_many_times_as_it_was_told(form: Form) -> None:
    one = said(form, "a")
    assert paired([one]) == [None]
    assert paired([one], known(1, one)) == [1]
    assert paired([one, one, one], known(1, one), known(2, one)) == [1, 2, None]


def test_a_sum_is_of_an_entry_with_details_and_the_other_way_round() -> None:
    for here, there in permutations(Form, 2):
        assert paired([said(here, "a")], known(1, said(there, "b"))) == [1]
    both = known(1, said(SUM), said(DETAILS, "a"))
    assert paired([said(DETAILS, "b")], both) == [None]
    assert paired([said(DETAILS, "b")], both, known(2, said(SUM))) == [2]


@pytest.mark.parametrize("form", [DETAILS, PARTLY])
def test_what_says_something_else_is_another(form: Form) -> None:
    assert paired([said(form, "a")], known(1, said(form, "b"))) == [None]


def test_what_is_of_another_day_amount_direction_or_account_is_another() -> None:
    assert paired([said(SUM)], known(1, said(SUM, alike_id=OTHERS))) == [None]


def test_details_that_were_told_find_their_own_before_sums_take_what_is_left() -> None:
    first, second = known(1, said(SUM), said(DETAILS, "a")), known(2, said(SUM))
    assert paired([said(SUM), said(DETAILS, "a")], first, second) == [2, 1]
    assert paired([said(SUM), said(DETAILS, "b")], first, second) == [1, 2]
    assert paired([said(SUM), said(DETAILS, "b")], second, first) == [1, 2]


def test_which_details_are_of_which_sum_is_not_by_their_order() -> None:
    sums = known(1, said(SUM)), known(2, said(PARTLY, "c"))
    one, other = said(DETAILS, "a"), said(DETAILS, "b")
    assert paired([one, other], *sums) == paired([other, one], *sums)[::-1]


descriptions = st.builds(
    said, st.sampled_from(Form), st.sampled_from("ab"), st.sampled_from([ALIKE, OTHERS])
)


@given(
    told=st.lists(descriptions, max_size=8),
    files=st.lists(st.lists(descriptions, max_size=6), max_size=4),
    random=st.randoms(),
)
def test_the_order_of_a_file_decides_nothing_and_no_two_of_it_are_one(
    told: list[Description], files: list[list[Description]], random: Random
) -> None:
    entries: list[KnownEntry] = []
    for file in files:
        keep(entries, file)
    before = pair(told, entries)
    found = [one.reading_id for one in before if one is not None]
    assert len(found) == len(set(found))
    shuffled = [*told]
    random.shuffle(shuffled)
    after = pair(shuffled, entries)
    assert sorted(map(repr, zip(told, before, strict=True))) == sorted(
        map(repr, zip(shuffled, after, strict=True))
    )


@given(file=st.lists(descriptions, max_size=8), random=st.randoms())
def test_a_file_that_comes_again_tells_nothing_new(file: list[Description], random: Random) -> None:
    entries: list[KnownEntry] = []
    keep(entries, file)
    assert len(entries) == len(file)
    random.shuffle(file)
    assert None not in pair(file, entries)


def keep(entries: list[KnownEntry], file: Sequence[Description]) -> None:
    """As the database keeps them."""
    for description, found in zip(file, pair(file, entries), strict=True):
        if found is None:
            entries.append(known(len(entries) + 1, description))
        else:
            told = {description.form: description.digest, **found.said}
            index = entries.index(found)
            entries[index] = KnownEntry(alike_id=found.alike_id, nth=found.nth, said=told)

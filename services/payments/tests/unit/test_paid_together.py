"""What a run cannot pay without its correction, or take back without what it corrects."""

import pytest

from chassis.ids import new_id
from contracts.ids import EntryId, TransactionId
from payments.payruns.together import apart

WORK, BACK, MORE, OTHER = (TransactionId(new_id()) for _ in range(4))
ENTRY, ANOTHER = EntryId(new_id()), EntryId(new_id())


@pytest.mark.parametrize(
    ("chosen", "torn"),
    [
        ({WORK, BACK, OTHER}, set[TransactionId]()),
        ({WORK, OTHER}, {WORK}),
        ({BACK, OTHER}, {BACK}),
    ],
)
def test_work_and_what_takes_it_back_are_in_one_run_or_in_none(
    chosen: set[TransactionId], torn: set[TransactionId]
) -> None:
    assert apart(chosen, {ENTRY: {WORK: 400, BACK: -150}}) == torn


def test_what_is_approved_again_does_not_wait_for_what_was_taken_back_whole() -> None:
    pays = {ENTRY: {WORK: 400, BACK: -400, MORE: 300}}
    assert apart({WORK, BACK}, pays) == set()
    assert apart({MORE}, pays) == set()
    assert apart({WORK, MORE}, pays) == {WORK, MORE}


def test_what_takes_back_what_was_paid_needs_nothing_beside_it() -> None:
    assert apart({BACK}, {ENTRY: {BACK: -400}}) == set()


def test_leaving_one_out_leaves_out_what_its_other_work_needs() -> None:
    pays = {ENTRY: {WORK: 400, BACK: -150}, ANOTHER: {BACK: -100, MORE: 100}}
    assert apart({BACK, MORE}, pays) == {BACK, MORE}
    assert apart({WORK, BACK, MORE}, pays) == set()

from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.ids import PersonId
from identity.factors import codes, totp

# RFC 6238, appendix B: the secret of its SHA-1 examples, whose codes have eight digits there.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
AT_59_SECONDS = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)


def step(code: str, *, at: datetime = AT_59_SECONDS, after: int = -1) -> int | None:
    return totp.step_of(SECRET, code, at, after=after)


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert step(code, at=at) == seconds // 30


@pytest.mark.requirement("X7")
@pytest.mark.parametrize(
    ("seconds_later", "taken"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_code_is_taken_in_its_step_and_the_ones_beside_it(
    seconds_later: int, taken: bool
) -> None:
    at = datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC) + timedelta(seconds=seconds_later)
    assert (step("081804", at=at) is not None) is taken


@pytest.mark.requirement("X7")
def test_a_code_is_taken_once_and_none_before_it_after_that() -> None:
    taken = step("287 082")
    assert taken == 1
    assert step("287082", after=taken) is None
    assert step("755224", after=taken) is None  # of the step before


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "abcdef", "\u00b2"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert step(typed) is None


def test_the_qr_code_says_the_address_and_is_a_path_alone() -> None:
    address = totp.address(SECRET, account="alma@berg.example", issuer="Nord Staffing")
    assert address.startswith("otpauth://totp/Nord%20Staffing:alma%40berg.example?secret=GEZD")
    drawn = totp.qr_code(address)
    assert set(drawn.path) <= set("Mhv-z 0123456789")
    # The three finder patterns begin with seven dark modules beside a quiet zone of four.
    assert drawn.path.startswith("M4 4h7v1h-7z")
    assert f"M{drawn.size - 11} 4h7v1h-7z" in drawn.path


@pytest.mark.requirement("X7")
def test_recovery_codes_are_many_differ_and_are_read_however_they_are_typed() -> None:
    person_id = PersonId(new_id())
    shown = codes.new_codes()
    assert len({codes.hash_of(person_id, code) for code in shown}) == 10
    assert codes.hash_of(person_id, "7K3M-0QZD-1111-AAAA") == codes.hash_of(
        person_id, " 7k3m oqzd il1i aaaa "
    )
    assert codes.hash_of(person_id, shown[0]) != codes.hash_of(PersonId(new_id()), shown[0])

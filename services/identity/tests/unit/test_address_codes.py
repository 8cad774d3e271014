"""Old addresses get codes where they can mean one place only; nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.places import address_problem
from identity.addresses.model import PlaceCodes, UnclearAddress, codes_of


@pytest.mark.parametrize(
    ("country", "region", "codes"),
    [
        ("CA", "ON", ("CA", "ON")),
        ("CA", "Ontario", ("CA", "ON")),
        ("CA", "ontario", ("CA", "ON")),
        ("CA", "CA-ON", ("CA", "ON")),
        ("CA", "on ", ("CA", "ON")),
        ("CA", "Québec", ("CA", "QC")),
        ("Canada", "Ontario", ("CA", "ON")),
        ("ca", "bc", ("CA", "BC")),
        ("NO", "", ("NO", "")),
        ("NO", " ", ("NO", "")),
        ("Norge", "Oslo", ("NO", "03")),
        ("UK", "", ("GB", "")),
    ],
)
def test_what_can_mean_one_place_is_its_codes(
    country: str, region: str, codes: tuple[str, str]
) -> None:
    assert codes_of(country, region) == PlaceCodes(country=codes[0], region=codes[1])


@pytest.mark.parametrize(
    ("country", "region", "why"),
    [
        ("CA", "", UnclearAddress.NO_REGION),
        ("US", " ", UnclearAddress.NO_REGION),
        ("CA", "Toronto", UnclearAddress.UNKNOWN_REGION),
        ("CA", "CA", UnclearAddress.UNKNOWN_REGION),
        ("NO", "ON", UnclearAddress.UNKNOWN_REGION),
        ("Atlantis", "ON", UnclearAddress.UNKNOWN_COUNTRY),
        ("", "", UnclearAddress.UNKNOWN_COUNTRY),
    ],
)
def test_what_is_not_clear_is_said_and_not_guessed(
    country: str, region: str, why: UnclearAddress
) -> None:
    assert codes_of(country, region) is why


@given(
    st.one_of(st.sampled_from(["CA", "NO", "US", "Canada"]), st.text(max_size=20)),
    st.one_of(st.sampled_from(["ON", "Ontario", ""]), st.text(max_size=40)),
)
def test_what_is_given_codes_would_be_taken_at_the_door(country: str, region: str) -> None:
    codes = codes_of(country, region)
    if isinstance(codes, PlaceCodes):
        assert address_problem(codes.country, codes.region) is None
    else:
        assert address_problem(country, region) is not None

"""What people write for a country or a region is its code, where it can only be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.places import address_problem, country_meant, region_meant, regions_of

PROVINCES = {
    "AB": ("Alberta", "alta.", "CA-AB"),
    "BC": ("British Columbia", "B.C.", "Colombie-Britannique", "C.-B."),
    "MB": ("Manitoba", "Man."),
    "NB": ("New Brunswick", "Nouveau-Brunswick", "N.-B."),
    "NL": ("Newfoundland and Labrador", "Newfoundland", "Nfld.", "Terre-Neuve-et-Labrador", "NF"),
    "NS": ("Nova Scotia", "NOVA  SCOTIA", "Nouvelle-Écosse", "Nouvelle-E\u0301cosse", "N.-É."),
    "NT": ("Northwest Territories", "Territoires du Nord-Ouest", "NWT"),
    "NU": ("Nunavut", "nu"),
    "ON": ("Ontario", "ontario", "on", " On ", "CA-ON", "ca on", "Ont.", "Ontario, Canada"),
    "PE": ("Prince Edward Island", "P.E.I.", "Île-du-Prince-Édouard"),
    "QC": ("Quebec", "Québec", "QUÉBEC", "Que.", "PQ", "Québec, CA"),
    "SK": ("Saskatchewan", "Sask."),
    "YT": ("Yukon", "Yukon Territory"),
}


@pytest.mark.parametrize(
    ("code", "written"), [(code, each) for code, all_of in PROVINCES.items() for each in all_of]
)
def test_a_province_is_meant_by_its_names_in_both_languages(code: str, written: str) -> None:
    assert region_meant("CA", written) == code


@pytest.mark.parametrize(
    "written",
    ["", "Toronto", "Toronto, ON", "CA", "US-CA", "ON or QC", "Ontario, Norway", "-", "Columbia"],
)
def test_what_could_be_another_place_is_no_province(written: str) -> None:
    assert region_meant("CA", written) is None


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("US", "California", "CA"),
        ("US", "ca", "CA"),
        ("US", "Washington, D.C.", "DC"),
        ("NO", "Oslo", "03"),
        ("NO", "Ontario", None),
        ("XX", "Ontario", None),
        ("ES", "Cantabria", None),  # the province S and the community CB
    ],
)
def test_a_region_is_one_of_its_country(country: str, written: str, code: str | None) -> None:
    assert region_meant(country, written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Canada", "CA"),
        ("canada", "CA"),
        ("CAN", "CA"),
        ("Norge", "NO"),
        ("Norvège", "NO"),
        ("UK", "GB"),
        ("U.S.A.", "US"),
        ("Tyskland", "DE"),
        ("Ontario", None),
        ("", None),
    ],
)
def test_a_country_is_meant_by_its_code_or_name(written: str, code: str | None) -> None:
    assert country_meant(written) == code


@given(st.sampled_from(["CA", "US", "NO", "GB", "FR"]), st.text(max_size=300))
def test_what_is_meant_is_a_code_of_the_country(country: str, text: str) -> None:
    meant = region_meant(country, text)
    assert meant is None or meant in regions_of(country)
    if meant is not None:
        assert address_problem(country, meant) is None


@given(st.sampled_from(sorted(regions_of("CA") | regions_of("NO"))))
def test_a_code_means_itself(code: str) -> None:
    country = "CA" if code in regions_of("CA") else "NO"
    assert region_meant(country, code) == code

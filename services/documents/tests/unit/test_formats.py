"""What is particular to paper: days in one piece, addresses, sheets."""

from datetime import date

from contracts.events.identity import Address
from documents.rendering.formats import Formats, paper_size

SPACE = "\u00a0"


def test_a_day_and_a_month_stand_in_one_piece() -> None:
    formats = Formats("en", "CA")

    assert formats.day(date(2026, 3, 4)) == f"Mar{SPACE}4,{SPACE}2026"
    assert formats.month(date(2026, 3, 4)) == f"March{SPACE}2026"


def test_an_address_names_its_country_only_abroad() -> None:
    address = Address(
        street="1 Main St\nUnit 2", postal_code="M5J 1A6", city="Toronto", region="ON", country="CA"
    )
    lines = ["1 Main St", "Unit 2", f"Toronto ON{SPACE}{SPACE}M5J 1A6"]

    assert Formats("nb", "NO").address(address, seen_from="CA") == lines
    assert Formats("nb", "NO").address(address, seen_from="NO") == [*lines, "Canada"]


def test_an_address_of_which_little_is_known_has_no_empty_lines() -> None:
    assert Formats("en", "NO").address(Address(country="NO"), seen_from="NO") == []
    assert Formats("en", "NO").address(None, seen_from="NO") == []


def test_paper_is_what_the_country_prints_on() -> None:
    assert paper_size("CA") == "letter"
    assert paper_size("NO") == "A4"

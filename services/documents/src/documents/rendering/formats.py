"""Dates, numbers, money and addresses as they stand on paper."""

from datetime import date

import presentation.formats
from contracts.events.identity import Address
from presentation.formats import NO_BREAK_SPACE, DayLength

_TWO_SPACES = NO_BREAK_SPACE * 2

# What is entered is shorter. What came in before there was a bound must not fill the paper.
_MAX_STREET = 400
_MAX_STREET_LINES = 5

# Countries whose addresses put the postal code after the city and region.
_CODE_LAST = {"CA", "US", "GB", "IE", "AU", "NZ", "IN"}


class Formats(presentation.formats.Formats):
    """How one language writes in one country, on paper: a day does not break over two lines."""

    def day(self, day: date, length: DayLength = "medium") -> str:
        """A date, with the month as a word, so that nobody takes 3/4 for the other one."""
        return super().day(day, length).replace(" ", NO_BREAK_SPACE)

    def month(self, month: date) -> str:
        """A month of a year, in words."""
        return super().month(month).replace(" ", NO_BREAK_SPACE)

    def address(self, address: Address | None, seen_from: str) -> list[str]:
        """The lines of an address. The country stands on it when it is not the reader's own."""
        if address is None:
            return []
        if address.country in _CODE_LAST:
            town = " ".join(part for part in (address.city, address.region) if part)
            place = _TWO_SPACES.join(part for part in (town, address.postal_code) if part)
        else:
            place = " ".join(part for part in (address.postal_code, address.city) if part)
        street = [line for line in address.street[:_MAX_STREET].splitlines() if line.strip()]
        lines = [*street[:_MAX_STREET_LINES], place]
        if address.country != seen_from:
            lines.append(self.country(address.country))
        return [line for line in lines if line.strip()]


def paper_size(country: str) -> str:
    """The paper that printers of this country hold: Letter or A4 (CLDR measurement data)."""
    return "letter" if country in {"CA", "US", "MX", "CL", "CO", "PH", "VE"} else "A4"

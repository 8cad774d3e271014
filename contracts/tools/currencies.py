"""Writes contracts/currencies.py from the table that the keeper of ISO 4217 publishes.

python contracts/tools/currencies.py            to the file
python contracts/tools/currencies.py --print    to standard output

The table comes with the package `iso4217`, which only development needs: contracts depend on
pydantic alone. Codes without minor units (gold, test codes) are no money and are left out.
"""

import sys
from pathlib import Path

import iso4217

_TARGET = Path(__file__).parents[1] / "src" / "contracts" / "currencies.py"

_HEAD = '''\
"""Currencies and how many digits stand after the point. Made by contracts/tools/currencies.py.

Source: ISO 4217, list one, published {published}.
"""

from typing import Final

MINOR_DIGITS: Final = {{
'''


def source() -> str:
    """The module's text."""
    digits = {
        str(currency.code): currency.exponent
        for currency in iso4217.Currency
        if currency.exponent is not None
    }
    rows = "".join(f'    "{code}": {digits[code]},\n' for code in sorted(digits))
    return f"{_HEAD.format(published=iso4217.__published__)}{rows}}}\n"


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.write(source())
    else:
        _TARGET.write_text(source(), encoding="utf-8")

"""One rule for which locale somebody reads, the same in Python and in the portals."""

import re
from pathlib import Path

import pytest

from presentation.locales import DEFAULT_LOCALES, LOCALES, locale_of

PORTALS = Path(__file__).parents[3] / "portals/packages/ui/src/formats.ts"


@pytest.mark.requirement("X4")
@pytest.mark.parametrize(
    ("language", "country", "locale"),
    [
        ("en", "CA", "en_CA"),
        ("fr", "CA", "fr_CA"),
        ("nb", "CA", "nb_NO"),
        ("en", "NO", "en_GB"),
        ("fr", "NO", "fr_FR"),
        ("nb", "NO", "nb_NO"),
        ("en", "JP", "en_GB"),
        ("de", "DE", "en_GB"),
        ("en", "ZZ", "en_GB"),
    ],
)
def test_the_country_decides_how_a_language_writes(
    language: str, country: str, locale: str
) -> None:
    assert str(locale_of(language, country)) == locale


def test_the_portals_choose_the_same_locales() -> None:
    source = PORTALS.read_text()

    def table(name: str) -> dict[str, str]:
        found = re.search(rf"const {name}: Record<string, string> = {{(.*?)}};", source, re.DOTALL)
        assert found, name
        return dict(re.findall(r'"?([\w-]+)"?: "([\w-]+)"', found[1]))

    ours = {"-".join(key): name.replace("_", "-") for key, name in LOCALES.items()}
    assert table("LOCALES") == ours
    assert table("DEFAULTS") == {x: y.replace("_", "-") for x, y in DEFAULT_LOCALES.items()}

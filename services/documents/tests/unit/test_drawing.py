"""What counts as a signature: a line that can be seen, or a name (K14)."""

import pytest

from chassis.errors import InvalidError
from documents.signing.drawing import LEAST_EXTENT, Stroke, drawing

pytestmark = pytest.mark.requirement("K14")


@pytest.mark.parametrize("name", ["Kari", "Inès Côté", "王", "محمد", "Bo 2"])
def test_a_name_is_a_signature_in_any_script(name: str) -> None:
    assert drawing(None, name).typed == name


@pytest.mark.parametrize("typed", [".", "-", "😀", "1234", "x\u0301"[1:]])
def test_what_has_no_letter_is_no_name(typed: str) -> None:
    with pytest.raises(InvalidError) as refused:
        drawing(None, typed)
    assert [error.field for error in refused.value.errors] == ["typed"]


@pytest.mark.parametrize(
    "strokes", [[((5, 5),)], [((5, 5), (5 + LEAST_EXTENT - 1, 5 + LEAST_EXTENT - 1))]]
)
def test_a_slip_of_the_pen_is_no_signature(strokes: list[Stroke]) -> None:
    with pytest.raises(InvalidError) as refused:
        drawing(strokes, None)
    assert [error.field for error in refused.value.errors] == ["drawn"]
    assert drawing([*strokes, ((0, 0), (LEAST_EXTENT, 0))], None).strokes

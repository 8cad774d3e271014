"""The compiled layout is that of the MJML source beside it."""

import importlib.util
from pathlib import Path
from types import ModuleType

DESIGN = Path(__file__).parents[2] / "design"


def compiler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_layout", DESIGN / "compile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_layout_is_what_its_source_compiles_to() -> None:
    module = compiler()
    assert module.RESULT.read_text(encoding="utf-8") == module.compiled(), (
        "run services/notifications/design/compile.py and commit the result"
    )

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def stack_directory() -> Iterator[Path]:
    """A folder that PostgreSQL's own user can reach too: for root, tmp_path is not one."""
    folder = Path(tempfile.mkdtemp(prefix="portico-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)

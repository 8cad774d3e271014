"""Remembers that something was made from certain files, to skip it while they are the same."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Holds from `make` on until one of `inputs` changes or the file is gone."""

    file: Path
    inputs: Sequence[Path]

    def holds(self) -> bool:
        """Whether what was made is still made of these inputs."""
        return self.file.exists() and self.file.read_text() == self._digest()

    def make(self, how: Callable[[], None]) -> None:
        """Unless it holds, call `how` on an empty folder around it, one process at a time."""
        if self.holds():
            return
        folder = self.file.parent
        folder.parent.mkdir(parents=True, exist_ok=True)
        with folder.with_name(f".{folder.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.holds():  # somebody else made it while we waited
                return
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            how()
            self.set()

    def set(self) -> None:
        """It is made of these inputs now."""
        self.file.write_text(self._digest())

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for path in self.inputs:
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

"""What can go wrong with the local stack, each with the thing to do about it."""

from pathlib import Path


class LocalStackError(Exception):
    """The local stack cannot go on. `hint` is what a person can do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ProcessDiedError(LocalStackError):
    """A process ended by itself while it was waited for."""

    def __init__(self, name: str, code: int, log: Path, tail: str) -> None:
        said = f"; it said last:\n{tail}" if tail else ""
        super().__init__(f"{name} ended with code {code}{said}", hint=f"Its whole log: {log}")


class NotReadyError(LocalStackError):
    """A process runs but did not become ready in time."""

    def __init__(self, name: str, seconds: float, log: Path, last: str) -> None:
        said = f" ({last})" if last else ""
        super().__init__(f"{name} was not ready within {seconds:g} s{said}", hint=f"Its log: {log}")


class CommandFailedError(LocalStackError):
    """A command that sets something up ended with an error."""

    def __init__(self, what: str, code: int, output: str, *, hint: str = "") -> None:
        last = "\n".join(output.strip().splitlines()[-12:])
        super().__init__(f"{what} ended with code {code}:\n{last}", hint=hint)


class NotRunningError(LocalStackError):
    """The command needs a running stack and there is none."""

    def __init__(self) -> None:
        super().__init__("nothing runs here", hint="Start it with ./portico up")

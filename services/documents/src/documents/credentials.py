"""What signatures are sealed with."""

from pathlib import Path

from contracts.base import Value


class Credentials(Value):
    """Where the agency's seal is: PEM files, and a timestamp authority if there is one.

    `certificates_file` begins with the certificate of the key; the others lead to a root, which
    stands in `roots_file` with those of the timestamp authority.
    """

    key_file: Path
    certificates_file: Path
    roots_file: Path
    timestamp_url: str | None = None

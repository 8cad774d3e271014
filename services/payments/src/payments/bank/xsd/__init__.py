"""The schemas of ISO 20022 messages, read once a process."""

from functools import cache
from pathlib import Path
from typing import Any

from payments.bank.xml import etree


@cache
def schema_of(message: str) -> Any:
    """The schema of a message, such as `pain.001.001.03`. Raises OSError for one that is not here.

    Read from our own file: nothing of it comes from outside.
    """
    return etree.XMLSchema(etree.parse(Path(__file__).parent / f"{message}.xsd"))


@cache
def has_schema(message: str) -> bool:
    """Whether the schema of a message is here."""
    return (Path(__file__).parent / f"{message}.xsd").is_file()

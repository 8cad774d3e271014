"""lxml, which has no types of its own: what is made of it is checked where it is used."""

from typing import Any

from lxml import etree as _etree  # pyright: ignore[reportAttributeAccessIssue]

etree: Any = _etree
"""Of lxml."""

Element = Any
"""An element of a document."""

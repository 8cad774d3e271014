"""Writing XML: elements by prefixed names, and none that would be empty."""

from collections.abc import Mapping
from decimal import Decimal

from documents.einvoices.xml import Element, etree


class Namespaces:
    """The prefixes of a document, and the elements that are named by them."""

    def __init__(self, prefixes: Mapping[str | None, str]) -> None:
        """`prefixes`: prefix to namespace, None for the default one."""
        self._prefixes = dict(prefixes)

    def root(self, name: str) -> Element:
        """The document's element."""
        return etree.Element(self._qualified(name), nsmap=self._prefixes)

    def add(self, parent: Element, name: str, **attributes: str) -> Element:
        """An element for others: `cac:Party`."""
        return etree.SubElement(parent, self._qualified(name), attributes)

    def text(self, parent: Element, name: str, value: object, **attributes: str) -> None:
        """An element with a text; none where there is nothing to say."""
        if value is None or value == "":
            return
        self.add(parent, name, **attributes).text = str(value)

    def _qualified(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return f"{{{self._prefixes[prefix or None]}}}{local}"


def plain(number: Decimal) -> str:
    """A decimal as XML has it: no exponent, no zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(root: Element) -> bytes:
    """The document as UTF-8, always the same bytes for the same content."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

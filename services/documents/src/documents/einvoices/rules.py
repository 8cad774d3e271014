"""The official rules, run in this process: XML schemas by lxml, Schematron (as XSLT) by Saxon.

Saxon compiles the rules once, in two seconds each, and keeps to one thread: `worker` is a process
of its own for them. `rules/README.md` says which rules these are and where they come from.
"""

from functools import cached_property
from pathlib import Path
from typing import Any

from saxonche import PySaxonProcessor  # pyright: ignore

from documents.einvoices.model import Syntax
from documents.einvoices.xml import etree, parsed

_RULES = Path(__file__).parent / "rules"
_SCHEMATRON = {
    Syntax.PEPPOL: ("peppol/CEN-EN16931-UBL.xslt", "peppol/PEPPOL-EN16931-UBL.xslt"),
    Syntax.FACTUR_X: ("cii/EN16931-CII-validation.xslt",),
}
_SCHEMAS = {
    "Invoice": "ubl/maindoc/UBL-Invoice-2.1.xsd",
    "CreditNote": "ubl/maindoc/UBL-CreditNote-2.1.xsd",
    "CrossIndustryInvoice": "factur_x/Factur-X_EN16931.xsd",
}
_SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


class OfficialRules:
    """All rules of a syntax, compiled when they are first asked for. Not thread-safe."""

    def __init__(self) -> None:
        self._saxon: Any = PySaxonProcessor(license=False)
        self._compiled: dict[str, Any] = {}

    def warm(self) -> None:
        """Compile and read all of it now."""
        for names in _SCHEMATRON.values():
            for name in names:
                self._rules(name)
        _ = self._schemas

    def faults(self, xml: bytes, syntax: Syntax) -> list[str]:
        """What is wrong with a file, each as the rule's id and text; warnings are not among it.

        Of a file that its schema refuses, the schema's words alone.
        """
        document = parsed(xml)
        schema = self._schemas[etree.QName(document).localname]
        if not schema.validate(document):
            return [f"XSD line {x.line}: {x.message}" for x in schema.error_log]
        node = self._saxon.parse_xml(xml_text=xml.decode())
        found: list[str] = []
        for name in _SCHEMATRON[syntax]:
            found += _fatal(self._rules(name).transform_to_string(xdm_node=node))
        return found

    def _rules(self, name: str) -> Any:
        if name not in self._compiled:
            processor = self._saxon.new_xslt30_processor()
            path = str(_RULES / name)
            self._compiled[name] = processor.compile_stylesheet(stylesheet_file=path)
        return self._compiled[name]

    @cached_property
    def _schemas(self) -> dict[str, Any]:
        return {
            root: etree.XMLSchema(etree.parse(_RULES / path)) for root, path in _SCHEMAS.items()
        }


def _fatal(report: str) -> list[str]:
    """The assertions that failed, of a report in SVRL."""
    root = parsed(report.encode())
    return [
        f"{failed.get('id')}: {' '.join(''.join(failed.itertext()).split())}"
        for failed in root.iterfind(".//svrl:failed-assert", _SVRL)
        if failed.get("flag") != "warning"
    ]

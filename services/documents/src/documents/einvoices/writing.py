"""Writing an e-invoice: nothing comes out that either of two validators has a word against."""

from documents.einvoices.audit import faults_of
from documents.einvoices.cii import cii_of
from documents.einvoices.content import BilledInput, content_of, gaps_of
from documents.einvoices.model import Outcome, Syntax
from documents.einvoices.rules import OfficialRules
from documents.einvoices.ubl import ubl_of

_WRITERS = {Syntax.PEPPOL: ubl_of, Syntax.FACTUR_X: cii_of}
_MOST_FAULTS = 20
"""A line that is wrong is wrong on each of a thousand lines."""


def write(document: BilledInput, syntax: Syntax, rules: OfficialRules) -> Outcome:
    """The e-invoice of a document, or why there is none."""
    gaps = gaps_of(document, syntax)
    if gaps:
        return Outcome(syntax=syntax, gaps=gaps)
    try:
        xml = _WRITERS[syntax](content_of(document))
    except ValueError as error:
        # A text that XML cannot have: the paper has it all the same.
        return Outcome(syntax=syntax, faults=(str(error),))
    faults = (*rules.faults(xml, syntax), *faults_of(xml, syntax, document))
    if faults:
        return Outcome(syntax=syntax, faults=faults[:_MOST_FAULTS])
    return Outcome(syntax=syntax, xml=xml)

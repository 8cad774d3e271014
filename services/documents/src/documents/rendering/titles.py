"""What a document is called, on the page and in its file's name."""

from documents.rendering.inputs import AnyInput, ContractorInvoiceInput, called
from documents.rendering.labels import labels_of
from documents.rendering.labels.parties import party_labels


def is_basis(document: AnyInput) -> bool:
    """Whether it is no invoice, but what a contractor's company issues its own by."""
    return isinstance(document, ContractorInvoiceInput) and document.self_billed is None


def title_of(document: AnyInput) -> str:
    """What stands at the top of it."""
    if is_basis(document):
        return party_labels(document.language).basis
    return labels_of(document.language).titles[called(document)]


def file_label(document: AnyInput) -> str:
    """How its file's name begins: ASCII, no spaces."""
    if is_basis(document):
        return party_labels(document.language).basis_file
    return labels_of(document.language).file_names[called(document)]

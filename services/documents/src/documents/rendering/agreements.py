"""What is signed: the file as it was sent, with pages for the evidence and a place for each signer.

The file is written anew: what its catalogue does not reach, such as an earlier state of it, does
not come along. After that, nothing is written over: each signature is added at the end. A signature
is drawn in its place with all that is known of it, so that no form has to be filled in for it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pikepdf

from documents.rendering.colours import palette
from documents.rendering.evidence import (
    STROKE_HEIGHT,
    STROKE_WIDTH,
    AgreementInput,
    SignatureInput,
)
from documents.rendering.formats import Formats, paper_size
from documents.rendering.incoming import checked
from documents.rendering.labels.signing import SigningLabels, signing_labels
from documents.rendering.renderer import Renderer
from documents.rendering.templating import templates

_PAPERS = {"A4": (595.28, 841.89), "letter": (612.0, 792.0)}
_MARGIN = 48.0
_HEAD_HEIGHT = 238.0
_BOX_HEIGHT = 120.0
_GAP = 11.0
_PRINTED_AND_LOCKED = 4 | 128
_SIGNED_AND_APPENDED_TO = 1 | 2


@dataclass(frozen=True, slots=True)
class SignatureField:
    """Where a signer's signature stands on the evidence pages: from the top, in points."""

    position: int
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """A file that can be signed."""

    pdf: bytes
    pages: int


def field_of(position: int) -> str:
    """The name of the signature field of a place."""
    return f"Signer{position}"


def places(country: str, count: int) -> list[SignatureField]:
    """A place for each signer, on as many pages as it takes."""
    width, height = _PAPERS[paper_size(country)]
    found: list[SignatureField] = []
    page, top = 0, _MARGIN + _HEAD_HEIGHT
    for position in range(1, count + 1):
        if top + _BOX_HEIGHT > height - _MARGIN:
            page, top = page + 1, _MARGIN
        found.append(SignatureField(position, page, _MARGIN, top, width - 2 * _MARGIN, _BOX_HEIGHT))
        top += _BOX_HEIGHT + _GAP
    return found


def prepared(pdf: bytes, agreement: AgreementInput, renderer: Renderer) -> Agreement:
    """The file that will be signed. Raises FileFlawError for one that cannot be."""
    out = io.BytesIO()
    country = agreement.agency.address.country
    found = places(country, len(agreement.signer_names))
    with checked(pdf) as document:
        pages = len(document.pages)
        evidence = renderer.render_html(_evidence_html(agreement, found, pages))
        with pikepdf.open(io.BytesIO(evidence.pdf)) as ours:
            # Their place in the structure of another file means nothing in this one.
            for page in ours.pages:
                if "/StructParents" in page.obj:
                    del page.obj["/StructParents"]
            document.pages.extend(ours.pages)
        _add_fields(document, agreement, found, pages)
        count = len(document.pages)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return Agreement(out.getvalue(), count)


def _add_fields(
    document: pikepdf.Pdf, agreement: AgreementInput, found: Sequence[SignatureField], pages: int
) -> None:
    """An empty signature field for each signer, and no other field."""
    height = _PAPERS[paper_size(agreement.agency.address.country)][1]
    fields: list[pikepdf.Object] = []
    for place in found:
        page = document.pages[pages + place.page].obj
        bottom = height - place.top - place.height
        sides = (place.left, bottom, place.left + place.width, bottom + place.height)
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=field_of(place.position),
                TU=agreement.signer_names[place.position - 1],
                F=_PRINTED_AND_LOCKED,
                Rect=pikepdf.Array([round(side, 2) for side in sides]),
                P=page,
            )
        )
        if "/Annots" not in page:
            page["/Annots"] = pikepdf.Array()
        page["/Annots"].append(field)  # pyright: ignore[reportAttributeAccessIssue]
        fields.append(field)
    document.Root["/AcroForm"] = pikepdf.Dictionary(
        Fields=pikepdf.Array(fields), SigFlags=_SIGNED_AND_APPENDED_TO
    )


def signature_html(signature: SignatureInput) -> str:
    """What stands in the place of a signer who has signed, as a page of that size."""
    words = signing_labels(signature.language)
    place = places(signature.country, 1)[0]
    return templates().get_template("signature.html.j2").render(
        t=words,
        signature=signature,
        size=(place.width, place.height),
        square=(STROKE_WIDTH, STROKE_HEIGHT),
        moment=_moments(signature.language, signature.country, signature.time_zone),
        authentication=_authentication(words, signature),
    )  # fmt: skip


def _evidence_html(agreement: AgreementInput, found: Sequence[SignatureField], pages: int) -> str:
    address = agreement.agency.address
    paper = paper_size(address.country)
    return templates().get_template("evidence.html.j2").render(
        t=signing_labels(agreement.language),
        agreement=agreement,
        agency=agreement.agency,
        colours=palette(agreement.agency.brand_colour),
        paper=paper,
        size=_PAPERS[paper],
        margin=_MARGIN,
        head_height=_HEAD_HEIGHT,
        pages_of_file=pages,
        places=[[place for place in found if place.page == n] for n in range(found[-1].page + 1)],
        moment=_moments(agreement.language, address.country, agreement.time_zone),
    )  # fmt: skip


class _moments:  # noqa: N801 - called like a function by templates
    """A moment in the agency's zone and in UTC."""

    def __init__(self, language: str, country: str, time_zone: str) -> None:
        self._formats = Formats(language, country)
        self._zone = ZoneInfo(time_zone)

    def __call__(self, at: datetime) -> str:
        local = self._formats.moment(at, self._zone)
        utc = at.astimezone(ZoneInfo("UTC"))
        return f"{local} · {utc:%Y-%m-%d %H:%M:%S} UTC"


def _authentication(words: SigningLabels, signature: SignatureInput) -> str:
    method = words.method.get(signature.method, words.method[""])
    factor = words.factor.get(signature.second_factor or "")
    if factor is None:
        return words.without_factor.format(method=method)
    return words.with_factor.format(method=method, factor=factor)

"""A signature into a PDF, by pyHanko: PAdES B-LTA where there is a timestamp authority, else B-B.

Runs in a process of its own (`sealing.worker`), the only one that reads the key. The first
signature certifies the document: filling in further signatures stays allowed and nothing else.
Every one is added at the end, so that the bytes that those before it are of stay as they are.
"""

import io
from pathlib import Path
from typing import Any

from asn1crypto import keys, pem
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from documents.credentials import Credentials
from documents.rendering.agreements import field_of, signature_html
from documents.rendering.evidence import SignatureInput
from documents.rendering.renderer import Renderer
from documents.sealing.sealed import SealedFile

_TIMESTAMP_TIMEOUT_SECONDS = 10
_WHOLE_PLACE = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MIN,
    y_align=AxisAlignment.ALIGN_MIN,
    inner_content_scaling=InnerScaling.STRETCH_FILL,
)


class SealingNotSetUpError(RuntimeError):
    """The key, its certificates or the trusted roots cannot be used."""


class Sealer:
    """The key and what proves it, read once a process."""

    def __init__(self, credentials: Credentials) -> None:
        """Raises SealingNotSetUpError."""
        try:
            chain = _certificates(credentials.certificates_file)
            self._roots = _certificates(credentials.roots_file)
            store = SimpleCertificateStore()
            store.register_multiple([*chain[1:], *self._roots])
            self._signer = _SignerWithKey(
                signing_cert=chain[0],
                signing_key=keys.PrivateKeyInfo.load(_decoded(credentials.key_file)[0]),
                cert_registry=store,
            )
        except (OSError, ValueError, IndexError) as error:
            raise SealingNotSetUpError(f"{type(error).__name__}: {error}") from error
        self._timestamp_url = credentials.timestamp_url
        self._renderer = Renderer()

    @property
    def level(self) -> str:
        """Which PAdES level a signature gets."""
        return "B-LTA" if self._timestamp_url else "B-B"

    def seal(self, pdf: bytes, signature: SignatureInput) -> SealedFile:
        """The file with the signature in its place. What goes wrong is pyHanko's error."""
        picture = self._renderer.render_html(signature_html(signature)).pdf
        signer = PdfSigner(
            self._metadata(signature),
            signer=self._signer,
            timestamper=HTTPTimeStamper(self._timestamp_url, timeout=_TIMESTAMP_TIMEOUT_SECONDS)
            if self._timestamp_url
            else None,
            stamp_style=StaticStampStyle(
                background=_PageInMemory(picture), background_layout=_WHOLE_PLACE, border_width=0
            ),
        )
        out: Any = signer.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), existing_fields_only=True
        )
        return SealedFile(out.getvalue(), self.level)

    def _metadata(self, signature: SignatureInput) -> PdfSignatureMetadata:
        long_term = self._timestamp_url is not None
        return PdfSignatureMetadata(
            field_name=field_of(signature.position),
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            certify=signature.position == 1,
            docmdp_permissions=MDPPerm.FILL_FORMS,
            name=signature.name,
            reason=signature.consent[:200],
            embed_validation_info=long_term,
            use_pades_lta=long_term,
            validation_context=self._validation() if long_term else None,
        )

    def _validation(self) -> ValidationContext:
        """What proves, at this moment, that the certificates are good: kept in the file."""
        return ValidationContext(
            trust_roots=self._roots,
            allow_fetching=True,
            revocation_mode="require",
        )


class _SignerWithKey(SimpleSigner):
    """pyHanko's signer, which has an RSA key checked once.

    pyHanko reads and checks the key twice for each signature, which takes longer than all the rest.
    Other kinds of keys take no time and are left to it.
    """

    def __init__(self, **given: Any) -> None:
        """As SimpleSigner's. Raises ValueError for what is no key."""
        super().__init__(**given)
        self._key = load_der_private_key(self.signing_key.dump(), password=None)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        """The signature of these bytes."""
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm)
        if isinstance(self._key, RSAPrivateKey) and mechanism.signature_algo == "rsassa_pkcs1v15":
            return self._key.sign(data, PKCS1v15(), get_pyca_cryptography_hash(digest_algorithm))
        signature: bytes = super().sign_raw(data, digest_algorithm)
        return signature


class _PageInMemory(ImportedPdfPage):
    """The first page of a PDF that lies in no file."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__("", page_ix=0)
        self._pdf = pdf

    def render(self) -> bytes:
        writer: Any = self._ensure_writer
        picture = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        self.resources.xobject["/Signature"] = picture
        left, bottom, right, top = picture.get_object()["/BBox"]
        self.box = type(self.box)(width=abs(right - left), height=abs(top - bottom))
        return b"/Signature Do"


def _decoded(path: Path) -> list[bytes]:
    """What stands in a PEM file."""
    found: Any = pem.unarmor(path.read_bytes(), multiple=True)
    return [der for _, _, der in found]


def _certificates(path: Path) -> list[asn1_x509.Certificate]:
    """The certificates of a PEM file. Raises ValueError when there is none."""
    found = [asn1_x509.Certificate.load(der) for der in _decoded(path)]
    if not found:
        raise ValueError(f"{path} has no certificate")
    return found

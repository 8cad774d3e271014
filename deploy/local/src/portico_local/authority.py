"""The certificate authority of a local stack: a root, the agency's seal, a timestamp authority.

Made once, in a folder that nobody else can open. So signing is tried out, and tested, without the
network: what is signed here proves nothing to anybody who does not trust this root.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_KEY_BITS = 3072
_YEAR = timedelta(days=365)
_ROOT_YEARS, _SEAL_YEARS, _TIMESTAMP_YEARS = 30, 3, 15
# A clock that was set back a little still finds the certificates valid.
_BEFORE = timedelta(days=2)
_REVOCATION_LIST_FOR = timedelta(days=30)


@final
class LocalAuthority:
    """The files of the authority. `revocation_url` stands in what it certifies."""

    def __init__(self, folder: Path, *, revocation_url: str) -> None:
        """Makes what is missing, and the seal anew where the address has changed."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root_file = folder / "root.pem"
        self.root_key_file = folder / "root-key.pem"
        self.seal_file = folder / "seal.pem"
        self.seal_key_file = folder / "seal-key.pem"
        self.timestamp_file = folder / "timestamp.pem"
        self.timestamp_key_file = folder / "timestamp-key.pem"
        address = folder / "revocation-url"
        if not self.root_file.exists():
            self._make_root()
        if not address.exists() or address.read_text() != revocation_url:
            self._issue(
                "Portico local seal",
                self.seal_file,
                self.seal_key_file,
                revocation_url,
                _SEAL_YEARS,
            )
            self._issue(
                "Portico local timestamps",
                self.timestamp_file,
                self.timestamp_key_file,
                revocation_url,
                _TIMESTAMP_YEARS,
                usage=ExtendedKeyUsageOID.TIME_STAMPING,
            )
            _write(address, revocation_url.encode())

    def revocation_list(self, revoked: Sequence[int] = ()) -> bytes:
        """The list of what is revoked (DER), of now: nothing, unless serial numbers are given."""
        now = datetime.now(UTC)
        root = x509.load_pem_x509_certificate(self.root_file.read_bytes())
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(root.subject)
            .last_update(now - timedelta(minutes=5))
            .next_update(now + _REVOCATION_LIST_FOR)
        )
        for serial_number in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial_number)
            made = made.add_revoked_certificate(entry.revocation_date(now).build())
        return made.sign(self._root_key(), hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def _make_root(self) -> None:
        key = _new_key()
        name = _name("Portico local root")
        now = datetime.now(UTC)
        root = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BEFORE)
            .not_valid_after(now + _ROOT_YEARS * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(certifies=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .sign(key, hashes.SHA256())
        )
        _write(self.root_key_file, _pem_of_key(key))
        _write(self.root_file, root.public_bytes(serialization.Encoding.PEM))

    def _issue(
        self,
        name: str,
        file: Path,
        key_file: Path,
        revocation_url: str,
        years: int,
        *,
        usage: x509.ObjectIdentifier | None = None,
    ) -> None:
        key, now = _new_key(), datetime.now(UTC)
        root = x509.load_pem_x509_certificate(self.root_file.read_bytes())
        place = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(revocation_url)], None, None, None
        )
        made = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(root.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BEFORE)
            .not_valid_after(now + years * _YEAR)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(certifies=False), critical=True)
            .add_extension(x509.CRLDistributionPoints([place]), critical=False)
        )
        if usage is not None:
            made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        certificate = made.sign(self._root_key(), hashes.SHA256())
        _write(key_file, _pem_of_key(key))
        _write(file, certificate.public_bytes(serialization.Encoding.PEM))

    def _root_key(self) -> rsa.RSAPrivateKey:
        key = serialization.load_pem_private_key(self.root_key_file.read_bytes(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the root's key is none of ours")
        return key


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _key_usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _pem_of_key(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and at no moment readable by others."""
    aside = file.with_name(f".{file.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600)
    aside.write_bytes(content)
    aside.replace(file)

"""Signed documents for tests: a small authority, and files that its people have signed."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typst
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(UTC)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a certificate."""

    key: Key
    certificate: x509.Certificate

    def p7m(self, content: bytes) -> bytes:
        """The content in a signed file."""
        builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(self.certificate, self.key, hashes.SHA256())
        return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])

    def pdf(self, content: bytes) -> bytes:
        """The PDF, signed."""
        loaded = asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        private = keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        signer = signers.SimpleSigner(loaded, private, SimpleCertificateStore())
        out, asked = io.BytesIO(), signers.PdfSignatureMetadata(field_name="Firma")
        with ThreadPoolExecutor(1) as apart:  # pyHanko runs an event loop, and a browser's may be running here
            apart.submit(signers.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(content)), asked, signer, output=out).result()
        return out.getvalue()


class Authority:
    """A root, and who has a certificate of it."""

    def __init__(self, name: str = "Autorità di prova") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = _certificate(self.name, self.name, self.key, self.key, authority=True)

    def holder(self, name: str, *, days: int = 30) -> Holder:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return Holder(key, _certificate(subject, self.name, key, self.key, authority=False, days=days))

    def file(self, folder: Path) -> Path:
        """The root as a file of trusted ones."""
        file = folder / "roots.pem"
        file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return file


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: Key, by: ec.EllipticCurvePrivateKey, *, authority: bool, days: int = 30
) -> x509.Certificate:
    usage = dict.fromkeys(("data_encipherment", "key_agreement", "key_encipherment", "encipher_only", "decipher_only"), False) | {
        "digital_signature": not authority,
        "content_commitment": not authority,
        "key_cert_sign": authority,
        "crl_sign": authority,
    }
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=60))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


def a_pdf(text: str) -> bytes:
    """A page with a sentence on it."""
    return typst.compile(text.encode())

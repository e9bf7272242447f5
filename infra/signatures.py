"""Electronic signatures of a document: CAdES (a signed file, .p7m) and PAdES (inside a PDF), read and checked by pyHanko.

What is checked: that each is, mathematically, a signature of these very bytes by the key of the certificate it names, and
whether that certificate leads to a root that we were given. What is not: whether the certificate was revoked, whether its
issuer stands on the trust list of eIDAS, and the moment of signing, which is the signer's own word.
"""

import asyncio
import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from asn1crypto import cms, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import generic_cms, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

log = logging.getLogger("weita.evidence")
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)

PDF, SIGNED = "application/pdf", "application/pkcs7-mime"
MOST = 20
"""So many signatures of one document are looked at."""


@dataclass(frozen=True)
class Found:
    """One signature: whose, by which certificate, and what was found of it."""

    form: Literal["cades", "pades"]
    signer: str
    issuer: str
    serial: str
    intact: bool
    trusted: bool
    signed_at: datetime | None


def roots_of(file: Path | None) -> Sequence[x509.Certificate]:
    """The roots that are trusted now: a file of PEM certificates; none where there is no file."""
    if file is None or not file.exists():
        return ()
    return [x509.Certificate.load(one) for _, _, one in pem.unarmor(file.read_bytes(), multiple=True)]


def signatures_of(content: bytes, media_type: str, roots: Path | None) -> list[Found]:
    """What signatures a document bears; in a thread of its own: pyHanko runs an event loop, and there may be one here."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_signatures_of, content, media_type, roots).result()


def _signatures_of(content: bytes, media_type: str, roots: Path | None) -> list[Found]:
    """What is found of each signature. A file that says it is signed and cannot be read so has none."""
    reading = {SIGNED: _cades, PDF: _pades}.get(media_type)
    found: list[Found] = []
    try:
        found.extend(reading(content, roots_of(roots)) if reading else ())
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does to the parser, it has no valid signature
        log.warning("a signature cannot be read: %s", type(error).__name__)
    return found


def _cades(content: bytes, roots: Sequence[x509.Certificate]) -> Iterator[Found]:
    signed = cms.ContentInfo.load(content, strict=True)["content"]
    inner = signed["encap_content_info"]
    certificates = [one.chosen for one in signed["certificates"] if isinstance(one.chosen, x509.Certificate)]
    for info in list(signed["signer_infos"])[:MOST]:
        certificate = _signer(info, certificates)
        if certificate is None:
            continue
        at = generic_cms.extract_self_reported_ts(info)
        yield _found("cades", certificate, certificates, roots, intact=_intact(info, certificate, inner), at=at)


def _signer(info: cms.SignerInfo, certificates: Sequence[x509.Certificate]) -> x509.Certificate | None:
    """The certificate in the file that a signature names."""
    sid = info["sid"].chosen
    for one in certificates:
        by_serial = isinstance(sid, cms.IssuerAndSerialNumber) and (one.issuer, one.serial_number) == (
            sid["issuer"], sid["serial_number"].native,
        )  # fmt: skip
        if by_serial or (not isinstance(sid, cms.IssuerAndSerialNumber) and one.key_identifier == sid.native):
            return one
    return None


def _intact(info: cms.SignerInfo, certificate: x509.Certificate, inner: cms.EncapsulatedContentInfo) -> bool:
    content = inner["content"].native
    if not isinstance(content, bytes):
        return False
    digest = hashlib.new(info["digest_algorithm"]["algorithm"].native, content).digest()
    try:
        return all(generic_cms.validate_sig_integrity(info, certificate, inner["content_type"].native, digest))
    except (ValueError, SignatureValidationError):
        return False


def _pades(content: bytes, roots: Sequence[x509.Certificate]) -> Iterator[Found]:
    if b"/ByteRange" not in content:
        return
    for one in PdfFileReader(io.BytesIO(content)).embedded_regular_signatures[:MOST]:
        certificates = [*one.other_embedded_certs, one.signer_cert]
        at = one.self_reported_timestamp
        yield _found("pades", one.signer_cert, certificates, roots, intact=_untouched(one), at=at)


def _untouched(one: EmbeddedPdfSignature) -> bool:
    """Signed as it stands: nothing was changed but what the signature itself allows."""
    try:
        status = validate_pdf_signature(one, ValidationContext(trust_roots=[], allow_fetching=False))
    except (ValueError, SignatureValidationError):
        return False
    return bool(status.intact and status.valid and status.docmdp_ok)


def _found(
    form: Literal["cades", "pades"], certificate: x509.Certificate, certificates: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate], *, intact: bool, at: datetime | None,
) -> Found:  # fmt: skip
    names = certificate.subject.native
    signer = names.get("common_name") or certificate.subject.human_friendly
    return Found(
        form, str(signer)[:200], certificate.issuer.human_friendly[:300], format(certificate.serial_number, "x"), intact,
        intact and _trusted(certificate, certificates, roots), at,
    )  # fmt: skip


def _trusted(certificate: x509.Certificate, certificates: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]) -> bool:
    if not roots:
        return False
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    try:
        asyncio.run(CertificateValidator(certificate, certificates, context).async_validate_path())
    except (PathError, ValidationError, ValueError):
        return False
    return True

"""A small time-stamp authority (RFC 3161) for tests, with a certificate of its own: it can also lie."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


@dataclass
class Authority:
    """Keys and clock of the authority; `tell` changes what it states before it signs."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    ahead: timedelta = timedelta()
    imprint: bytes | None = None
    nonce: int | None = None
    url: str = ""

    def __post_init__(self) -> None:
        name = certificates.Name([certificates.NameAttribute(NameOID.COMMON_NAME, "A test's time")])
        now, usage = datetime.now(UTC), certificates.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        self.certificate = (
            certificates.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(2784).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
            .add_extension(usage, critical=True).sign(self.key, hashes.SHA256())
        )  # fmt: skip

    def root(self, folder: Path) -> Path:
        """The file by which it is trusted."""
        file = folder / "roots.pem"
        file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return file

    def answer(self, request: bytes) -> bytes:
        """A granted stamp on what is asked."""
        asked = tsp.TimeStampReq.load(request)
        told = tsp.TSTInfo({
            "version": 1, "policy": "1.2.3.4", "message_imprint": asked["message_imprint"], "serial_number": 7,
            "gen_time": (datetime.now(UTC) + self.ahead).replace(microsecond=0), "nonce": self.nonce or asked["nonce"].native,
        })  # fmt: skip
        if self.imprint:
            told["message_imprint"]["hashed_message"] = self.imprint
        content = told.dump()
        shape = x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))
        signer = self._signer(content, shape)
        data = cms.SignedData({
            "version": "v3", "digest_algorithms": [{"algorithm": "sha256"}], "certificates": [shape], "signer_infos": [signer],
            "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
        })  # fmt: skip
        token = cms.ContentInfo({"content_type": "signed_data", "content": data})
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _signer(self, content: bytes, shape: Any) -> Any:
        ids = [tsp.ESSCertIDv2({"cert_hash": sha256(shape.dump()).digest()})]
        attributes = cms.CMSAttributes([
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [sha256(content).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [tsp.SigningCertificateV2({"certs": ids})]}),
        ])  # fmt: skip
        return cms.SignerInfo({
            "version": "v1", "digest_algorithm": {"algorithm": "sha256"}, "signed_attrs": attributes,
            "sid": {"issuer_and_serial_number": {"issuer": shape.issuer, "serial_number": shape.serial_number}},
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "rsassa_pkcs1v15"}),
            "signature": self.key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        })  # fmt: skip


@contextmanager
def served(authority: Authority) -> Iterator[Authority]:
    """The authority at an address of its own."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = authority.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsa"
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()

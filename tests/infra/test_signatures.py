"""Electronic signatures: what is checked of them, and what a changed byte, another key or another root does."""

from functools import cache
from pathlib import Path

import pytest

from infra.signatures import PDF, SIGNED, signatures_of
from tests.infra.signing import Authority, Holder, a_pdf

CONTENT = b"Dichiaro di avere consegnato il registro."


@cache
def authority() -> Authority:
    return Authority()


@cache
def chiara() -> Holder:
    return authority().holder("Chiara Villa")


@cache
def a_page() -> bytes:
    return a_pdf("Dichiaro di avere consegnato il registro.")


@pytest.fixture(params=[SIGNED, PDF], ids=["cades", "pades"])
def signed(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    return request.param, chiara().p7m(CONTENT) if request.param == SIGNED else chiara().pdf(a_page())


def test_a_signature_names_who_signed_and_when(signed: tuple[str, bytes], tmp_path: Path) -> None:
    kind, content = signed
    (found,) = signatures_of(content, kind, authority().file(tmp_path))
    assert (found.signer, found.intact, found.trusted) == ("Chiara Villa", True, True)
    assert "Autorità di prova" in found.issuer
    assert int(found.serial, 16) == chiara().certificate.serial_number
    assert found.signed_at is not None


def test_without_its_root_a_signature_is_intact_and_not_trusted(signed: tuple[str, bytes], tmp_path: Path) -> None:
    kind, content = signed
    for roots in (None, Authority("Un’altra").file(tmp_path)):
        (found,) = signatures_of(content, kind, roots)
        assert (found.intact, found.trusted) == (True, False)


def test_an_expired_certificate_is_not_trusted(tmp_path: Path) -> None:
    late = authority().holder("In Ritardo", days=-1)
    (found,) = signatures_of(late.p7m(CONTENT), SIGNED, authority().file(tmp_path))
    assert (found.intact, found.trusted) == (True, False)


def test_a_changed_byte_breaks_it(tmp_path: Path) -> None:
    roots = authority().file(tmp_path)
    for kind, content, byte in ((SIGNED, chiara().p7m(CONTENT), b"registro"), (PDF, chiara().pdf(a_page()), b"/Type/Page")):
        at = content.find(byte if byte in content else b"/Page")
        assert at > 0
        changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
        assert not any(one.intact or one.trusted for one in signatures_of(changed, kind, roots)), kind


def test_another_key_than_that_of_the_certificate_breaks_it(tmp_path: Path) -> None:
    forged = Holder(authority().holder("Altro").key, chiara().certificate)
    (found,) = signatures_of(forged.p7m(CONTENT), SIGNED, authority().file(tmp_path))
    assert (found.signer, found.intact, found.trusted) == ("Chiara Villa", False, False)


def test_what_is_not_signed_has_no_signature() -> None:
    assert signatures_of(a_page(), PDF, None) == []
    assert signatures_of(b"ciao", "text/plain", None) == []


@pytest.mark.parametrize(
    "content", [b"", b"0", b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"%PDF-1.7 /ByteRange", bytes(1000)]
)
def test_what_cannot_be_read_has_no_signature(content: bytes) -> None:
    assert signatures_of(content, SIGNED, None) == []
    assert signatures_of(content, PDF, None) == []

"""Signed notes (C2SP signed-note): a text, a blank line, one line for each signature.

Three kinds of key: Ed25519 (type 0x01), which signs the text; and the two of C2SP tlog-cosignature, which sign a checkpoint and
the second of signing: Ed25519 (0x04), and ML-DSA-44 (0x06), which holds against a quantum computer too.
"""

import base64
import binascii
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from infra.transparency.checkpoint import NotACheckpoint, parse_text

Kind = Literal[1, 4, 6]
ED25519: Kind = 1
COSIGNATURE: Kind = 4
ML_DSA_44: Kind = 6
MOST_SIGNATURES = 64
_KEY_BYTES: dict[Kind, int] = {ED25519: 32, COSIGNATURE: 32, ML_DSA_44: 1312}
_DASH = "— "


class NotANote(ValueError):
    """Raised for what is no signed note, no verifier key, or a note that nobody known has signed."""


@dataclass(frozen=True)
class Verifier:
    """A public key under its name, as a verifier key line tells it."""

    name: str
    kind: Kind
    key: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name, kind and key."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.key).decode()}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether the signature is this key's on the text."""
        try:
            if self.kind == ED25519:
                Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
            elif self.kind == COSIGNATURE:
                Ed25519PublicKey.from_public_bytes(self.key).verify(signature[8:], _timed(time_of(signature), text))
            else:
                message = _cosigned(self.name, time_of(signature), text)
                MLDSA44PublicKey.from_public_bytes(self.key).verify(signature[8:], message)
        except (InvalidSignature, NotACheckpoint, ValueError):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private key under its name, kept as its 32 bytes of seed."""

    name: str
    kind: Kind
    seed: bytes

    @cached_property
    def verifier(self) -> Verifier:
        """The public half."""
        key = self._ml_dsa.public_key() if self.kind == ML_DSA_44 else self._ed25519.public_key()
        return Verifier(self.name, self.kind, key.public_bytes_raw())

    def sign(self, text: str, at: int) -> bytes:
        """The signature; a cosignature says `at` which second it was given."""
        if self.kind == ED25519:
            return self._ed25519.sign(text.encode())
        if self.kind == COSIGNATURE:
            return at.to_bytes(8) + self._ed25519.sign(_timed(at, text))
        return at.to_bytes(8) + self._ml_dsa.sign(_cosigned(self.name, at, text))

    @cached_property
    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def _ml_dsa(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)


def verifier(line: str) -> Verifier:
    """Read a verifier key. Raises `NotANote`."""
    name, _, rest = line.strip().partition("+")
    id_, _, encoded = rest.partition("+")
    public = _base64(encoded)
    kind = next((kind for kind in _KEY_BYTES if public[:1] == bytes([kind])), None)
    if not _is_name(name) or kind is None:
        raise NotANote("no verifier key of a known kind")
    found = Verifier(name, kind, public[1:])
    if len(found.key) != _KEY_BYTES[kind] or found.id.hex() != id_:
        raise NotANote("the verifier key's length or id is wrong")
    return found


def sign(text: str, signers: Iterable[Signer], at: int) -> str:
    """The note: `text`, which ends in a newline, and a line for each signer."""
    if not text.endswith("\n") or not _is_text(text):
        raise NotANote("a note's text ends in a newline and holds no other control characters")
    return f"{text}\n{''.join(line_of(one, text, at) for one in signers)}"


def line_of(signer: Signer, text: str, at: int) -> str:
    """One line of signature."""
    return f"{_DASH}{signer.name} {base64.b64encode(signer.verifier.id + signer.sign(text, at)).decode()}\n"


def open_note(note: str, verifiers: Sequence[Verifier]) -> tuple[str, list[Verifier]]:
    """The text, and which of the known keys have signed it. Raises `NotANote` when none has, or one falsely."""
    text, blank, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not blank or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES or not _is_text(note):
        raise NotANote("no text, or no signatures")
    text += "\n"
    known = {(v.name, v.id): v for v in verifiers}
    signed: list[Verifier] = []
    for name, id_, signature in map(_signature, lines):
        one = known.get((name, id_))
        if one is None or one in signed:
            continue
        if not one.verify(text, signature):
            raise NotANote(f"the signature of {name} is false")
        signed.append(one)
    if not signed:
        raise NotANote("signed by nobody known")
    return text, signed


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    value = _base64(encoded)
    if not line.startswith(_DASH) or not _is_name(name) or len(value) < 5:
        raise NotANote("a line of signature that is none")
    return name, value[:4], value[4:]


def time_of(signature: bytes) -> int:
    """The second at which a cosignature says it was given."""
    return int.from_bytes(signature[:8])


def _timed(at: int, text: str) -> bytes:
    """What an Ed25519 cosignature signs. Raises `NotACheckpoint`."""
    parse_text(text)
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _cosigned(name: str, at: int, text: str) -> bytes:
    """What an ML-DSA-44 cosignature signs: `cosigned_message` of C2SP tlog-cosignature, for a whole tree."""
    head = parse_text(text)
    cosigner, origin = name.encode(), head.origin.encode()
    parts = (b"subtree/v1\n\0", bytes([len(cosigner)]), cosigner, struct.pack(">Q", at), bytes([len(origin)]), origin)
    return b"".join(parts) + struct.pack(">QQ", 0, head.size) + head.root


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(sign.isspace() for sign in name)


def _is_text(text: str) -> bool:
    return all(sign >= " " or sign == "\n" for sign in text)


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("not base64") from error

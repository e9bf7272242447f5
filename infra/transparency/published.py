"""A log's folder as others see it: tiles, the newest checkpoint, the verifier keys. The only place that signs."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.transparency import merkle
from infra.transparency.chain import name_of
from infra.transparency.checkpoint import Checkpoint, NotACheckpoint, parse_text
from infra.transparency.note import ED25519, ML_DSA_44, NotANote, Signer, Verifier, open_note, sign
from infra.transparency.tiles import Tree, View, write_synced

WITNESSED = "checkpoint.witnessed"
KEY_FILES = {ED25519: "keys/log.vkey", ML_DSA_44: "keys/log.ml-dsa-44.vkey"}


class Forked(Exception):
    """Raised when what is to be signed or published does not continue what was: a person must decide."""


@dataclass(frozen=True)
class Keys:
    """The name of all logs of an installation and the seeds of their two keys."""

    name: str
    ed25519: bytes
    ml_dsa_44: bytes


class Published:
    """The folder of one log."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self.folder = folder
        self.origin = f"{keys.name}/{name_of(folder)}"
        self._signers = (Signer(self.origin, ED25519, keys.ed25519), Signer(self.origin, ML_DSA_44, keys.ml_dsa_44))

    @property
    def verifiers(self) -> Sequence[Verifier]:
        """The public keys."""
        return [signer.verifier for signer in self._signers]

    def tell_keys(self) -> None:
        """Write the verifier keys the first time. Raises `Forked` where others are there: the log was another's."""
        for verifier in self.verifiers:
            file = self.folder / KEY_FILES[verifier.kind]
            if not file.exists():
                write_synced(self.folder, {KEY_FILES[verifier.kind]: f"{verifier}\n".encode()})
            elif file.read_text() != f"{verifier}\n":
                raise Forked(f"{file} is the key of another signer: were the secrets of this data folder replaced?")

    def newest(self) -> Checkpoint | None:
        """The published checkpoint; None where none is, or none that is whole."""
        try:
            text, _ = open_note((self.folder / "checkpoint").read_text(), self.verifiers)
            return parse_text(text)
        except (FileNotFoundError, UnicodeDecodeError, NotANote, NotACheckpoint):
            return None

    def sign(self, tree: Tree, before: Checkpoint | None, at: int) -> tuple[Checkpoint, str]:
        """The note of the tree as it stands on the disk, seen to continue `before`. Raises `Forked`."""
        view, head = View(self.folder, tree.size), Checkpoint(self.origin, tree.size, tree.root)
        view.check_edge(head.root)
        if before:
            if before.size >= head.size:
                raise Forked(f"{self.origin}: {before.size} entries are signed, {head.size} are not more")
            proof = merkle.consistency(before.size, head.size, view.hash_of)
            if not merkle.is_extended(before.size, before.root, head.size, head.root, proof):
                raise Forked(f"{self.origin}: the tree of {head.size} does not begin with the one of {before.size} that is signed")
        return head, sign(head.text, self._signers, at)

    def publish(self, head: Checkpoint, note: str) -> None:
        """Show a checkpoint, unless a newer one is shown already: by a stand-by that took over from a paused program."""
        with self._alone():
            shown = self.newest()
            if shown is None or shown.size < head.size:
                write_synced(self.folder, {"checkpoint": note.encode()})

    def cosign(self, head: Checkpoint, note: str, *, witnessed: bool) -> None:
        """Show a checkpoint with the lines of witnesses, unless a newer one is shown by now; keep the last that has enough."""
        with self._alone():
            shown = self.newest()
            files = {"checkpoint": note.encode()} if shown == head else {}
            files |= {WITNESSED: note.encode()} if witnessed else {}
            write_synced(self.folder, {name: data for name, data in files.items() if not self._holds(name, data)})

    def _holds(self, name: str, data: bytes) -> bool:
        file = self.folder / name
        return file.is_file() and file.read_bytes() == data

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

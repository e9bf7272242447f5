"""Time stamps of an outside authority (RFC 3161) on the checkpoints of the logs: once a day, and on demand.

What is stamped are the bytes of `timestamps/<size>.checkpoint`, the signed note as it was shown then; `<size>.tsr` beside it is the
authority's answer. So `openssl ts -verify` checks them, too.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography.x509 import Certificate, load_pem_x509_certificates

from infra.settings import Settings
from infra.transparency.checkpoint import NotACheckpoint, parse_text
from infra.transparency.published import WITNESSED
from infra.transparency.tiles import write_synced

log = logging.getLogger("weita.timestamps")

FOLDER = "timestamps"
EVERY = timedelta(days=1)
LOOK = 300.0
PATIENCE = 20.0
LEEWAY = timedelta(minutes=10)


class NotStamped(Exception):
    """Raised when there is no time stamp, or one that does not hold; says why."""


@dataclass(frozen=True)
class Stamp:
    """That the checkpoint of this size was there at that time."""

    log: str
    size: int
    at: datetime
    serial: int


def stamp(settings: Settings, folder: Path) -> Stamp:
    """Have the newest checkpoint of a log stamped (the witnessed one where there is one), checked and kept. Raises `NotStamped`."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    note = next((file.read_bytes() for name in (WITNESSED, "checkpoint") if (file := folder / name).is_file()), None)
    if note is None:
        raise NotStamped(f"{folder.name}: nothing is signed yet")
    request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _asked(settings, request.as_bytes())
    made = _checked(folder.name, size_of(note), note, answer, roots_of(settings), nonce=request.nonce)
    if abs(made.at - datetime.now(UTC)) > LEEWAY:
        raise NotStamped(f"{folder.name}: the authority's clock says {made.at:%Y-%m-%d %H:%M:%S}")
    write_synced(folder, {f"{FOLDER}/{made.size}.checkpoint": note, f"{FOLDER}/{made.size}.tsr": answer})
    return made


def check(folder: Path, roots: Sequence[Certificate]) -> Iterator[Stamp | NotStamped]:
    """Every stamp of a log, in order of size: that it holds, or why not."""
    for file in _stamps(folder):
        try:
            note = file.with_suffix(".checkpoint").read_bytes()
            yield _checked(folder.name, int(file.stem), note, file.read_bytes(), roots)
        except (NotStamped, OSError) as error:
            yield NotStamped(f"{folder.name} {file.stem}: {error}")


def newest(folder: Path) -> Stamp | None:
    """The last stamp as it says of itself, unchecked: it was checked when it was kept."""
    from rfc3161_client import decode_timestamp_response

    for file in reversed(_stamps(folder)):
        with suppress(ValueError, OSError):
            said = decode_timestamp_response(file.read_bytes()).tst_info
            return Stamp(folder.name, int(file.stem), said.gen_time, said.serial_number)
    return None


def roots_of(settings: Settings) -> list[Certificate]:
    """The certificates by which authorities are trusted. Raises `NotStamped`."""
    if settings.tsa_roots is None:
        raise NotStamped("no authority is trusted: WEITA_TSA_ROOTS names a PEM file of root certificates")
    try:
        return load_pem_x509_certificates(settings.tsa_roots.read_bytes())
    except (OSError, ValueError) as error:
        raise NotStamped(f"{settings.tsa_roots}: {error}") from error


def size_of(note: bytes) -> int:
    """The size that a checkpoint says. Raises `NotStamped`."""
    try:
        return parse_text(note.decode().rpartition("\n\n")[0] + "\n").size
    except (NotACheckpoint, UnicodeDecodeError) as error:
        raise NotStamped(f"no checkpoint: {error}") from error


class Stamping:
    """A thread that sees to it that every log that grew is stamped once a day. Without an authority it does nothing."""

    def __init__(self, settings: Settings, logs: Path) -> None:
        self._settings, self._logs = settings, logs
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="stamping", daemon=True)

    def __enter__(self) -> Self:
        if self._settings.tsa_url:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self.round()
            self._stopping.wait(LOOK)

    def round(self) -> None:
        """Stamp what is due; what fails is tried again at the next look."""
        for file in sorted(self._logs.glob("*/checkpoint")):
            try:
                if is_due(file.parent):
                    made = stamp(self._settings, file.parent)
                    log.info("%s: %s entries, stamped at %s", made.log, made.size, made.at)
            except (NotStamped, OSError) as error:
                log.warning("no time stamp: %s", error)


def is_due(folder: Path) -> bool:
    """Whether a log grew since its last stamp, and that is a day ago."""
    last = newest(folder)
    if last is None:
        return True
    return datetime.now(UTC) - last.at >= EVERY and size_of((folder / "checkpoint").read_bytes()) > last.size


def _asked(settings: Settings, request: bytes) -> bytes:
    import httpx

    if not settings.tsa_url:
        raise NotStamped("no authority is asked: WEITA_TSA_URL is not set")
    headers = {"Content-Type": "application/timestamp-query"}
    try:
        answer = httpx.post(settings.tsa_url, content=request, headers=headers, timeout=PATIENCE)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise NotStamped(f"the authority does not answer: {error}") from error
    return answer.content


def _checked(name: str, size: int, note: bytes, answer: bytes, roots: Sequence[Certificate], *, nonce: int | None = None) -> Stamp:
    """The stamp in an answer of the authority, if it is one on exactly this note. Raises `NotStamped`."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    if size_of(note) != size:
        raise NotStamped("the checkpoint is of another size than its file's name says")
    try:
        response = decode_timestamp_response(answer)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify_message(response, note)
        return Stamp(name, size, response.tst_info.gen_time, response.tst_info.serial_number)
    except (VerificationError, ValueError) as error:
        raise NotStamped(f"the time stamp does not hold: {error}") from error


def _stamps(folder: Path) -> list[Path]:
    return sorted((file for file in (folder / FOLDER).glob("*.tsr") if file.stem.isdigit()), key=lambda file: int(file.stem))

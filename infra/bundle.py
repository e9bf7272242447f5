"""The bundle that a controller takes away: a folder that opens without our software, and that `verify.py` in it checks.

Everything of the logs comes from their folders, as any mirror has them; nothing is decrypted. A bundle of any size is made in
the same memory: what must be remembered, who the project's persons are and which documents are cited, waits in a file.
"""

import csv
import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import orjson

from infra.clock import now
from infra.transparency import merkle, verify
from infra.transparency.chain import TAKES_UP, chain
from infra.transparency.checkpoint import Checkpoint, parse_text
from infra.transparency.leaf import Leaf, parse
from infra.transparency.proof import Proof
from infra.transparency.published import WITNESSED
from infra.transparency.tiles import TILE, View, path_of
from services.kernel.event import COMMON

Documents = Callable[[str], bytes | None]
"""Gives the stored bytes of a document by their SHA-256; None where there are none."""

COLUMNS = (*(field.name for field in fields(Leaf)[:-2]), "leaf_hash", "envelope", "payload")
PROGRAMS = Path(verify.__file__).parent
CITED = re.compile(rb'"sha256":"([0-9a-f]{64})"')


class NoSuchLog(LookupError):
    """Raised where nothing is sealed of the project that was asked for."""


class NotEmpty(Exception):
    """Raised when a bundle is to be written where something stands already."""


@dataclass(frozen=True)
class Range:
    """Which events are told beside the log: recorded from a moment on, and before another. The log itself is always whole."""

    project: str
    since: datetime | None = None
    until: datetime | None = None

    def __contains__(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass
class Report:
    """What was written."""

    events: int = 0
    common: int = 0
    documents: int = 0
    missing: int = 0


class Remembered:
    """Persons and cited documents, in a database that is a temporary file of its own."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", check_same_thread=False)
        self._rows.execute("create table person (id text primary key) without rowid")
        self._rows.execute("create table document (sha256 text primary key) without rowid")

    def close(self) -> None:
        """Let the file go."""
        self._rows.close()

    def add_persons(self, ids: Iterable[str]) -> None:
        self._rows.executemany("insert or ignore into person values (?)", [(one,) for one in ids])

    def add_documents(self, hashes: Iterable[str]) -> None:
        self._rows.executemany("insert or ignore into document values (?)", [(one,) for one in hashes])

    def concerns(self, ids: Iterable[str]) -> bool:
        """Whether one of them is a person of the project."""
        return any(self._rows.execute("select 1 from person where id = ?", (one,)).fetchone() for one in ids)

    def persons(self) -> Iterator[UUID]:
        """Every person of the project, by id."""
        return (UUID(row[0]) for row in self._rows.execute("select id from person order by id"))

    def documents(self) -> Iterator[str]:
        """Every document cited."""
        return (row[0] for row in self._rows.execute("select sha256 from document order by sha256"))


class Bundle:
    """One bundle in the making; `write` makes all of it but who the persons are."""

    def __init__(self, logs: Path, asked: Range, out: Path, documents: Documents) -> None:
        self._logs, self.asked, self.out, self._documents = logs, asked, out, documents
        self.remembered, self.report = Remembered(), Report()
        self._missing: list[str] = []
        self._origin = ""

    def write(self, persons: Callable[[Iterator[UUID], TextIO], None] | None = None) -> Report:
        """Write everything; `persons` tells who the persons are, where that may be told. Raises `NoSuchLog`, `NotEmpty`."""
        folders = chain(self._logs, self.asked.project)
        if not folders:
            raise NoSuchLog(self.asked.project)
        if self.out.exists() and any(self.out.iterdir()):
            raise NotEmpty(str(self.out))
        self.out.mkdir(mode=0o700, parents=True, exist_ok=True)
        with closing(self.remembered):
            self._write_project(folders)
            for folder in chain(self._logs, COMMON) if self.asked.project != COMMON else ():
                self._write_common(folder)
            self._write_documents()
            if persons:
                with (self.out / "persons.csv").open("w", encoding="utf-8", newline="") as file:
                    persons(self.remembered.persons(), file)
        for name, source in (("verify.py", "verify.py"), ("omission.py", "omission.py"), ("README.txt", "bundle.txt")):
            if (PROGRAMS / source).is_file():
                shutil.copyfile(PROGRAMS / source, self.out / name)
        self._write_manifest()
        return self.report

    def _write_project(self, folders: list[Path]) -> None:
        """The project's logs whole, and the events of the range once more, so that a spreadsheet opens them."""
        with (
            (self.out / "events.jsonl").open("w", encoding="utf-8", newline="") as lines,
            (self.out / "events.csv").open("w", encoding="utf-8", newline="") as sheet,
        ):
            rows = csv.writer(sheet, quoting=csv.QUOTE_ALL)
            rows.writerow(COLUMNS)
            for number, folder in enumerate(folders, 1):
                last = number == len(folders)
                target = self.out / ("log" if last else f"log-{number}")
                for entries in _copy_log(folder, target):
                    self._tell(entries, lines, rows)
                _copy_keys(folder, self.out / "keys", "" if last else f"-{number}")
        self._origin = _head(target / "checkpoint").origin

    def _tell(self, entries: list[bytes], lines: TextIO, rows: Any) -> None:
        persons, documents = set[str](), set[str]()
        for entry in entries:
            if entry[:1] == TAKES_UP:
                continue
            event = parse(entry)
            persons.update(_persons_of(event))
            if event.recorded_at in self.asked:
                row = _row(event, entry)
                envelope, payload = event.envelope.decode(), event.payload.decode()
                lines.write(f'{json.dumps(row, ensure_ascii=False)[:-1]}, "envelope": {envelope}, "payload": {payload}}}\n')
                rows.writerow((*row.values(), envelope, payload))
                documents.update(one.decode() for one in CITED.findall(event.payload))
                self.report.events += 1
        self.remembered.add_persons(persons)
        self.remembered.add_documents(documents)

    def _write_common(self, folder: Path) -> None:
        """The entries of `common` about the project's persons, each with the proof that it is in that log."""
        note, target = (folder / "checkpoint").read_text(), self.out / folder.name
        view = View(folder, _head(folder / "checkpoint").size)
        target.mkdir()
        (target / "checkpoint").write_text(note)
        for number in range(-(-view.size // TILE)):
            for index, entry in enumerate(view.entries(number), number * TILE):
                if entry[:1] != TAKES_UP and self.remembered.concerns(_persons_of(parse(entry))):
                    proof = Proof(index, tuple(merkle.inclusion(index, view.size, view.hash_of)), note)
                    (target / f"{index}.leaf").write_bytes(entry)
                    (target / f"{index}.tlog-proof").write_text(str(proof))
                    self.report.common += 1

    def _write_documents(self) -> None:
        """The stored bytes of what is cited: nobody reads them without the key, everybody sees that they are unaltered."""
        folder = self.out / "evidence"
        folder.mkdir()
        for sha256 in self.remembered.documents():
            if (stored := self._documents(sha256)) is None:
                self._missing.append(sha256)
            else:
                (folder / sha256).write_bytes(stored)
                self.report.documents += 1
        self.report.missing = len(self._missing)

    def _write_manifest(self) -> None:
        head = {
            "bundle": 1, "project": self.asked.project, "origin": self._origin, "from": _moment(self.asked.since),
            "to": _moment(self.asked.until), "made_at": _moment(now()), "events": self.report.events,
            "missing_evidence": self._missing,
        }  # fmt: skip
        with (self.out / "manifest.json").open("w", encoding="utf-8") as file:
            file.write(json.dumps(head, indent=1)[:-2] + ',\n "files": {')
            before = ""
            for path in sorted(one for one in self.out.rglob("*") if one.is_file() and one.name != "manifest.json"):
                with path.open("rb") as data:
                    digest = hashlib.file_digest(data, "sha256").hexdigest()
                file.write(f"{before}\n  {json.dumps(path.relative_to(self.out).as_posix())}: {json.dumps(digest)}")
                before = ","
            file.write("\n }\n}\n")


def _copy_log(folder: Path, target: Path) -> Iterator[list[bytes]]:
    """Copy a log as it is at its checkpoint of this moment, whatever is sealed meanwhile; gives its entries page by page."""
    note = (folder / "checkpoint").read_bytes()
    view = View(folder, _head(folder / "checkpoint", note).size)
    _write(target / "checkpoint", note)
    if (folder / WITNESSED).is_file() and _head(folder / WITNESSED).size <= view.size:
        shutil.copyfile(folder / WITNESSED, target / WITNESSED)
    if (folder / "timestamps").is_dir():
        shutil.copytree(folder / "timestamps", target / "timestamps")
    level, hashes = 0, view.size
    while hashes:
        for number in range(-(-hashes // TILE)):
            width = min(TILE, hashes - number * TILE)
            _write(target / path_of(level, number, width), b"".join(view.tile(level, number)))
        level, hashes = level + 1, hashes // TILE
    for number in range(-(-view.size // TILE)):
        entries = view.entries(number)
        framed = b"".join([len(entry).to_bytes(2) + entry for entry in entries])
        _write(target / path_of("entries", number, len(entries)), framed)
        yield entries


def _copy_keys(folder: Path, target: Path, suffix: str) -> None:
    """The verifier keys of a log; those of one that was taken up get its number."""
    target.mkdir(exist_ok=True)
    for file in sorted((folder / "keys").iterdir()):
        if suffix and not file.name.startswith("log."):
            continue
        name, dot, rest = file.name.partition(".")
        shutil.copyfile(file, target / f"{name}{suffix}{dot}{rest}")


def _head(file: Path, note: bytes | None = None) -> Checkpoint:
    text = (file.read_bytes() if note is None else note).decode()
    return parse_text(text.rpartition("\n\n")[0] + "\n")


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _persons_of(event: Leaf) -> list[str]:
    return list(orjson.loads(event.envelope).get("subjectids", ()))


def _row(event: Leaf, entry: bytes) -> dict[str, str | int]:
    return {
        "index": event.index, "log": event.log, "service": event.service, "position": event.position, "id": str(event.id),
        "stream": event.stream, "version": event.version, "type": event.type, "schema_version": event.schema_version,
        "agency": event.agency, "actor": event.actor, "occurred_at": str(_moment(event.occurred_at)),
        "recorded_at": str(_moment(event.recorded_at)), "leaf_hash": merkle.leaf_hash(entry).hex(),
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None

"""The sequencer's other half: asks the witnesses of the policy for their cosignatures, and shows what they give.

A thread of its own, so that sealing never waits for a witness. All are asked for the same checkpoint at the same time (the newest
one, at most once a second), else none would have enough; one that does not answer is left alone for a while.
"""

import base64
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, LiteralString, Self
from urllib.parse import urlsplit

import psycopg

from infra.clock import now
from infra.promising import promise_verifier
from infra.sealed import Signed
from infra.settings import Settings
from infra.transparency import merkle
from infra.transparency.checkpoint import Checkpoint
from infra.transparency.note import NotANote, open_note, time_of
from infra.transparency.policy import Known, NotAPolicy, Policy, parse
from infra.transparency.proof import Extension
from infra.transparency.published import Published
from infra.transparency.tiles import Damaged, View, write_synced

log = logging.getLogger("weita.witnessing")

EVERY = 1.0
PATIENCE = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
LARGEST_ANSWER = 64 * 1024
Shown = tuple[Published, Signed]


class Unwilling(Exception):
    """Raised for a checkpoint that a witness would not cosign; says what it said."""


def policy_file(settings: Settings) -> Path:
    """Where the policy stands."""
    return settings.witnesses or settings.data / "witnesses" / "policy"


def policy_of(settings: Settings) -> Policy:
    """The policy in force; without a file nobody is asked. Raises `NotAPolicy`."""
    file = policy_file(settings)
    if settings.witnesses is None and not file.exists():
        return Policy()
    try:
        return parse(file.read_text())
    except OSError as error:
        raise NotAPolicy(f"{file}: {error}") from error


class Asked:
    """A witness as it is asked: one connection kept open, and what it is known to know."""

    def __init__(self, url: str, keys: Sequence[Known]) -> None:
        self.names = frozenset(key.name for key in keys)
        self._keys = {key.verifier: key.name for key in keys}
        self._parts = urlsplit(url)
        self._knows: dict[str, int] = {}
        self._connection: HTTPConnection | None = None
        self._pause, self._again = 0.0, 0.0

    @property
    def is_due(self) -> bool:
        """Whether it may be asked again."""
        return time.monotonic() >= self._again

    def cosign(self, shown: Mapping[str, Shown]) -> dict[str, dict[str, str] | str]:
        """By log, the lines of its keys for the checkpoints shown, or what it said instead; it ends where it cannot be reached."""
        found: dict[str, dict[str, str] | str] = {}
        try:
            for name, (published, signed) in shown.items():
                try:
                    found[name] = self._cosign(published.folder, signed)
                except Unwilling as error:
                    found[name] = str(error)
            self._pause = 0.0
        except (OSError, HTTPException) as error:
            log.warning("%s does not answer: %s", "/".join(sorted(self.names)), type(error).__name__)
            self.close()
            self._wait()
        return found

    def close(self) -> None:
        """Let the connection go."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _cosign(self, folder: Path, signed: Signed) -> dict[str, str]:
        head, view = signed.head, View(folder, signed.head.size)
        old = self._knows.get(head.origin, 0)
        for _ in range(3):
            proof = merkle.consistency(old, head.size, view.hash_of)
            status, said = self._post(str(Extension(old, tuple(proof), signed.note)))
            if status == 200:
                self._knows[head.origin] = head.size
                return self._own_lines(head, said)
            if status != 409 or not said.strip().isdigit():
                raise Unwilling(f"{status} {said.strip()[:200]}")
            old = self._knows[head.origin] = int(said)
            if old > head.size:
                raise Unwilling(f"has seen {old} entries where the log has {head.size}: was the log set back?")
        raise Unwilling("its size changes while it is asked")

    def _own_lines(self, head: Checkpoint, said: str) -> dict[str, str]:
        """The true lines of its keys, by the policy's names; what else it sends is left aside."""
        found: dict[str, str] = {}
        for line in said.splitlines(keepends=True)[:16]:
            try:
                _, signers = open_note(f"{head.text}\n{line}", list(self._keys))
            except NotANote:
                continue
            found[self._keys[signers[0]]] = line
        if not found:
            raise Unwilling("none of its signatures is of a key of the policy")
        return found

    def _post(self, body: str) -> tuple[int, str]:
        for last in (self._connection is None, True):
            connection = self._connection or self._connect()
            try:
                connection.request("POST", f"{self._parts.path.rstrip('/')}/add-checkpoint", body.encode())
                answer = connection.getresponse()
                return answer.status, answer.read(LARGEST_ANSWER).decode(errors="replace")
            except (OSError, HTTPException):  # a connection that was kept may have been closed meanwhile
                self.close()
                if last:
                    raise
        raise AssertionError

    def _connect(self) -> HTTPConnection:
        made = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        self._connection = made(self._parts.hostname or "", self._parts.port, timeout=PATIENCE)
        return self._connection

    def _wait(self) -> None:
        self._pause = min(LONGEST_PAUSE, self._pause * 2 or FIRST_PAUSE)
        self._again = time.monotonic() + self._pause


@dataclass
class Cosigned:
    """The lines that have come for the newest checkpoint of a log, and who would not give any."""

    size: int
    lines: dict[str, str] = field(default_factory=dict)
    unwilling: set[str] = field(default_factory=set)


class Witnessing:
    """The thread. `see` gives it the newest checkpoints."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._policy = settings, policy_of(settings)
        by_url: dict[str, list[Known]] = {}
        for one in self._policy.witnesses:
            by_url.setdefault(one.url, []).append(one)
        self._asked = [Asked(url, keys) for url, keys in by_url.items() if url]
        self._shown: Mapping[str, Shown] = {}
        self._cosigned: dict[str, Cosigned] = {}
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="witnessing", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._wake.set()
        self._thread.join(2 * PATIENCE)

    def see(self, shown: Mapping[str, Shown]) -> None:
        """The newest checkpoints of all logs. A thread that has died is a fault, and not passed over."""
        if not self._thread.is_alive():
            raise RuntimeError("the witnesses are not asked any more; what ended it stands above")
        self._shown = dict(shown)
        self._wake.set()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                with (
                    psycopg.connect(self._settings.database("seal", "weita_sealer"), autocommit=True) as connection,
                    ThreadPoolExecutor(len(self._asked) or 1, "witness") as workers,
                ):
                    self._ask(connection, workers)
            except (psycopg.Error, OSError, Damaged) as error:
                log.warning("waits: %s", error)
                self._stopping.wait(EVERY)
        for one in self._asked:
            one.close()

    def _ask(self, connection: psycopg.Connection[Any], workers: ThreadPoolExecutor) -> None:
        while not self._stopping.is_set():
            self._wake.wait(EVERY)
            self._wake.clear()
            began = time.monotonic()
            if self.round(connection, workers):
                self._stopping.wait(max(0.0, EVERY - (time.monotonic() - began)))

    def round(self, connection: psycopg.Connection[Any], workers: ThreadPoolExecutor) -> bool:
        """Ask everybody who is due for what they have not cosigned yet; show it as it comes. Whether anybody was asked."""
        shown = self._shown
        for name, (published, signed) in shown.items():
            self._meet(connection, name, published, signed)
        asking = {
            workers.submit(one.cosign, wanted): one
            for one in self._asked
            if one.is_due and (wanted := {name: what for name, what in shown.items() if self._lacks(name, one)})
        }
        for done in as_completed(asking):
            for name, said in done.result().items():
                self._note(connection, name, shown[name], asking[done], said)
        return bool(asking)

    def _lacks(self, name: str, one: Asked) -> bool:
        have = self._cosigned[name]
        return not (one.names <= have.lines.keys() | have.unwilling)

    def _meet(self, connection: psycopg.Connection[Any], name: str, published: Published, signed: Signed) -> None:
        """What is known already of a checkpoint that is new here."""
        have = self._cosigned.get(name)
        if have is None:
            tell_keys(published.folder, self._policy, self._settings)
        if have is None or have.size != signed.head.size:
            rows = connection.execute(
                "select witness, line from cosignature where log = %s and size = %s", (name, signed.head.size)
            ).fetchall()
            self._cosigned[name] = Cosigned(signed.head.size, dict(rows))
            self._show(connection, name, (published, signed))

    def _note(self, connection: psycopg.Connection[Any], name: str, shown: Shown, one: Asked, said: dict[str, str] | str) -> None:
        """Commit what a witness answered, then show it."""
        size, have = shown[1].head.size, self._cosigned[name]
        if isinstance(said, str):
            log.error("%s does not cosign %s at %s: %s", "/".join(sorted(one.names)), name, size, said)
            have.unwilling |= one.names
            _insert(connection, "refusal (log, size, witness, at, said)", [(name, size, who, now(), said) for who in one.names])
        else:
            have.lines |= said
            have.unwilling |= one.names - said.keys()
            rows = [(name, size, who, _moment(line), line) for who, line in said.items()]
            _insert(connection, "cosignature (log, size, witness, signed_at, line)", rows)
        self._show(connection, name, shown)

    def _show(self, connection: psycopg.Connection[Any], name: str, shown: Shown) -> None:
        """Add the lines to the checkpoint that others see; where they are enough, that is noted before."""
        published, signed = shown
        lines = self._cosigned[name].lines
        met = self._policy.is_met(lines.keys())
        if met:
            connection.execute(
                "insert into witnessed (log, size, at, policy) values (%s, %s, %s, %s) on conflict do nothing",
                (name, signed.head.size, now(), self._policy.said()),
            )
        if lines:
            whole = signed.note + "".join(line for _, line in sorted(lines.items()))
            published.cosign(signed.head, whole, witnessed=met)


def _insert(connection: psycopg.Connection[Any], into: LiteralString, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add five columns at a time; what is there already stays."""
    with connection.transaction(), connection.cursor() as cursor:
        insert = f"insert into {into} values (%s, %s, %s, %s, %s) on conflict do nothing"  # noqa: S608 - constants
        cursor.executemany(insert, rows)


def tell_keys(folder: Path, policy: Policy, settings: Settings) -> None:
    """Beside a log, the keys by which cosignatures and promises are checked, and how many cosignatures are enough."""
    by_url: dict[str, list[Known]] = {}
    for one in policy.witnesses:
        by_url.setdefault(one.url or one.name, []).append(one)
    files = {f"keys/witness-{keys[0].name}.vkey": "".join(f"{one.verifier}\n" for one in keys) for keys in by_url.values()}
    file = policy_file(settings)
    files["keys/policy"] = file.read_text() if file.exists() else "quorum none\n"
    if promising := promise_verifier(settings):
        files["keys/promises.vkey"] = f"{promising}\n"
    changed = {name: text.encode() for name, text in files.items() if not _holds(folder / name, text)}
    if changed:
        write_synced(folder, changed)


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text() == text


def _moment(line: str) -> datetime:
    """When a cosignature says it was given."""
    return datetime.fromtimestamp(time_of(base64.b64decode(line.split(" ")[2])[4:]), UTC)

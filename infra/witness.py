"""`python -m infra.witness --data DIR --name NAME --port N`: a witness of transparency logs, for any agency, on any machine.

It needs a folder and nothing else: no database, no other program of ours. Its keys are made at the first start (`key`, mode
0600) and are not to be lost. Which logs it knows stands in the file `logs`, a verifier key a line, and in `--log`.
"""

import argparse
import base64
import fcntl
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TextIO

from infra.transparency.note import COSIGNATURE, ML_DSA_44, NotANote, Signer, verifier
from infra.transparency.witness import Refused, Trusted, Witness

LARGEST_BODY = 512 * 1024
MOST_AT_ONCE = 64
PATIENCE = 10.0
TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


def keys_of(folder: Path, name: str | None = None) -> tuple[Signer, Signer]:
    """The keys of the witness, made the first time. Raises `SystemExit` where the folder is another witness's, or nobody's."""
    file = folder / "key"
    if not file.exists():
        if name is None:
            raise SystemExit(f"{file} is not there yet: give the witness a name (--name)")
        folder.mkdir(parents=True, exist_ok=True)
        seeds = {kind: base64.b64encode(secrets.token_bytes(32)).decode() for kind in ("ed25519", "ml_dsa_44")}
        _make_private(file, json.dumps({"name": name, **seeds}))
    held = json.loads(file.read_text())
    if name not in (None, held["name"]):
        raise SystemExit(f"{file} is the key of the witness {held['name']}, not of {name}")
    name = str(held["name"])
    return (
        Signer(name, COSIGNATURE, base64.b64decode(held["ed25519"])),
        Signer(name, ML_DSA_44, base64.b64decode(held["ml_dsa_44"])),
    )


def witness_of(folder: Path, name: str | None, logs: Sequence[str] = ()) -> Witness:
    """The witness of a folder. Raises `NotANote` for a log's key that is none."""
    file = folder / "logs.vkey"
    lines = [*(file.read_text().splitlines() if file.exists() else ()), *logs]
    return Witness(folder, keys_of(folder, name), Trusted([verifier(line) for line in lines if line.strip()]))


class Server(ThreadingHTTPServer):
    """A thread for each connection, and a bound on how many there are."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        self.room = threading.BoundedSemaphore(MOST_AT_ONCE)
        super().__init__(address, Answering)


class Answering(BaseHTTPRequestHandler):
    """One connection, kept open as long as its caller asks again soon."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True
    server: Server

    def handle(self) -> None:
        """Answer what comes, if there is room."""
        if not self.server.room.acquire(blocking=False):
            return
        try:
            super().handle()
        finally:
            self.server.room.release()

    def do_GET(self) -> None:
        """Its verifier keys, and what it cosigned last for a log."""
        witness, parts = self.server.witness, self.path.strip("/").split("/")
        if parts in ([""], ["vkey"]):
            self._answer(200, "".join(f"{key}\n" for key in witness.verifiers))
        elif parts == ["health"]:
            self._answer(200, '{"status":"ok"}\n')
        elif len(parts) == 2 and parts[1] == "checkpoint" and (note := witness.newest(parts[0])):
            self._answer(200, note)
        else:
            self._answer(404, "nothing here\n")

    def do_POST(self) -> None:
        """Take a checkpoint."""
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._answer(413 if length.isdigit() else 411, f"a body of at most {LARGEST_BODY} bytes, and its length\n")
            return
        body = self.rfile.read(int(length))
        if self.path != "/add-checkpoint":
            self._answer(404, "nothing here\n")
            return
        try:
            self._answer(200, self.server.witness.add_checkpoint(body, int(time.time())))
        except Refused as refused:
            said = str(refused)
            self._answer(refused.status, said if refused.status == 409 else f"{said}\n", SIZE if refused.status == 409 else TEXT)
            if refused.status in (409, 422):
                sys.stderr.write(f"refused: {refused.status} {said.strip()}\n")
        except (OSError, NotANote) as error:  # what cannot be kept is not cosigned, and a damaged memory is no empty one
            sys.stderr.write(f"cannot cosign: {error}\n")
            self._answer(500, "this witness cannot keep what it would cosign\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing of each request."""

    def _answer(self, status: int, said: str, kind: str = TEXT) -> None:
        data = said.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def hold(folder: Path) -> TextIO:
    """The folder's lock. Raises `SystemExit` where another process has it: two would cosign two histories."""
    folder.mkdir(parents=True, exist_ok=True)
    held = (folder / "lock").open("a")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.close()
        raise SystemExit(f"another witness runs on {folder}") from error
    return held


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="weita witness", description="Cosign the checkpoints of transparency logs.")
    parser.add_argument("--data", type=Path, required=True, help="the witness's own folder")
    parser.add_argument("--name", help="what it is called: an address without scheme; needed the first time")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--log", action="append", default=[], help="a verifier key; with a name that ends in / of all logs below it"
    )
    asked = parser.parse_args(arguments)
    with hold(asked.data):
        server = Server((asked.host, asked.port), witness_of(asked.data, asked.name, asked.log))
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, lambda *_: threading.Thread(target=server.shutdown).start())
        for key in server.witness.verifiers:
            sys.stdout.write(f"{key}\n")
        sys.stdout.flush()
        server.serve_forever()
        server.server_close()


def _make_private(file: Path, text: str) -> None:
    """A file of mode 0600 that appears whole, synced, and never replaces another."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(part, file)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


if __name__ == "__main__":
    main()

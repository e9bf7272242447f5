"""What the programs share at their start: logging, pools, the ledger of a service, the HTTP server."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence

import uvicorn
from psycopg_pool import ConnectionPool

from infra import checkpoints, clock
from infra.app import service_app
from infra.auth import Tokens
from infra.codec import Codec
from infra.evidence import EvidenceStore, filings
from infra.keys import Vault
from infra.ledger import Ledger
from infra.patience import patiently
from infra.promising import promises_of
from infra.receipts import Sealings
from infra.settings import Role, Settings
from infra.store import Record
from infra.uploading import Upload
from infra.web import Route
from infra.wrapping import blind_index_of, ring_of
from services.kernel.event import Catalogue


def log_to_stderr(settings: Settings) -> None:
    """One line per message on stderr; whoever started the program keeps the file."""
    logging.basicConfig(stream=sys.stderr, level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def until_stopped() -> threading.Event:
    """Set when the program is told to stop."""
    stopping = threading.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        signal.signal(word, lambda *_: stopping.set())
    return stopping


def pool(url: str, size: int = 8) -> ConnectionPool:
    """A pool of autocommit connections; prepared statements from the first use; back soon after the database is."""
    options = {"autocommit": True, "prepare_threshold": 0}
    return ConnectionPool(url, min_size=1, max_size=size, open=True, kwargs=options, timeout=10, reconnect_timeout=5)


def vault_of(settings: Settings, role: Role = "weita_service") -> Vault:
    """The vault, by the role given."""
    vault = Vault(pool(settings.database("keys", role), 2), ring_of(settings), blind_index_of(settings))
    vault.follow(settings.database("keys", role))
    return vault


def ledger_of(settings: Settings, catalogue: Catalogue, vault: Vault | None = None) -> Ledger:
    """The ledger of a service on its own database; with the vault of a program that has one."""
    clock.follow(settings.data)
    vault = vault or vault_of(settings)
    record = Record(pool(settings.database(catalogue.service, "weita_service")), Codec(catalogue, vault))
    ledger = Ledger(catalogue.service, record, filings(pool(settings.database("evidence", "weita_service"), 2)))
    vault.when_forgotten.append(ledger.memory.clear)
    return ledger


def witnessed_in(seal: ConnectionPool) -> Callable[[str], checkpoints.Noted | None]:
    """Gives the last witnessed checkpoint of a log."""

    def find(log: str) -> checkpoints.Noted | None:
        def read() -> checkpoints.Noted | None:
            with seal.connection() as connection:
                return checkpoints.last_witnessed(connection, log)

        return patiently(read)

    return find


def evidence_of(settings: Settings, role: Role = "weita_service", vault: Vault | None = None) -> EvidenceStore:
    """The evidence store, by the role given; with the vault of a program that has one."""
    return EvidenceStore(pool(settings.database("evidence", role), 4), vault or vault_of(settings, role))


def serve(
    settings: Settings, name: str, ledger: Ledger, routes: Sequence[Route], arguments: list[str], uploads: Sequence[Upload] = ()
) -> None:
    """Serve a service over HTTP until told to stop."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{name}")
    parser.add_argument("what", choices=["serve"])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args(arguments)
    log_to_stderr(settings)
    ledger.promises = promises_of(settings, name)
    sealings = Sealings(pool(settings.database("seal", "weita_service"), 2), settings.logs)
    app = service_app(name, ledger, Tokens(settings), routes, uploads, sealings)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", access_log=False, loop="uvloop", http="httptools")

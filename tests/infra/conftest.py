"""The record of intake on the real PostgreSQL of the test run, emptied for each test, and its HTTP application."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from infra.clock import now
from infra.codec import Codec
from infra.keys import Vault
from infra.ledger import Ledger
from infra.migrate import migrate
from infra.program import pool
from infra.settings import Settings
from infra.store import Record
from infra.wrapping import ring_of
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.commands import RegisterPerson
from services.intake.events import CATALOGUE
from services.kernel.command import Caller, Receipt


@pytest.fixture(scope="session")
def migrated(stack_servers: Settings) -> Settings:
    migrate(stack_servers)
    return stack_servers


@dataclass
class Desk:
    """What a test asks of the record: the ledger, the service on it, and the administrator's own look at the rows."""

    settings: Settings
    ledger: Ledger
    intake: Intake
    vault: Vault
    admin: psycopg.Connection

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.admin.execute(query, arguments).fetchall()

    def another(self, connections: int = 8) -> "Desk":
        """A second process's view of the same record: nothing in memory."""
        return _desk(self.settings, self.admin, connections)

    def register(self, name: str = "Amal", key: str | None = None) -> UUID:
        receipt = self.intake.persons.register_person(RegisterPerson(given_name=name), a_caller(key))
        return UUID(receipt.ids["person"])


def a_caller(key: str | None = None, *, agency: str = "sds", role: str = "caseworker", **more: Any) -> Caller:
    return Caller(actor="anna", role=role, agency=agency, key=key or str(uuid4()), now=now(), **more)


def all_at_once(tasks: list[Callable[[], Any]], threads: int = 32) -> list[Any]:
    """Run all side by side; what each gave, or the exception it raised."""
    with ThreadPoolExecutor(threads) as workers:
        futures: list[Future[Any]] = [workers.submit(task) for task in tasks]
    return [future.exception() or future.result() for future in futures]


def receipts(outcomes: list[Any]) -> list[Receipt]:
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt)]


def _desk(settings: Settings, admin: psycopg.Connection, connections: int = 8) -> Desk:
    keys: ConnectionPool = pool(settings.database("keys", "weita_service"), 2)
    rows: ConnectionPool = pool(settings.database("intake", "weita_service"), connections)
    vault = Vault(keys, ring_of(settings))
    ledger = Ledger("intake", Record(rows, Codec(CATALOGUE, vault)))
    desk = Desk(settings, ledger, Intake(ledger, service_codes()), vault, admin)
    _OPEN.extend([keys, rows])
    return desk


_OPEN: list[ConnectionPool] = []


@pytest.fixture
def desk(migrated: Settings) -> Iterator[Desk]:
    with psycopg.connect(psycopg.conninfo.make_conninfo(migrated.admin_url, dbname="weita_intake"), autocommit=True) as admin:
        admin.execute("truncate event, receipt, refused_reaction, relay_mark")
        yield _desk(migrated, admin)
        while _OPEN:
            _OPEN.pop().close()

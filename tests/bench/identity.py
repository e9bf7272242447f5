"""How long it takes to compare a new person with everybody, and to find people by part of a name.

`python -m tests.bench.identity` measures that alone, on a PostgreSQL of its own. The persons bear the few names of
tests/identity/names.txt, so that far more of them share a name than in life.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from infra.cli.secrets import ensure_secrets
from infra.migrate import migrate
from infra.readmodel import Row, create_schema, write_rows
from infra.servers.postgres import Postgres
from infra.settings import Settings
from infra.wrapping import BlindIndex
from projections import people
from projections.identity.candidates import candidates, likenesses, person
from projections.matching.persons import compare
from services.intake.events import PersonRegistered
from tests.identity.labelled import entry, true_pairs
from tests.identity.measured import identity
from tests.identity.people import somebody
from tests.identity.registered import as_registered
from tests.spec import recorded

PERSONS, ASKED = 80_000, 400
PAGE = 2_000
QUERIES = ("rossi", "Mohamed Ahmed", "محمد", "王伟", "Шевченко", "quis", "José", "Ibáñez", "Haddad Fatima", "gjer", "ossi")


def measure(settings: Settings, persons: int = PERSONS) -> dict[str, Any]:
    """Fill the read model of people, then ask."""
    with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
        made = fill(connection, persons)
        connection.execute("vacuum analyze people.person")
        connection.prepare_threshold = 0
        chance = random.Random(2)
        asked = chance.sample(made, min(ASKED, len(made)))
        compared, numbers = [], []
        for who in asked:
            numbers.append(len(candidates(connection, known(connection, who))))
            compared.append(timed(lambda who=who: likenesses(connection, known(connection, who))))
        searched = [timed(lambda query=query: people.search(connection, query)) for query in QUERIES for _ in range(10)]
        kept = recall_of_candidates(connection)
    return {
        "persons": persons, "candidates_median": statistics.median(numbers), "candidates_most": max(numbers),
        "compare_p50_ms": at(compared, 0.5), "compare_p99_ms": at(compared, 0.99),
        "search_p50_ms": at(searched, 0.5), "search_p99_ms": at(searched, 0.99),
        "candidates_recall": kept,
    }  # fmt: skip


def fill(connection: psycopg.Connection[Any], persons: int, seed: int = 1) -> list[UUID]:
    """An empty read model filled with made-up persons; their ids."""
    if not connection.execute("select 1 from pg_namespace where nspname = 'people'").fetchone():
        create_schema(connection, people.MODEL, "people")
    chance = random.Random(seed)
    made: list[UUID] = []
    while len(made) < persons:
        rows = []
        for _ in range(min(PAGE, persons - len(made))):
            made.append(UUID(int=chance.getrandbits(128), version=4))
            rows += unfollowed(as_registered(entry(chance, somebody(chance)), made[-1]))
        with connection.transaction():
            write_rows(connection, people.MODEL, "people", rows)
    return made


def recall_of_candidates(connection: psycopg.Connection[Any], count: int = 1_000) -> float:
    """Of the labelled pairs that the matcher would show, the share it is given, with everybody else around."""
    shown = kept = 0
    for n, pair in enumerate(true_pairs(random.Random(3), count)):
        if compare(identity(pair.one), identity(pair.other)).decision == "different":
            continue
        one, other = (UUID(int=2 * n + k, version=4) for k in (1, 2))
        rows = [row for who, side in ((one, pair.one), (other, pair.other)) for row in unfollowed(as_registered(side, who))]
        write_rows(connection, people.MODEL, "people", rows)
        shown += 1
        kept += other in {candidate.person for candidate in candidates(connection, known(connection, one))}
    return round(kept / shown, 4)


def unfollowed(event: PersonRegistered) -> list[Row]:
    """The rows of a person in no lane, so that the program that follows new persons leaves them alone."""
    told = {row.table: row.values for row in people.when(recorded(event)) if row.table == "code"}
    rows = [Row("person", {**row.values, "lane": None}) for row in people.when(recorded(event)) if row.table == "person"]
    return rows + [Row("code", {**values, "mac": BlindIndex(b"").of(event.fiscal_code or "")}) for values in told.values()]


def known(connection: psycopg.Connection[Any], who: UUID) -> Any:
    found = person(connection, who)
    assert found is not None
    return found


def timed(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def at(seconds: list[float], share: float) -> float:
    """A quantile, in milliseconds."""
    return round(1000 * sorted(seconds)[min(int(share * len(seconds)), len(seconds) - 1)], 1)


def main() -> None:
    """Measure on an empty PostgreSQL, print, stop it."""
    with tempfile.TemporaryDirectory(prefix="weita-bench-") as folder:
        data, postgres = Path(folder), Postgres()
        ensure_secrets(data)
        try:
            settings = Settings(data=data, database_url=postgres.start(data, lambda _: None))
            migrate(settings)
            for name, value in measure(settings).items():
                print(f"{name:20} {value:>10,}")
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()

"""`python -m tests.bench.figures`: how long the page of all figures takes with 20,000 families, on a PostgreSQL of its own.

Rows are made in the database as a year of such families leaves them: three persons each, one profile a person, ten services
of two recipients, one stay of half the families, a course for every tenth person, volunteers' hours, exits and assessments.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg

from infra.cli.secrets import ensure_secrets
from infra.migrate import migrate
from infra.readmodel import create_schema
from infra.servers.postgres import Postgres
from infra.settings import SERVICES, Settings
from projections import identities, indicators
from projections.figures.asked import Scope, quarter
from projections.figures.board import board, progress
from projections.figures.counting import figures

FAMILIES, YEAR, PROJECT = 20_000, 2026, "PROG-2784"
_ID = "md5({0} || ':' || {1})::uuid"
_DAY = f"date '{YEAR}-01-01' + (({{0}}) %% 365)::int"


def _counted(kind: str, rows: str, about: str, person: str, day: str, quantity: str = "1") -> str:
    return f"""insert into indicators.counted
        select '{kind}', {_ID.format(f"'{kind}'", "n")}, {person}::text, {person}, {_ID.format("'home'", "h")}, {about}, {day},
               {quantity}, '{PROJECT}', 'sds', 'intake', n from ({rows}) r"""


def fill(connection: psycopg.Connection) -> None:
    """The rows of a year."""
    person = _ID.format("'person'", "p")
    family = f"select h as n, h, h * 3 + k as p from generate_series(1, {FAMILIES}) h, generate_series(0, 2) k"
    services = f"""select h * 10 + s as n, h, h * 3 + (s + k) %% 3 as p, s from generate_series(1, {FAMILIES}) h,
        generate_series(0, 9) s, generate_series(0, 1) k"""
    code = "(array['A1.01','A1.05','A2.09','A2.16','A2.19','A2.20','A2.08','A2.02','A3.04','A1.06'])[s + 1]"
    for statement in (
        f"""insert into indicators.profile select {_ID.format("'profile'", "p")}, {person}, date '1950-01-01',
            case when p %% 2 = 0 then 'female' else 'male' end, (1950 + p %% 65) || '-0' || 1 + p %% 9, 'third-country', p %% 5 > 0,
            'family', 'intake', p from generate_series(3, {FAMILIES} * 3 + 2) p""",
        _counted("entered", family, "'family'", person, _DAY.format("h")),
        _counted("service", services, code, person, _DAY.format("h * 7 + s * 36")),
        _counted("housed", f"{family} where h %% 2 = 0", "'a'", person, _DAY.format("h + 20")),
        f"""insert into indicators.stay select {_ID.format("'housed'", "h")}, {person}, {_ID.format("'stay'", "h")},
            {_ID.format("'home'", "h")}, '{PROJECT}', {_DAY.format("h + 20")}, null, 'housing', h
            from ({family}) f where h %% 2 = 0""",
        f"""insert into indicators.release select {_ID.format("'release'", "h")}, {_ID.format("'stay'", "h")},
            {_ID.format("'home'", "h")}, {_DAY.format("h + 20")} + 90, 'housing', h from generate_series(4, {FAMILIES}, 4) h""",
        _counted("exit", f"{family} where h %% 4 = 0", "'rental'", person, _DAY.format("h + 300")),
        _counted("enrolled", f"{family} where (h * 3 + k) %% 10 = 0", "'e'", person, _DAY.format("h + 60")),
        _counted("volunteering", f"select h as n, h, h * 3 as p from generate_series(1, {FAMILIES}) h", "'m'", person,
                 _DAY.format("h + 100"), "90"),
        f"""insert into indicators.score select {_ID.format("'score'", "h * 2 + t")}, d, {_ID.format("'score'", "h * 2 + t")},
            {_ID.format("'person'", "h * 3")}, {_ID.format("'home'", "h")}, 1 + (h + t) %% 5, {_DAY.format("h + t * 100")},
            '{PROJECT}', 'intake', h * 2 + t
            from generate_series(1, {FAMILIES}) h, generate_series(0, 1) t, unnest(array['housing','income','family']) d""",
        f"""insert into identities.link select {_ID.format("'link'", "n")}, {_ID.format("'person'", "n * 30")},
            {_ID.format("'person'", "n * 30 + 1")}, true, n from generate_series(1, 500) n""",
        f"""insert into indicators.superseded select {_ID.format("'service'", "n * 100 + 3")}, {_ID.format("'void'", "n")},
            'intake', 1000000 + n from generate_series(1, 2000) n""",
    ):  # fmt: skip
        connection.execute(statement.replace("%%", "%"))
    connection.execute("vacuum analyze")


def measured(what: str, ask: Callable[[], object]) -> None:
    """Say how long it takes: the median and the longest of five."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    print(f"{what}: {statistics.median(took):.2f} s, at most {max(took):.2f} s")


def main() -> None:
    """Fill, and measure."""
    with tempfile.TemporaryDirectory(prefix="weita-bench-") as folder:
        data, postgres = Path(folder), Postgres()
        ensure_secrets(data)
        try:
            url = postgres.start(data, print)
            (data / "run.json").write_text(json.dumps({"postgres": {"url": url}}))
            settings = Settings(data=data, database_url=url)
            migrate(settings)
            with psycopg.connect(settings.database("read", "weita_projector"), autocommit=True) as connection:
                for model in (indicators.MODEL, identities.MODEL):
                    create_schema(connection, model, model.name)
                fill(connection)
                rows = connection.execute("select count(*) from indicators.counted").fetchone()
                print(f"{FAMILIES} families, {rows[0] if rows else 0} rows counted")
                name = f"{YEAR}-Q2"
                scope = Scope(PROJECT, dict.fromkeys(SERVICES, 10**9), date(YEAR, 12, 31))
                measured("every figure of a quarter", lambda: figures(connection, [quarter(name)], scope))
                told = board(connection, PROJECT, YEAR, whole=True)
                measured("the board of a year", lambda: board(connection, PROJECT, YEAR, whole=True))
                measured("progress since the beginning", lambda: progress(connection, told, PROJECT, name, whole=True))
        finally:
            postgres.stop()


if __name__ == "__main__":
    main()

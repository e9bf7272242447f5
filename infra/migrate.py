"""Roles, databases and tables: made once, under a lock, by the account that owns them."""

from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files

import psycopg
from psycopg import sql

from infra.clock import set_behind
from infra.settings import SERVICES, Settings

ROLES = ("weita_service", "weita_relay", "weita_projector", "weita_desk", "weita_sealer", "weita_eraser")
OTHERS = ("keys", "read", "seal", "evidence")
LOCK = 27840
CLOCK = "clock_timestamp()"


def quiet(_: str) -> None:
    """Say nothing."""


def migrate(settings: Settings, say: Callable[[str], None] = quiet) -> None:
    """Bring every database to the newest migration; safe to run again and by several at once."""
    databases = (*SERVICES, *OTHERS)
    for server in sorted({settings.server(name) for name in databases}):
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute("select pg_advisory_lock(%s)", (LOCK,))
            _make_roles(admin, settings.password_of_roles)
    for name in databases:
        server = settings.server(name)
        _make_database(server, f"weita_{name}")
        applied = apply_migrations(_as_admin(server, f"weita_{name}"), name if name in OTHERS else "service")
        if applied:
            say(f"weita_{name}: {', '.join(applied)}")
    for name in SERVICES:
        with owner_of(settings, name) as owner:
            set_record_clock(owner, CLOCK)
    set_behind(settings.data, timedelta())


def owner_of(settings: Settings, service: str) -> psycopg.Connection:
    """A connection to a service's record as its owner, who alone may set its clock."""
    return psycopg.connect(_as_admin(settings.server(service), f"weita_{service}"), autocommit=True)


def set_record_clock(owner: psycopg.Connection, reading: str) -> None:
    """Let a record's clock read an SQL expression. Every start sets it right, whatever a demonstration has left behind."""
    statement = f"create or replace function weita_now() returns timestamptz language sql volatile as $$ select {reading} $$"
    with owner.transaction():
        owner.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
        owner.execute(statement)


def _as_admin(server: str, database: str) -> str:
    return psycopg.conninfo.make_conninfo(server, dbname=database)


def _make_roles(admin: psycopg.Connection, password: str) -> None:
    present = {row[0] for row in admin.execute("select rolname from pg_roles").fetchall()}
    for role in ROLES:
        if role not in present:
            admin.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
        if password:
            admin.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password)))


def _make_database(server: str, database: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(%s)", (LOCK,))
        if not admin.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
            admin.execute(sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(database)))
            admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
            for role in ROLES:
                admin.execute(sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), sql.Identifier(role)))


def apply_migrations(conninfo: str, kind: str) -> list[str]:
    """Run the scripts of one kind of database that it has not seen; their names."""
    applied = []
    with psycopg.connect(conninfo) as owner:
        owner.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
        owner.execute("create table if not exists migration (name text primary key, applied_at timestamptz not null default now())")
        done = {row[0] for row in owner.execute("select name from migration").fetchall()}
        for script in sorted(files("infra").joinpath("migrations", kind).iterdir(), key=lambda item: item.name):
            if script.name.endswith(".sql") and script.name not in done:
                owner.execute(script.read_bytes())
                owner.execute("insert into migration (name) values (%s)", (script.name,))
                applied.append(script.name)
    return applied

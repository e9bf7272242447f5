"""`python -m projections.bundles PROJECT OUT`: what `weita audit export` runs. The desk gives the same bundle to who asks there.

Only `persons.csv` says who anybody is: it is for who may read people of every agency, and it is recorded before that they get it.
Who somebody is whose data is restricted is given to nobody: a page shows it to who controls, a copy would be out of hand.
"""

import argparse
import csv
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import orjson
import psycopg

from infra.auth import Identity, NotAuthenticated, Tokens, issue_token
from infra.bundle import Bundle, Documents, NoSuchLog, NotEmpty, Range, Report
from infra.settings import NotRunning, Role, Settings
from projections import people, rights
from services.kernel.access import SYSTEM, may

ROME = ZoneInfo("Europe/Rome")
TOLD = ("given_name", "family_name", "birth_date", "sex", "citizenship", "birth_place")
LEFT_OUT = "processing-restricted"
"""Why nothing is told of a person whose data is kept and not used (GDPR Art. 18)."""
AT_ONCE = 200
"""How many persons one command discloses, and one question asks for."""

Disclose = Callable[[Sequence[UUID]], None]
"""Records that the data of these persons is given away. Raises `NotDisclosed`."""


class NotDisclosed(Exception):
    """Raised when who the persons are may not be told, or it cannot be recorded that it was."""


def may_read_persons(identity: Identity) -> bool:
    """Whether one of the roles reads people, and of every agency."""
    return all(any(may(role, action) for role in identity.roles) for action in ("read people", "read every agency"))


def range_of(project: str, first: date | None, last: date | None) -> Range:
    """Whole Italian days, both included."""
    begin = datetime.combine(first, time(), ROME) if first else None
    end = datetime.combine(last + timedelta(days=1), time(), ROME) if last else None
    return Range(project, begin, end)


def export(settings: Settings, asked: Range, out: Path, disclose: Disclose | None, role: Role = "weita_desk") -> Report:
    """Write a bundle; with `disclose` also who the persons are. Raises `NoSuchLog`, `NotEmpty`, `NotDisclosed`."""
    with ExitStack() as open_:
        documents = _documents(settings, role, open_)
        bundle = Bundle(settings.logs, asked, out, documents)
        if disclose is None:
            return bundle.write()
        read = open_.enter_context(psycopg.connect(settings.database("read", role), autocommit=True))

        def tell(ids: Iterator[UUID], file: TextIO) -> None:
            rows = csv.writer(file, quoting=csv.QUOTE_ALL)
            rows.writerow(("person", *TOLD, "left_out"))
            while some := list(islice(ids, AT_ONCE)):
                unused = rights.restricted(read, some)
                if given := [one for one in some if one not in unused]:
                    disclose(given)
                rows.writerows(_rows(read, some, unused))

        return bundle.write(tell)


def disclosing(settings: Settings, identity: Identity, project: str) -> Disclose:
    """Says to oversight what is given to whom, before it is; the program says so, in the agency and on behalf of who asks.

    Raises `NotDisclosed` where the role may not be given it.
    """
    if not may_read_persons(identity):
        raise NotDisclosed("this role does not read the people of every agency")
    export_id, parts, asker = uuid4(), count(1), identity.subject

    def disclose(persons: Sequence[UUID]) -> None:
        body = {
            "recipient": identity.agency, "purpose": "audit", "fields": TOLD, "project": project,
            "persons": [str(one) for one in persons],
        }  # fmt: skip
        line = orjson.dumps({"command": "DiscloseData", "key": f"bundle {export_id} {next(parts)}", "body": body})
        try:
            url, token = (
                settings.service_url("oversight"),
                issue_token(settings, agency=identity.agency, roles=[SYSTEM], subject="bundles", on_behalf_of=asker),
            )
            answer = httpx.post(f"{url}/commands", content=line, headers={"Authorization": f"Bearer {token}"}, timeout=30)
        except (NotRunning, httpx.TransportError) as error:
            raise NotDisclosed("oversight is not running, so that it cannot be recorded who was given the names") from error
        said = orjson.loads(answer.content) if answer.status_code == httpx.codes.OK else {"status": answer.status_code}
        if said["status"] not in (httpx.codes.OK, httpx.codes.CREATED):
            raise NotDisclosed(f"oversight did not record it: {answer.text[:300]}")

    return disclose


def _documents(settings: Settings, role: Role, open_: ExitStack) -> Documents:
    """The stored bytes of documents; without a database there are none, and the bundle says so of each that is cited."""
    try:
        store = open_.enter_context(psycopg.connect(settings.database("evidence", role), autocommit=True))
    except NotRunning:
        return lambda _: None

    def stored(sha256: str) -> bytes | None:
        found = store.cursor(binary=True).execute("select sealed from document where sha256 = %b", (bytes.fromhex(sha256),))
        row = found.fetchone()
        return bytes(row[0]) if row else None

    return stored


def _rows(read: psycopg.Connection[Any], persons: Sequence[UUID], unused: Collection[UUID]) -> Iterator[tuple[str, ...]]:
    """What was entered of each; nothing of one who was forgotten, or whose data is restricted, which the last cell says.

    No cell begins like a formula of a spreadsheet.
    """
    found = people.entries(read, [person for person in persons if person not in unused])
    for person in persons:
        values = found[person].values if person in found else {}
        cells = [str(values.get(name) or "") for name in TOLD]
        cells = [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells]
        yield (str(person), *cells, LEFT_OUT if person in unused else "")


def main(arguments: list[str]) -> int:
    """Write one bundle; the token, where there is one, comes by the environment."""
    parser = argparse.ArgumentParser(prog="python -m projections.bundles")
    parser.add_argument("project")
    parser.add_argument("out", type=Path)
    parser.add_argument("--from", dest="first", type=date.fromisoformat)
    parser.add_argument("--to", dest="last", type=date.fromisoformat)
    parser.add_argument("--persons", action="store_true")
    options = parser.parse_args(arguments)
    settings, token = Settings(), os.environ.get("WEITA_TOKEN", "")
    try:
        identity = Tokens(settings).verify(token) if options.persons else None
        disclose = disclosing(settings, identity, options.project) if identity else None
        report = export(settings, range_of(options.project, options.first, options.last), options.out, disclose)
    except NoSuchLog:
        print(f"weita: nothing is sealed of {options.project}", file=sys.stderr)
    except NotEmpty:
        print(f"weita: {options.out} is not empty", file=sys.stderr)
    except (NotDisclosed, NotAuthenticated) as error:
        print(f"weita: persons.csv is not given: {error}", file=sys.stderr)
    else:
        print(
            f"{report.events} events, {report.common} entries of common, {report.documents} documents"
            f" ({report.missing} cited that are not kept): {options.out}"
        )
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

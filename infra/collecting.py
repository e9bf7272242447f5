"""What an upload that was cut off has left behind: bytes without a fact are removed, a fact without its mark gets it.

The owner of the tables collects, alone: nobody stores and records meanwhile, so that nothing is taken for left behind
that is still under way.
"""

from dataclasses import dataclass

import psycopg

from infra.evidence import FILING
from infra.settings import Settings


@dataclass(frozen=True)
class Collected:
    """The addresses of what was removed, and of what may be cited from now on."""

    removed: tuple[str, ...]
    noted: tuple[str, ...]


def collect(settings: Settings) -> Collected:
    """Go through the documents that may not be cited, and ask the record of each whether it was filed."""
    owner = psycopg.conninfo.make_conninfo(settings.server("evidence"), dbname="weita_evidence")
    record = settings.database("oversight", "weita_service")
    with psycopg.connect(owner) as store, psycopg.connect(record, autocommit=True) as facts:
        store.execute("select pg_advisory_xact_lock(%s)", (FILING,))
        rows = store.execute("select sha256 from document where sha256 not in (select sha256 from filing)").fetchall()
        left = [bytes(row[0]).hex() for row in rows]
        streams = [f"evidence/{one}" for one in left]
        told = facts.execute("select distinct stream from event where stream = any(%s)", (streams,)).fetchall()
        noted = [row[0].partition("/")[2] for row in told]
        removed = [one for one in left if one not in set(noted)]
        store.execute("insert into filing (sha256) select unnest(%s::bytea[])", ([bytes.fromhex(one) for one in noted],))
        store.execute("delete from document where sha256 = any(%s)", ([bytes.fromhex(one) for one in removed],))
    return Collected(tuple(removed), tuple(noted))

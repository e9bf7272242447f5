"""Every document that facts cite, and whether it is what was stored: what an auditor asks of evidence."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import orjson
import psycopg

from infra.evidence import EvidenceStore, Finding
from infra.schemas import catalogues
from infra.settings import Settings
from services.kernel.evidence import EvidenceUnknown

FILED = "EvidenceFiled"
PAGE = 1000
Look = Finding | Literal["elsewhere", "misfiled"]
"""Beside what the store finds: `elsewhere` is what an import has cited and nobody has filed; `misfiled` is stored for
another agency, person or project than the fact of its filing says."""
GOOD: frozenset[Look] = frozenset({"sound", "forgotten", "elsewhere"})
Owner = tuple[str, str | None, str | None]
"""Agency, person and project."""


@dataclass(frozen=True)
class Citation:
    """A fact, and one document that it cites or whose filing it is."""

    service: str
    position: int
    event: UUID
    type: str
    project: str
    sha256: str
    imported: bool
    owner: Owner | None = None
    """Whose it is, where the fact is the filing itself."""


def citations(settings: Settings, project: str | None = None) -> Iterator[Citation]:
    """All of them, of one project or of all, service by service in the order of the record; a page in memory at a time."""
    for catalogue in catalogues():
        citing = [name for name, event in catalogue.by_name.items() if name == FILED or "evidence" in event.model_fields]
        address = settings.database(catalogue.service, "weita_service")
        with psycopg.connect(address) as record, record.cursor(name="citations") as rows:
            rows.itersize = PAGE
            rows.execute("select position, id, type, envelope, data from event where type = any(%s) order by position", (citing,))
            for position, event, type_, envelope, data in rows:
                around, said = orjson.loads(envelope), orjson.loads(data)
                if project in (None, around["projectcode"]):
                    owner = (around["agency"], said["person"], said["project"]) if type_ == FILED else None
                    for sha256 in [said["sha256"]] if type_ == FILED else _cited(said["evidence"]):
                        imported = EvidenceUnknown.__name__ in around.get("marks", ())
                        yield Citation(catalogue.service, position, event, type_, around["projectcode"], sha256, imported, owner)


def _cited(evidence: object) -> list[str]:
    """The hashes in a field of evidence; a finding of the matcher, which is called so too, has none."""
    items = evidence if isinstance(evidence, list) else []
    return [str(one["sha256"]) for one in items if isinstance(one, dict) and "sha256" in one]


def looked_at(citations: Iterator[Citation], store: EvidenceStore) -> Iterator[tuple[Citation, Look]]:
    """What is found of each; a document that many facts cite is read once."""
    seen: dict[str, Look] = {}
    for one in citations:
        if one.sha256 not in seen:
            seen[one.sha256] = store.check(one.sha256)
        found = seen[one.sha256]
        if found == "missing" and one.imported:
            found = "elsewhere"
        elif found in ("sound", "forgotten") and one.owner and _owner(store, one.sha256) not in (None, one.owner):
            found = "misfiled"
        yield one, found


def _owner(store: EvidenceStore, sha256: str) -> Owner | None:
    stored = store.filings([sha256]).get(sha256)
    return (stored.agency, str(stored.person) if stored.person else None, stored.project) if stored else None

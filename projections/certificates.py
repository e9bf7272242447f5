"""Certificates: what each says, and whether it still holds; anyone who has the code of one may ask, for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from infra.readmodel import ReadModel, Row, Table
from services.kernel.amending import FactVoided
from services.kernel.event import Recorded
from services.training.events import CertificateIssued, CertificateRevoked, CourseCompleted

CERTIFICATE = Table(
    "certificate",
    key=("certificate",),
    columns={
        "certificate": "uuid", "verification_code": 'text collate "C"', "edition": "uuid", "course": "uuid", "person": "uuid",
        "agency": "text", "title": "text", "hours": "integer", "minutes": "integer", "test": "text", "completed_on": "date",
        "issued_on": "date", "revoked_on": "date", "version": "integer",
    },
    indexes=("(verification_code)", "(person)"),
)  # fmt: skip
COMPLETION = Table(
    "completion",
    key=("event_id",),
    columns={"event_id": "uuid", "edition": "uuid", "person": "uuid", "version": "integer", "voided_on": "date"},
    indexes=("(edition, person)",),
)
SAYS = tuple(name for name in CERTIFICATE.columns if name not in {"revoked_on", "version"})


@dataclass(frozen=True)
class Certificate:
    """A certificate as it stands."""

    certificate: UUID
    verification_code: str
    edition: UUID
    course: UUID
    person: UUID
    agency: str
    title: str
    hours: int
    minutes: int
    test: str | None
    completed_on: date
    issued_on: date
    revoked_on: date | None

    @property
    def credential(self) -> str:
        """Its id as an Open Badges 3 credential."""
        return f"urn:uuid:{self.certificate}"


def when(fact: Recorded) -> Iterable[Row]:
    """A row for each certificate; its revocation, and what became of the completion, is told in the same stream."""
    match fact.event:
        case CourseCompleted(edition=edition, person=person):
            row = {"event_id": fact.id, "edition": edition, "person": person, "version": fact.version}
            yield Row("completion", row)
        case FactVoided(corrects_event_id=completion, fact_type="CourseCompleted"):
            yield Row("completion", {"event_id": completion, "voided_on": fact.recorded_at.date()})
        case CertificateIssued() as issued:
            yield Row("certificate", {**{name: getattr(issued, name) for name in SAYS}, "version": fact.version})
        case CertificateRevoked(certificate=name, revoked_on=day):
            yield Row("certificate", {"certificate": name, "revoked_on": day})
        case _:
            pass


def by_id(connection: psycopg.Connection[Any], certificate: UUID) -> Certificate | None:
    """A certificate by its id."""
    return _one(connection, "certificate = %s", certificate)


def by_code(connection: psycopg.Connection[Any], code: str) -> Certificate | None:
    """A certificate by its code, however it was typed."""
    return _one(connection, "verification_code = %s", spelled(code))


def spelled(code: str) -> str:
    """A code as it is kept: groups of four, and digits for the letters that look like them."""
    typed = "".join(character for character in code.upper() if character.isalnum()).translate(str.maketrans("OIL", "011"))
    return "-".join(typed[n : n + 4] for n in range(0, len(typed), 4))


_COMPLETION_VOIDED = """(select max(k.voided_on) from certificates.completion k
    where k.edition = c.edition and k.person = c.person and k.version < c.version having bool_and(k.voided_on is not null))"""
"""A certificate holds no longer than the completion it certifies."""


def _one(connection: psycopg.Connection[Any], condition: str, value: Any) -> Certificate | None:
    query = f"""select {", ".join(SAYS)}, coalesce(revoked_on, {_COMPLETION_VOIDED}) as revoked_on
                from certificates.certificate c where issued_on is not null and {condition}"""
    with connection.cursor(row_factory=class_row(Certificate)) as cursor:
        return cursor.execute(query, (value,)).fetchone()


MODEL = ReadModel("certificates", version=2, tables=(CERTIFICATE, COMPLETION), when=when, services=("training",))

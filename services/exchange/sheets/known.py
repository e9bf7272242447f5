"""What is known already and a sheet may name: funded projects with their rules, the agency's editions and their learners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import psycopg

from services.exchange.sheets.words import folded
from services.intake.events import ProgrammeRules

ROME = ZoneInfo("Europe/Rome")
OF_EDITIONS = (
    "EditionOpened", "EditionClosed", "SessionScheduled", "SessionCancelled", "RegisterOpened", "RegisterSigned",
    "LearnerEnrolled", "LearnerWithdrawn", "AttendanceRecorded", "FactVoided",
)  # fmt: skip


class NoSuchAgency(Exception):
    """Raised when no agency has the code under which a file is to be uploaded: a slip would file it all under nobody."""


@dataclass
class Lesson:
    """A lesson of an edition."""

    id: UUID
    starts_at: datetime
    minutes: int
    cancelled: bool = False
    opened: bool = True
    """Its register."""
    signed: bool = False
    recorded: set[UUID] = field(default_factory=set)
    """Those whose attendance is recorded already."""

    @property
    def local(self) -> datetime:
        """When it starts in Italy."""
        return self.starts_at.astimezone(ROME)


@dataclass
class Edition:
    """An edition of a course that the agency gives."""

    id: UUID
    title: str
    start: date
    until: date
    seats: int
    open_to: Sequence[str]
    lessons: dict[UUID, Lesson] = field(default_factory=dict)
    learners: set[UUID] = field(default_factory=set)
    withdrawn: set[UUID] = field(default_factory=set)
    closed: bool = False

    @property
    def label(self) -> str:
        """What a person calls it: the course and its first day."""
        return f"{self.title} – {self.start:%d/%m/%Y}"


@dataclass(frozen=True)
class Known:
    """What an agency may name."""

    programmes: Mapping[str, ProgrammeRules] = field(default_factory=dict)
    editions: Mapping[UUID, Edition] = field(default_factory=dict)
    tax_codes: Mapping[str, UUID] = field(default_factory=dict)
    """Of the learners of its editions."""

    def editions_called(self, text: str) -> list[Edition]:
        """Those that a text means: by what a person calls them, or by their id."""
        return self._called.get(folded(text), [])

    @cached_property
    def _called(self) -> Mapping[str, list[Edition]]:
        found: dict[str, list[Edition]] = {}
        for one in self.editions.values():
            for name in (one.label, str(one.id)):
                found.setdefault(folded(name), []).append(one)
        return found


def read_known(connection: psycopg.Connection[Any], agency: str) -> Known:
    """Ask the read models."""
    rules: dict[str, ProgrammeRules] = {}
    for data in _told(connection, ("ProgrammeDeclared",)):
        rules[data["project"]] = ProgrammeRules.model_validate(data["rules"])
    editions = _editions(connection, agency)
    learners = [person for edition in editions.values() for person in edition.learners]
    rows = connection.execute(
        "select fiscal_code, person from people.person where person = any(%s) and fiscal_code is not null", (learners,)
    ).fetchall()
    return Known(rules, editions, dict(rows))


def _editions(connection: psycopg.Connection[Any], agency: str) -> dict[UUID, Edition]:
    titles = {data["course"]: data["title"] for data in _told(connection, ("CoursePublished",))}
    found: dict[UUID, Edition] = {}
    for data in _told(connection, OF_EDITIONS, agency):
        edition = UUID(data["edition"])
        if data["type"] == "EditionOpened":
            days = date.fromisoformat(data["start"]), date.fromisoformat(data["until"])
            title = titles.get(data["course"], data["course"])
            found[edition] = Edition(edition, title, *days, data["seats"], data["open_to"])
        elif edition in found:
            _went_on(found[edition], data)
    return found


def _went_on(edition: Edition, data: Mapping[str, Any]) -> None:
    match data["type"]:
        case "EditionClosed":
            edition.closed = True
        case "LearnerEnrolled":
            edition.learners.add(UUID(data["person"]))
        case "LearnerWithdrawn":
            edition.withdrawn.add(UUID(data["person"]))
        case "SessionScheduled":
            session = UUID(data["session"])
            edition.lessons[session] = Lesson(session, datetime.fromisoformat(data["starts_at"]), data["minutes"], opened=False)
        case _ if lesson := edition.lessons.get(UUID(data["session"])):
            _was_held(lesson, data)


def _was_held(lesson: Lesson, data: Mapping[str, Any]) -> None:
    match data["type"]:
        case "SessionCancelled":
            lesson.cancelled = True
        case "RegisterOpened":
            lesson.opened = True
        case "RegisterSigned":
            lesson.signed = True
        case "AttendanceRecorded":
            lesson.recorded.add(UUID(data["person"]))


def _told(connection: psycopg.Connection[Any], types: Sequence[str], agency: str | None = None) -> list[dict[str, Any]]:
    """The clear data of facts in the order in which they were recorded, of one agency or of all; without voided ones."""
    rows = connection.execute(
        """select event_id, type, wire from audit_trail.entry
            where type = any(%(types)s) and (%(agency)s::text is null or agency = %(agency)s) order by service, position""",
        {"types": list(types), "agency": agency},
    ).fetchall()
    said = [(event, {**_data(wire), "type": kind}) for event, kind, wire in rows]
    voided = {data["corrects_event_id"] for _, data in said if data["type"] == "FactVoided"}
    return [data for event, data in said if str(event) not in voided and data["type"] != "FactVoided"]


def _data(wire: str) -> dict[str, Any]:
    document = orjson.loads(wire)
    return dict(document.get("data", document))

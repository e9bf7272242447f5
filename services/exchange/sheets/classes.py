"""Operators and the attendance of learners: who is enrolled in which edition, and how long they were at which lesson."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.exchange.asks import Ask
from services.exchange.sheets import cells
from services.exchange.sheets.columns import ATTENDANCE as PRESENCES
from services.exchange.sheets.columns import OPERATORS
from services.exchange.sheets.findings import ATTENDANCE, LEARNERS, Entry, Findings, Group
from services.exchange.sheets.known import Edition, Known, Lesson
from services.exchange.sheets.people import SOURCE, Persons
from services.exchange.sheets.problems import Wrong
from services.training.commands import EnrolLearner, RecordAttendance

Groups = dict[object, Group]


class Classes:
    """The rows about editions: those of one person are taken or left out together."""

    def __init__(self, known: Known, persons: Persons, findings: Findings, now: datetime, *, imports: bool) -> None:
        self._known, self._persons, self._findings, self._now = known, persons, findings, now
        self._imports = imports
        self._enrolled: dict[tuple[UUID, UUID], Entry] = {}
        self._attended: dict[tuple[UUID, UUID], Entry] = {}
        self._seats: dict[UUID, int] = {}
        self.groups: Groups = {}

    def operators(self, entries: Sequence[Entry]) -> None:
        """Each row: a person, registered once, enrolled in one edition."""
        for entry in entries:
            person = self._persons.id(entry["person"]) if entry["person"] else None
            group = self._group(person, entry)
            self._persons.tell(entry, OPERATORS.name, group)
            self._findings.not_ahead(entry, "enrolled_on")
            if (edition := self._edition(entry)) and person:
                self._enrol(entry, person, edition, group)

    def _enrol(self, entry: Entry, person: UUID, edition: Edition, group: Group) -> None:
        add, enrolled = self._findings.add, person in edition.learners
        first = self._enrolled.setdefault((edition.id, person), entry)
        if first is not entry:
            add(entry, "person", "twice_in_file", sheet=first.line.sheet, row=first.line.number)
        elif not enrolled:
            self._still_open(entry, edition)
        kind, since = entry["learner_type"], entry["enrolled_on"]
        if kind and kind not in edition.open_to:
            add(entry, "learner_type", "not_open_to_them")
        if since and since > edition.until:
            add(entry, "enrolled_on", "edition_over")
        if kind and since:
            body = {"edition": str(edition.id), "person": str(person), "learner_type": kind, "occurred_at": str(since)}
            key = f"sheets:learner:{edition.id}:{entry['person']}"
            self._ask(LEARNERS, EnrolLearner, key, body, entry, group)

    def _still_open(self, entry: Entry, edition: Edition) -> None:
        """Whether the edition has a seat for one more."""
        taken = self._seats.get(edition.id, len(edition.learners - edition.withdrawn)) + 1
        self._seats[edition.id] = taken
        if edition.closed:
            self._findings.add(entry, "edition", "edition_closed")
        elif taken > edition.seats:
            left = max(edition.seats - len(edition.learners - edition.withdrawn), 0)
            self._findings.add(entry, "edition", "seats_taken", seats=left)

    def attendance(self, entries: Sequence[Entry]) -> None:
        """Each row: one person at one lesson."""
        for entry in entries:
            edition = self._edition(entry)
            person = self._learner(entry, edition)
            group = self._group(person, entry)
            lesson = self._lesson(entry, edition) if edition else None
            if edition and person and lesson:
                self._attend(entry, person, edition, lesson, group)

    def _attend(self, entry: Entry, person: UUID, edition: Edition, lesson: Lesson, group: Group) -> None:
        add, said = self._findings.add, entry["presence"]
        first = self._attended.setdefault((lesson.id, person), entry)
        if first is not entry:
            add(entry, "learner", "twice_in_file", sheet=first.line.sheet, row=first.line.number)
        if person not in lesson.recorded:
            self._was_held(entry, edition, lesson)
        if said is None:
            return
        minutes = (lesson.minutes if said else 0) if isinstance(said, bool) else said
        if minutes > lesson.minutes:
            add(entry, "presence", "more_than_lesson", minutes=lesson.minutes)
        body = {"edition": str(edition.id), "session": str(lesson.id), "person": str(person), "minutes": minutes}
        self._ask(ATTENDANCE, RecordAttendance, f"sheets:attendance:{lesson.id}:{person}", body, entry, group)

    def _was_held(self, entry: Entry, edition: Edition, lesson: Lesson) -> None:
        if edition.closed:
            self._findings.add(entry, "edition", "edition_closed")
        elif lesson.cancelled:
            self._findings.add(entry, "lesson", "lesson_cancelled")
        elif lesson.starts_at + timedelta(minutes=lesson.minutes) > self._now:
            self._findings.add(entry, "lesson", "lesson_not_held")
        elif not (lesson.opened or self._imports):
            self._findings.add(entry, "lesson", "register_not_open")
        elif lesson.signed:
            self._findings.add(entry, "lesson", "register_signed")

    def _ask(self, stage: int, command: Any, key: str, body: dict[str, Any], entry: Entry, group: Group) -> None:
        """Those of one edition follow each other: they are written in one stream."""
        kind = OPERATORS if stage == LEARNERS else PRESENCES
        ask = Ask(
            "training", command.__name__, key, {**body, "source": SOURCE}, body["edition"], (entry.row,), kind.columns[0].name
        )
        columns = {column.name for column in kind.columns}
        group.asks.append((stage, self._findings.fits(command, ask, entry, columns)))

    def _edition(self, entry: Entry) -> Edition | None:
        if entry["edition"] is None:
            return None
        found = self._known.editions_called(entry["edition"])
        if len(found) != 1:
            self._findings.add(entry, "edition", "edition_ambiguous" if found else "unknown_edition")
            return None
        return found[0]

    def _lesson(self, entry: Entry, edition: Edition) -> Lesson | None:
        said = entry["lesson"]
        if said is None:
            return None
        if isinstance(said, UUID):
            found = [edition.lessons[said]] if said in edition.lessons else []
        else:
            found = [lesson for lesson in edition.lessons.values() if _is_at(lesson, said)]
            held = [lesson for lesson in found if not lesson.cancelled]
            found = held or found[:1]
        if len(found) != 1:
            self._findings.add(entry, "lesson", "lesson_ambiguous" if found else "unknown_lesson")
            return None
        return found[0]

    def _learner(self, entry: Entry, edition: Edition | None) -> UUID | None:
        """Who is meant, by id, tax code or the agency's own code; enrolled before, or in this file."""
        if (text := entry["learner"]) is None:
            return None
        if (person := cells.identity(text)) is None:
            try:
                person = self._named(text)
            except Wrong as wrong:
                self._findings.add(entry, "learner", wrong.code)
                return None
        if edition and (person is None or not (person in edition.learners or (edition.id, person) in self._enrolled)):
            self._findings.add(entry, "learner", "unknown_person")
        return person

    def _named(self, text: str) -> UUID | None:
        if cells.is_tax_code(text):
            code = cells.tax_code(text)
            return self._persons.by_tax_code(code) or self._known.tax_codes.get(code)
        return self._persons.id(cells.code(text))

    def _group(self, person: UUID | None, entry: Entry) -> Group:
        group = self.groups.setdefault(person or entry.place, Group())
        group.entries.append(entry)
        return group


def _is_at(lesson: Lesson, said: tuple[Any, Any]) -> bool:
    day, clock = said
    local = lesson.local
    return bool(local.date() == day and (clock is None or (local.hour, local.minute) == (clock.hour, clock.minute)))

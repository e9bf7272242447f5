"""Checking a sheet: the rows as they were read, what is found wrong with them, and the commands they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from services.exchange.asks import Ask
from services.exchange.files import Row
from services.exchange.sheets.columns import Kind
from services.exchange.sheets.problems import Problem, Wrong, header
from services.exchange.sheets.reading import Line
from services.kernel.command import Command

PERSONS, FAMILIES, LEARNERS, ATTENDANCE = range(4)
"""The stages of an upload: each may rely on the one before."""
COLUMN_OF = {
    "birth_date": "birth", "partial_birth_date": "birth", "valid_from": "permit_from", "valid_until": "permit_until",
    "notice": "notice_version", "session": "lesson", "minutes": "presence", "household": "family", "members": "person",
}  # fmt: skip
"""The column of a field of a command, where it has another name."""


@dataclass(frozen=True)
class Entry:
    """A row with its values as they were understood; `unread` are columns that already have their problem."""

    line: Line
    values: Mapping[str, Any]
    unread: frozenset[str]

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    @property
    def row(self) -> Row:
        """The row as a report of refusals names it."""
        return Row(self.line.sheet, self.line.number, {})

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.line.sheet, self.line.number


@dataclass
class Group:
    """Rows that are taken or left out together, and what they ask, stage by stage."""

    entries: list[Entry] = field(default_factory=list)
    asks: list[tuple[int, Ask]] = field(default_factory=list)


@dataclass
class Findings:
    """What is wrong so far."""

    today: date
    problems: list[Problem] = field(default_factory=list)

    def add(self, entry: Entry, column: str, code: str, **values: Any) -> None:
        """Note a problem; a column that could not be read has its own already."""
        if column not in entry.unread:
            self.problems.append(Problem(*entry.place, header(column), code, values))

    def not_ahead(self, entry: Entry, *columns: str) -> None:
        """No day of these columns lies in the future."""
        for column in columns:
            if entry[column] and entry[column] > self.today:
                self.add(entry, column, "day_in_future")

    def fits(self, command: type[Command], ask: Ask, entry: Entry, columns: Iterable[str]) -> Ask:
        """Have the command's own schema read what is asked of it."""
        try:
            command.model_validate(ask.body)
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False):
                name = str(one["loc"][0]) if one["loc"] else ""
                column = COLUMN_OF.get(name, name)
                limit = one.get("ctx", {}).get("max_length")
                column = column if column in columns else ""
                if one["type"] in {"string_too_long", "too_long"}:
                    self.add(entry, column, "too_long", limit=limit)
                else:
                    self.add(entry, column, "does_not_fit")
        return ask


def read_entry(line: Line, kind: Kind, findings: Findings) -> Entry:
    """Understand the cells of a row, and note which cannot be."""
    values: dict[str, Any] = {}
    unread: dict[str, Problem] = {}
    for column in kind.columns:
        if (raw := line.cells.get(column.name)) is None:
            if column.needed:
                unread[column.name] = Problem(line.sheet, line.number, column.header, "missing")
            continue
        try:
            values[column.name] = column.read(raw)
        except Wrong as wrong:
            unread[column.name] = Problem(line.sheet, line.number, column.header, wrong.code, wrong.values)
    findings.problems += unread.values()
    return Entry(line, values, frozenset(unread))

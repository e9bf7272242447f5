"""CSV files of another system: rows that know their file and line, and the refusals they meet."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
LONGEST_CELL = 10_000_000
LONGEST_NAME = 200


class Refused(Exception):
    """A row cannot be taken: which column, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


class NoSuchFile(Exception):
    """Raised when an export lacks a file that nothing can be read without."""


@dataclass(frozen=True)
class Refusal:
    """A row that was not taken. The value stays out: it may be personal."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One line of a file; a column that is not there reads as empty."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column.casefold(), "")

    def id(self, column: str) -> str:
        """An id. Raises `Refused` where it is missing."""
        if not (found := self[column]):
            raise Refused(column, "missing id")
        return found

    def day(self, column: str) -> date:
        """A day that must be there. Raises `Refused`."""
        found = self.day_or_none(column)
        if found is None:
            raise Refused(column, "missing date")
        return found

    def day_or_none(self, column: str) -> date | None:
        """A day, or None for an empty cell. Raises `Refused` for a date that no calendar has."""
        text = self[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise Refused(column, "no calendar has this date") from None

    def text(self, column: str) -> str | None:
        """A text as a person would write it: without control characters, at most 200 characters long."""
        kept = "".join(c for c in self[column] if c.isprintable())
        return kept[:LONGEST_NAME].strip() or None

    def number(self, column: str) -> int:
        """A number, 0 where it is none."""
        text = self[column]
        return int(text) if text.isascii() and text.isdigit() else 0


def read_rows(folder: Path, name: str) -> list[Row]:
    """The rows of `name.csv`; none when there is no such file. The order of columns and the case of names do not matter."""
    path = find(folder, name)
    return list(_rows(path, f"{name}.csv")) if path else []


def find(folder: Path, name: str) -> Path | None:
    """The file `name.csv`, however its name is capitalised."""
    wanted = f"{name}.csv".casefold()
    return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == wanted), None)


def _rows(path: Path, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        header = [column.strip().casefold() for column in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                yield Row(name, line, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
            line = reader.line_num + 1


def gather(rows: Iterable[Row], make: Callable[[Row], T], refusals: list[Refusal]) -> list[T]:
    """What `make` makes of each row; a row it refuses is noted and the rest goes on."""
    made = []
    for row in rows:
        try:
            made.append(make(row))
        except Refused as refused:
            refusals.append(Refusal(row.file, row.line, refused.column, refused.reason))
    return made

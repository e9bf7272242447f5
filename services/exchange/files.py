"""CSV files of another system: rows that know their file and line, and the refusals they meet.

Spreadsheets write what they like: commas, semicolons or tabs, UTF-8, UTF-16 or Windows-1252. All are read.
"""

import codecs
import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
LONGEST_CELL = 10_000_000
LONGEST_NAME = 200
SEPARATORS = ",;\t"
WINDOWS = "cp1252"


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
    """One line of a file; a column that is not there reads as empty. `broken` says why the line could not be read."""

    file: str
    line: int
    cells: dict[str, str]
    broken: str = ""

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column.casefold(), "")

    def id(self, column: str) -> str:
        """An id. Raises `Refused` where it is missing."""
        if not (found := self[column]):
            raise Refused(column, self._missing(column, "missing id"))
        return found

    def day(self, column: str) -> date:
        """A day that must be there. Raises `Refused`."""
        found = self.day_or_none(column)
        if found is None:
            raise Refused(column, self._missing(column, "missing date"))
        return found

    def day_or_none(self, column: str) -> date | None:
        """A day, or None for an empty cell. Raises `Refused` for a date that no calendar has."""
        text = self[column]
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            written = re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII)
            raise Refused(column, "no calendar has this date" if written else "a date is written YYYY-MM-DD") from None

    def text(self, column: str) -> str | None:
        """A text as a person would write it: without control characters, at most 200 characters long."""
        kept = "".join(c for c in self[column] if c.isprintable())
        return kept[:LONGEST_NAME].strip() or None

    def number(self, column: str) -> int:
        """A number, 0 where it is none."""
        text = self[column]
        return int(text) if text.isascii() and text.isdigit() else 0

    def _missing(self, column: str, reason: str) -> str:
        return reason if column.casefold() in self.cells else "the file has no such column"


def read_rows(folder: Path, name: str) -> list[Row]:
    """The rows of `name.csv`; none when there is no such file. The order of columns and the case of names do not matter."""
    path = find(folder, name)
    return list(_rows(path, f"{name}.csv")) if path else []


def find(folder: Path, name: str) -> Path | None:
    """The file `name.csv`, however its name is capitalised."""
    wanted = f"{name}.csv".casefold()
    return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == wanted), None)


def encoding_of(path: Path) -> str:
    """UTF-8 unless the bytes say otherwise: a mark of UTF-16, or bytes that UTF-8 does not have."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WINDOWS
    return "utf-8-sig"


def _rows(path: Path, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        first = file.readline()
        separator = max(SEPARATORS, key=first.count)
        header = [column.strip().casefold() for column in next(csv.reader([first], delimiter=separator), [])]
        for line, cells, broken in _records(file, separator, len(header)):
            if broken:
                yield Row(name, line, {}, broken)
            elif any(cells):
                yield Row(name, line, dict.fromkeys(header, "") | dict(zip(header, map(str.strip, cells), strict=False)))


def _records(lines: Iterator[str], separator: str, width: int) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells, and why they cannot be read: what follows a line that cannot be is read as if it had not been there."""
    line, again = 2, deque[str]()
    while True:
        raw: list[str] = []
        try:
            cells = next(csv.reader(_kept(again, lines, raw), delimiter=separator))
        except StopIteration:
            return
        except csv.Error as error:
            cells, broken = [], f"cannot be read: {error}"
        else:
            broken = "more cells than the file has columns" if any(cells[width:]) else ""
            if len(raw) > 1 and "".join(raw).count('"') % 2:
                broken = "a quote opens here and never closes"
        yield line, cells, broken
        again.extendleft(reversed(raw[1:] if broken else ()))
        line += 1 if broken else len(raw)


def _kept(again: deque[str], lines: Iterator[str], raw: list[str]) -> Iterator[str]:
    while text := again.popleft() if again else next(lines, ""):
        raw.append(text)
        yield text


def gather(rows: Iterable[Row], make: Callable[[Row], T], refusals: list[Refusal]) -> list[T]:
    """What `make` makes of each row; a row it refuses is noted and the rest goes on."""
    made = []
    for row in rows:
        if row.broken:
            refusals.append(Refusal(row.file, row.line, "line", row.broken))
            continue
        try:
            made.append(make(row))
        except Refused as refused:
            refusals.append(Refusal(row.file, row.line, refused.column, refused.reason))
    return made

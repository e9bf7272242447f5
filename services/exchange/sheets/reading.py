"""Workbooks and CSV files as Italian spreadsheets save them: sheets of rows that know their number.

A file is hostile until read: its size, what it would unpack to and its rows are bounded before anything is kept.
"""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.exchange.sheets.cells import Raw, Unread, is_blank
from services.exchange.sheets.columns import EXAMPLE, Kind, kind_of, spellings
from services.exchange.sheets.problems import Problem, Wrong, header
from services.exchange.sheets.words import folded, word

LARGEST = 5
"""Megabytes of a file."""
MOST_ROWS = 20_000
UNPACKED = 80 * 1024 * 1024
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
HEADER_WITHIN = 10
"""So many filled rows are looked at for the headers: people write a title above them."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
EXPLAINING = frozenset(folded(word("sheet", name)) for name in ("help", "codes"))
"""Sheets of the template that hold nothing to upload."""
SEPARATORS = ";,\t"
_NOT_A_BOOK = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, InvalidFileException,
)  # fmt: skip
"""What the libraries raise for a file that says it is a workbook and is none; `SyntaxError` is broken XML."""

Cells = Sequence[Raw | None]
Rows = Iterable[tuple[int, Cells]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number as a spreadsheet counts, and what stands under each column it has a value for."""

    sheet: str
    number: int
    cells: Mapping[str, Raw]


@dataclass
class Sheet:
    """One sheet that is to be uploaded."""

    name: str
    kind: Kind
    lines: list[Line] = field(default_factory=list)


@dataclass
class File:
    """What a file holds: its sheets, the columns that no template has, and what could not be read."""

    sheets: list[Sheet] = field(default_factory=list)
    not_read: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def lines(self, kind: str) -> list[Line]:
        """All rows of a kind."""
        return [line for sheet in self.sheets if sheet.kind.name == kind for line in sheet.lines]


def read_file(name: str, content: bytes) -> File:
    """All sheets of a file. What is wrong with it as a whole is its only problem."""
    found, rows_left = File(), MOST_ROWS
    at = stem = name.rpartition(".")[0] or name
    try:
        if len(content) > LARGEST * 1024 * 1024:
            raise Wrong("too_large", limit=LARGEST)
        with warnings.catch_warnings(action="ignore"):  # of the library, which would tell what stands in a cell
            for at, rows in _sheets(stem, content):
                rows_left -= _take(found, at, rows, rows_left)
    except Wrong as wrong:
        found.problems.append(Problem(at, wrong.values.get("row", 0), "", wrong.code, wrong.values))
    else:
        if not found.problems and not any(one.lines for one in found.sheets):
            found.problems.append(Problem(stem, 0, "", "empty"))
    return found


def _sheets(name: str, content: bytes) -> Iterator[tuple[str, Rows]]:
    if content.startswith(OLE):
        raise Wrong("old_workbook")
    if not content.startswith(ZIP):
        yield name, _csv_rows(content)
        return
    _unpacks_to_little(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        for sheet in book.worksheets:
            if folded(sheet.title) not in EXPLAINING:
                yield sheet.title, _book_rows(sheet)
    except _NOT_A_BOOK as error:
        raise Wrong("not_a_workbook") from error


def _unpacks_to_little(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise Wrong("swollen")
            for part in archive.infolist():
                with archive.open(part) as opened:
                    if b"<!DOCTYPE" in opened.read(4096):
                        raise Wrong("not_a_workbook")
    except _NOT_A_BOOK as error:
        raise Wrong("not_a_workbook") from error


def _book_rows(sheet: Any) -> Iterator[tuple[int, Cells]]:
    """Rows by their number; a formula stays one, whatever it came to when it was saved."""
    try:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            if row:
                yield number, [Unread.FORMULA if cell.data_type in {"f", "e"} else cell.value for cell in row]
    except _NOT_A_BOOK as error:
        raise Wrong("not_a_workbook") from error


def _csv_rows(content: bytes) -> Iterator[tuple[int, Cells]]:
    text = _decoded(content)
    first = text.lstrip().partition("\n")[0].strip()
    named = first.removeprefix("sep=") if first.startswith("sep=") else ""
    separator = named if len(named) == 1 else max(SEPARATORS, key=first.count)
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            if not (named and number == 1):
                yield number, row
    except csv.Error:
        raise Wrong("csv_broken", row=number + 1) from None


def _decoded(content: bytes) -> str:
    """UTF-8 unless the bytes say otherwise."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise Wrong("not_text")


def _take(found: File, name: str, rows: Rows, rows_left: int) -> int:
    """Read one sheet; gives how many rows it has. What precedes the headers is a title."""
    sheet: Sheet | None = None
    columns: dict[int, str] = {}
    looked_at = taken = 0
    for number, cells in rows:
        if all(map(is_blank, cells)):
            continue
        if sheet is None:
            looked_at += 1
            if looked_at > HEADER_WITHIN:
                break
            texts = ["" if is_blank(cell) or isinstance(cell, Unread) else str(cell) for cell in cells]
            if kind := kind_of(texts):
                sheet = Sheet(name, kind)
                found.sheets.append(sheet)
                columns = _columns(found, sheet, number, texts)
            continue
        taken += 1
        if taken > rows_left:
            raise Wrong("too_many_rows", limit=MOST_ROWS)
        _line(found, sheet, columns, number, cells)
    if sheet is None and looked_at:
        found.problems.append(Problem(name, 0, "", "sheet_unknown"))
    return taken


def _columns(found: File, sheet: Sheet, number: int, texts: Sequence[str]) -> dict[int, str]:
    """Which column of ours stands where."""
    columns: dict[int, str] = {}
    for n, text in enumerate(texts):
        name = next((one.name for one in sheet.kind.columns if folded(text) in spellings(one.name)), None)
        if name is None:
            if text.strip():
                found.not_read.append((sheet.name, text.strip()[:60]))
            columns[n] = ""
        elif name in columns.values():
            found.problems.append(Problem(sheet.name, number, header(name), "column_twice"))
            columns[n] = ""
        else:
            columns[n] = name
    missing = [column for column in sheet.kind.needed if column.name not in columns.values()]
    found.problems += [Problem(sheet.name, number, column.header, "column_missing") for column in missing]
    return {n: name for n, name in columns.items() if name or texts[n].strip()}


def _line(found: File, sheet: Sheet, columns: Mapping[int, str], number: int, cells: Cells) -> None:
    held: dict[str, Raw] = {}
    for n, cell in enumerate(cells):
        if cell is None or is_blank(cell):
            continue
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise Wrong("swollen")
        if n not in columns:
            found.problems.append(Problem(sheet.name, number, "", "more_cells"))
        elif columns[n]:
            held[columns[n]] = cell
    first = held.get(sheet.kind.columns[0].name)
    if not (isinstance(first, str) and first.strip().upper().startswith(EXAMPLE)) and held:
        sheet.lines.append(Line(sheet.name, number, held))

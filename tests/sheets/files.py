"""Files as an agency might send them, made in the test: the same rows as CSV or as a workbook."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from openpyxl import Workbook

from services.exchange.sheets.checking import Checked, check
from services.exchange.sheets.columns import KINDS
from services.exchange.sheets.known import Edition, Known, Lesson
from services.intake.events import ProgrammeRules
from tests.spec import an_id

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
AGENCY = "coop"
PROJECT = "PROG-2784"

HEAD = {
    "family": "F1", "person": "F1-1", "head": "sì", "family_name": "Haddad", "given_name": "Amal", "birth": "12/04/1988",
    "sex": "F", "citizenship": "Siria", "language": "Arabo", "contact": "+39 0564 123456", "project": PROJECT,
    "in_charge": "01/03/2026", "entry": "10/03/2026", "notice_on": "01/03/2026", "notice_language": "arabo", "notice_version": "2",
}  # fmt: skip
CHILD = {"family": "F1", "person": "F1-2", "relationship": "Figlia", "family_name": "Haddad", "given_name": "Lina", "birth": "2016"}
OPERATOR = {
    "person": "OP1", "family_name": "Bianchi", "given_name": "Lucia", "learner_type": "Ente pubblico",
    "edition": "Mediazione – 01/05/2026", "enrolled_on": "20/04/2026", "fiscal_code": "BNCLCU80A41H501U",
}  # fmt: skip
PRESENCE = {"learner": "OP1", "edition": "mediazione - 01/05/2026", "lesson": "04/05/2026", "presence": "presente"}

Row = Mapping[str, Any]


def lesson(day: int, *, hour: int = 7, **more: Any) -> Lesson:
    return Lesson(an_id(f"lesson {day} {hour}"), datetime(2026, 5, day, hour, tzinfo=UTC), 180, **more)


def edition(*lessons: Lesson, **more: Any) -> Edition:
    said = {"seats": 20, "open_to": ["public-operator", "private-operator"], **more}
    return Edition(
        an_id("edition"), "Mediazione", date(2026, 5, 1), date(2026, 7, 1), lessons={one.id: one for one in lessons}, **said
    )


def known(*lessons: Lesson, rules: ProgrammeRules | None = None, **more: Any) -> Known:
    one = edition(*(lessons or (lesson(4),)), **more)
    return Known({PROJECT: rules or ProgrammeRules()}, {one.id: one})


def table(kind: str, rows: Sequence[Row]) -> list[list[Any]]:
    """Headers of the columns that the rows use and those that must be there, and the rows."""
    columns = [column for column in KINDS[kind].columns if column.needed or any(column.name in row for row in rows)]
    return [[column.header for column in columns], *([row.get(column.name) for column in columns] for row in rows)]


def as_csv(kind: str, *rows: Row, separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(table(kind, rows))
    return text.getvalue().encode(encoding)


def as_book(*sheets: tuple[str, str, Sequence[Row]]) -> bytes:
    """Sheets as name, kind and rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, kind, rows in sheets:
        sheet = book.create_sheet(name)
        for row in table(kind, rows):
            sheet.append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def checked(content: bytes, name: str = "famiglie.csv", about: Known | None = None) -> Checked:
    return check(name, content, about or known(), AGENCY, NOW)


def recipients(*rows: Row, about: Known | None = None) -> Checked:
    return checked(as_csv("recipients", *rows), about=about)


def course(operators: Sequence[Row], attendance: Sequence[Row] = (), about: Known | None = None) -> Checked:
    sheets = [("Operatori", "operators", operators), ("Presenze", "attendance", attendance)]
    return checked(as_book(*(sheet for sheet in sheets if sheet[2])), "corso.xlsx", about)


def found(result: Checked) -> list[tuple[int, str, str]]:
    """Row, column and code of each problem."""
    return [(problem.row, problem.column, problem.code) for problem in result.problems]


def asked(result: Checked) -> list[str]:
    return [ask.command for stage in result.stages() for ask in stage]


def in_days(days: int) -> str:
    return f"{NOW.date() + timedelta(days=days):%d/%m/%Y}"

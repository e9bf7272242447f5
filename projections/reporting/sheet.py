"""The quarterly sheet of the fund (scheda trimestrale FAMI) as XLSX, made from a sealed report and nothing else.

No official file could be read yet: the columns are our reading of the guidelines, and each sheet says "unverified".
The numbers are those of the sealed report, whose hash stands on the first sheet.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import psycopg
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from projections.figures.board import targets_of
from projections.figures.counting import worth
from projections.figures.definitions import BY_NAME
from projections.figures.sealed import Report, scope_of
from projections.figures.sources import question, stands
from projections.reporting.participants import counted

UNVERIFIED = "colonne non verificate: nessun file ufficiale è stato ancora visto (unverified)"
BOLD = Font(bold=True)
PROGRESS = ("Indicatore", "Fonte", "Unità", "Valore atteso", "Valore", "%", "Cella", "Numero")
_OPERATORS = (
    question()
    + f"""select distinct on (c.person) c.person, c.on_day, k.teaches, d.on_day as completed
    from indicators.counted c
    left join indicators.edition e on e.edition = c.about and {stands("e")}
    left join indicators.course k on k.course = e.course and {stands("k")}
    left join indicators.counted d on d.kind = 'completed-other' and d.person = c.person and d.about = c.about and {stands("d")}
   where c.kind = 'attended-other' and c.project = %(project)s and c.on_day between %(since)s and %(until)s and {stands("c")}
   order by c.person, c.on_day"""
)


def sheet(connection: psycopg.Connection[Any], report: Report) -> bytes:
    """The file: ids and no names. Who the ids are, the bundle says, to whom may read it (`weita audit export --persons`)."""
    book, scope = Workbook(), scope_of(report.sealed.project, report.newest.cut, report.period)
    first = book.active
    assert isinstance(first, Worksheet)
    _fill(first, "Generale", ("Voce", "Valore"), _general(report))
    _fill(book.create_sheet(), "Avanzamento fisico", PROGRESS,
          _progress(report, _targets(connection, report)))  # fmt: skip
    people = ((one.indicator, str(one.person), one.since, one.sex, one.age)
              for one in counted(connection, report.period, scope))  # fmt: skip
    _fill(book.create_sheet(), "Cittadini di Paesi terzi", ("Indicatore", "Identificativo", "Dal", "Sesso", "Età"), people)
    trained = connection.execute(_OPERATORS, scope.values([report.period])).fetchall()
    operators = ((str(person), since, teaches or "", completed or "") for person, since, teaches, completed in trained)
    _fill(book.create_sheet(), "Operatori", ("Identificativo", "Dal", "Formazione", "Completata il"), operators)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _general(report: Report) -> Iterable[Sequence[Any]]:
    sealed, newest = report.sealed, report.newest
    yield "Progetto", sealed.project
    yield "Relazione", str(sealed.report)
    yield "Tipo", sealed.kind
    yield from (("Dal", sealed.start), ("Al", sealed.until), ("Sigillata il", report.told.told_at.replace(tzinfo=None)))
    yield "SHA-256 della relazione sigillata", sealed.sha256
    yield "Rettifiche", len(report.rectifications)
    yield "SHA-256 con le rettifiche", newest.sha256
    yield from ((f"Registro {log.log}", f"{log.size} {log.root}") for log in newest.logs)


def _targets(connection: psycopg.Connection[Any], report: Report) -> Mapping[str, int]:
    """Those of the quarter, as they were known when the report was sealed or last rectified."""
    quarterly = report.sealed.kind == "quarterly"
    return targets_of(connection, report.sealed.project, report.period.name, report.newest.cut) if quarterly else {}


def _progress(report: Report, targets: Mapping[str, int]) -> Iterable[Sequence[Any]]:
    for name, cells in report.numbers.items():
        indicator, target = BY_NAME[name], targets.get(name)
        whole = worth(cells[""], indicator)
        share = round(100 * whole / target, 1) if target else ""
        yield name, indicator.law, indicator.unit, "" if target is None else target, whole, share, "", ""
        yield from ((name, "", "", "", "", "", cell, worth(number, indicator)) for cell, number in cells.items() if cell)


def _fill(page: Worksheet, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    page.title = title
    page.append([UNVERIFIED])
    page.append(list(columns))
    for cell in page[2]:
        cell.font = BOLD
    for row in rows:
        page.append([plain(value) for value in row])
    page.freeze_panes = "A3"


def plain(value: Any) -> Any:
    """A value as a cell takes it; a text that a program of sheets might take for a formula is marked as text."""
    if isinstance(value, int | float | date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text

"""The template of a kind of sheet: headers, an example, lists to choose from and a sheet that explains; from the same columns."""

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.exchange.sheets.choices import choices
from services.exchange.sheets.columns import Column, Kind
from services.exchange.sheets.known import Edition
from services.exchange.sheets.reading import MOST_ROWS
from services.exchange.sheets.words import word

HEAD = PatternFill("solid", start_color="FF0066CC")
NEEDED = PatternFill("solid", start_color="FF003366")
TEXT, DAY = "@", "DD/MM/YYYY"
"""Cells are text where they are no dates: a spreadsheet would take leading zeros and plus signs away."""


def template(kind: Kind, editions: Sequence[Edition] = ()) -> bytes:
    """A workbook to fill in; `editions` are those to choose from."""
    book = Workbook()
    sheet, explained, codes = book.active, book.create_sheet(word("sheet", "help")), book.create_sheet(word("sheet", "codes"))
    assert isinstance(sheet, Worksheet)
    sheet.title = kind.title
    lists = _lists(kind, editions)
    where = _write_lists(codes, lists)
    for n, column in enumerate(kind.columns, 1):
        _column(sheet, n, column, where.get(column.choices or column.name))
    sheet.freeze_panes = "A2"
    _explain(explained, kind)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _lists(kind: Kind, editions: Sequence[Edition]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """By column: what is offered and the code that it stands for."""
    found: dict[str, Sequence[tuple[str, str]]] = {}
    for column in kind.columns:
        if column.name == "edition" and editions:
            found["edition"] = [(edition.label, str(edition.id)) for edition in editions]
            lessons = [lesson for edition in editions for lesson in edition.lessons.values() if not lesson.cancelled]
            if any(one.name == "lesson" for one in kind.columns) and lessons:
                found["lesson"] = [(f"{lesson.local:%d/%m/%Y %H:%M}", str(lesson.id)) for lesson in lessons]
        elif column.choices == "yes":
            found["yes"] = [("sì", "1"), ("no", "0")]
        elif column.choices:
            found[column.choices] = [(label, code) for code, label in choices(column.choices).labels.items()]
    return found


def _write_lists(sheet: Worksheet, lists: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, str]:
    """Two columns for each list; gives where each stands."""
    where = {}
    for n, (name, offered) in enumerate(lists.items()):
        label, code = get_column_letter(2 * n + 1), get_column_letter(2 * n + 2)
        _head(sheet, f"{label}1", word("header", "head" if name == "yes" else name))
        _head(sheet, f"{code}1", word("help", "code"))
        sheet.column_dimensions[label].width, sheet.column_dimensions[code].width = 38, 24
        for row, (text, stands_for) in enumerate(offered, 2):
            sheet[f"{label}{row}"], sheet[f"{code}{row}"] = text, stands_for
            sheet[f"{label}{row}"].number_format = sheet[f"{code}{row}"].number_format = TEXT
        where[name] = f"'{sheet.title}'!${label}$2:${label}${len(offered) + 1}"
    return where


def _column(sheet: Worksheet, n: int, column: Column, offered: str | None) -> None:
    letter = get_column_letter(n)
    _head(sheet, f"{letter}1", column.header, HEAD if not column.needed else NEEDED)
    example = sheet[f"{letter}2"]
    example.value, example.font = column.example, Font(italic=True, color="FF666666")
    dimension = sheet.column_dimensions[letter]
    dimension.width, dimension.number_format = max(len(column.header) + 3, 16), DAY if column.dated else TEXT
    example.number_format = dimension.number_format
    if offered:
        rule = DataValidation(type="list", formula1=offered, allow_blank=True, showErrorMessage=False)
        rule.promptTitle, rule.prompt, rule.showInputMessage = column.header[:32], word("meaning", column.name)[:255], True
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")


def _explain(sheet: Worksheet, kind: Kind) -> None:
    sheet["A1"], sheet["A1"].font = f"{word('help', 'title')}: {kind.title}", Font(bold=True, size=14)
    for row, name in enumerate(("order", "example_row", "formulas", "codes"), 2):
        sheet[f"A{row}"] = word("help", name)
    for letter, name, width in (("A", "column", 30), ("B", "needed", 14), ("C", "meaning", 110), ("D", "example", 34)):
        _head(sheet, f"{letter}7", word("help", name))
        sheet.column_dimensions[letter].width = width
    for row, column in enumerate(kind.columns, 8):
        needed = word("help", "yes" if column.needed else "no")
        for letter, text in zip("ABCD", (column.header, needed, word("meaning", column.name), column.example), strict=True):
            sheet[f"{letter}{row}"], sheet[f"{letter}{row}"].number_format = text, TEXT
            sheet[f"{letter}{row}"].alignment = Alignment(wrap_text=True, vertical="top")


def _head(sheet: Worksheet, place: str, text: str, fill: PatternFill = HEAD) -> None:
    cell = sheet[place]
    cell.value, cell.font, cell.fill = text, Font(bold=True, color="FFFFFFFF"), fill
    cell.alignment = Alignment(wrap_text=True, vertical="center")

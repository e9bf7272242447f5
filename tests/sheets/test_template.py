"""The template says what is read, and what is written into it is read back."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.exchange.sheets.choices import choices
from services.exchange.sheets.columns import KINDS, Column, kind_of, spellings
from services.exchange.sheets.findings import Findings, read_entry
from services.exchange.sheets.reading import read_file
from services.exchange.sheets.template import template
from services.exchange.sheets.words import catalogue, folded
from tests.sheets.files import NOW, edition, lesson

CODES = st.from_regex(r"[a-z0-9][a-z0-9./_-]{0,11}", fullmatch=True).filter(lambda text: not text.startswith("esempio"))
NAMES = st.text(st.characters(categories=("Lu", "Ll", "Lo"), max_codepoint=0x2FFF), min_size=1, max_size=20).map(
    lambda text: normalize("NFC", text)
)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
ITALIAN = "%d/%m/%Y"


def written(column: Column) -> st.SearchStrategy[tuple[Any, Any]]:
    """What somebody may write into a column, and what it means."""
    if column.choices == "yes":
        return st.sampled_from([("sì", True), ("no", False), ("SI", True), ("x", True)])
    if column.choices:
        return st.sampled_from([(text, code) for code, label in choices(column.choices).labels.items() for text in (label, code)])
    if column.name == "presence":
        return st.one_of(st.just(("presente", True)), st.just(("Assente", False)), st.integers(0, 900).map(lambda n: (n, n)))
    if column.name == "lesson":
        return DAYS.map(lambda day: (day, (day, None)))
    if column.name == "birth":
        return st.one_of(DAYS.map(lambda day: (day, day)), st.integers(1900, 2020).map(lambda year: (year, str(year))))
    if column.dated:
        return DAYS.map(lambda day: (day, day))
    if column.name == "fiscal_code":
        return st.just(("rssmra85t10a562s", "RSSMRA85T10A562S"))
    return (CODES if column.name in {"family", "person", "learner"} else NAMES).map(lambda text: (text, text))


ROWS = {
    kind.name: st.lists(st.fixed_dictionaries({column.name: written(column) for column in kind.columns}), min_size=1, max_size=3)
    for kind in KINDS.values()
}
EMPTY = {name: template(kind) for name, kind in KINDS.items()}

Filled = list[dict[str, tuple[Any, Any]]]


def as_book(kind: str, rows: Filled) -> bytes:
    """The template as somebody fills it in, below its example."""
    book = load_workbook(io.BytesIO(EMPTY[kind]))
    for row in rows:
        book.worksheets[0].append([row[column.name][0] for column in KINDS[kind].columns])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def as_csv(kind: str, rows: Filled) -> bytes:
    """The template as an Italian spreadsheet saves it as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in KINDS[kind].columns])
    writer.writerow([column.example for column in KINDS[kind].columns])
    for row in rows:
        cells = (row[column.name][0] for column in KINDS[kind].columns)
        writer.writerow([f"{cell:{ITALIAN}}" if isinstance(cell, date) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def read_back(kind: str, content: bytes) -> list[Mapping[str, Any]]:
    file, findings = read_file("modello", content), Findings(NOW.date())
    assert file.problems == []
    entries = [read_entry(line, KINDS[kind], findings) for line in file.lines(kind)]
    assert findings.problems == []
    return [entry.values for entry in entries]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_what_is_written_into_a_template_is_read_back_from_workbook_and_csv(kind: str, data: st.DataObject):
    rows = data.draw(ROWS[kind])
    meant = [{name: meaning for name, (_, meaning) in row.items()} for row in rows]
    assert read_back(kind, as_book(kind, rows)) == meant
    assert read_back(kind, as_csv(kind, rows)) == meant


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_holds_nothing_but_an_example_that_can_be_read(kind: str):
    assert [problem.code for problem in read_file("x.xlsx", EMPTY[kind]).problems] == ["empty"]
    assert [column.name for column in KINDS[kind].columns if column.example and column.read(column.example) in (None, "")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_is_explained_and_its_list_is_offered(kind: str):
    book = load_workbook(io.BytesIO(template(KINDS[kind], [edition(lesson(4))])))
    sheet, explained, _ = book.worksheets
    headers = [cell.value for cell in sheet[1]]
    assert kind_of(headers) is KINDS[kind]
    assert headers == [row[0].value for row in explained.iter_rows(min_row=8)]
    assert all(row[2].value for row in explained.iter_rows(min_row=8))
    listed = [column.name for column in KINDS[kind].columns if column.choices or column.name in {"edition", "lesson"}]
    assert len(sheet.data_validations.dataValidation) == len(listed)
    for rule in sheet.data_validations.dataValidation:
        title, cells = rule.formula1.rsplit("!", 1)
        offered = [cell.value for row in book[title.strip("'")][cells.replace("$", "")] for cell in row]
        column = KINDS[kind].columns[next(iter(rule.sqref.ranges)).min_col - 1]
        assert offered
        assert all(column.read(text) is not None for text in offered)


def test_no_spelling_of_a_header_means_two_columns():
    for kind in KINDS.values():
        known = [spelling for column in kind.columns for spelling in spellings(column.name)]
        assert sorted(known) == sorted(set(known))


def test_no_label_of_a_list_means_two_codes():
    for name in ("relationship", "sex", "citizenship", "language", "permit_kind", "learner_type"):
        labels = [folded(label) for label in choices(name).labels.values()]
        assert sorted(labels) == sorted(set(labels)), name


def test_every_column_and_every_problem_has_words():
    names = {column.name for kind in KINDS.values() for column in kind.columns}
    italian, english = catalogue("it"), catalogue("en")
    assert names == set(italian["header"]) == set(italian["meaning"])
    assert set(italian["also"]) <= names
    assert italian["problem"].keys() == english["problem"].keys()

"""Whatever an Italian spreadsheet saves is read, row by row as it counts them; and what is hostile is refused."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from services.exchange.sheets.cells import Unread
from services.exchange.sheets.reading import LARGEST, MOST_ROWS, UNPACKED, read_file
from tests.sheets.files import CHILD, HEAD, PRESENCE, as_book, as_csv, checked, found, recipients


@pytest.mark.parametrize("separator", ";,\t")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_with_any_separator_and_encoding(separator: str, encoding: str):
    row = {**HEAD, "given_name": "Niccolò", "contact": "Via Roma; 3, «b»"}
    lines = read_file("x.csv", as_csv("recipients", row, separator=separator, encoding=encoding)).lines("recipients")
    assert [(line.sheet, line.number) for line in lines] == [("x", 2)]
    assert lines[0].cells["given_name"] == "Niccolò"
    assert lines[0].cells["contact"] == "Via Roma; 3, «b»"


def test_headers_are_known_whatever_their_case_accents_spaces_and_stars():
    text = "CODICE  famiglia *;codice Persona;INTESTATARIO;Identità\nF1;P1;sì;x\n"
    file = read_file("x.csv", text.encode())
    assert file.lines("recipients")[0].cells == {"family": "F1", "person": "P1", "head": "sì"}
    assert file.not_read == [("x", "Identità")]


def test_a_title_blank_rows_and_lines_within_a_cell_do_not_shift_the_numbers():
    text = 'Elenco 2026\n;;;\nCodice famiglia;Codice persona;Nome\n\nF1;P1;"Ama\nl"\n;;\nF1;P2;Lina\n'
    lines = read_file("x.csv", text.encode()).lines("recipients")
    assert [(line.number, line.cells["person"]) for line in lines] == [(5, "P1"), (7, "P2")]


def test_a_workbook_has_several_sheets_and_its_own_dates():
    rows = [{**HEAD, "birth": date(1988, 4, 12), "entry": datetime(2026, 3, 10)}]  # noqa: DTZ001 - as workbooks hold them
    file = read_file(
        "x.xlsx", as_book(("Uno", "recipients", rows), ("Due", "recipients", [CHILD]), ("Tre", "attendance", [PRESENCE]))
    )
    assert [(sheet.name, sheet.kind.name) for sheet in file.sheets] == [
        ("Uno", "recipients"), ("Due", "recipients"), ("Tre", "attendance"),
    ]  # fmt: skip
    assert file.sheets[0].lines[0].cells["birth"] == datetime(1988, 4, 12)  # noqa: DTZ001 - as above


def test_a_formula_is_never_worked_out():
    content = as_book(("Uno", "recipients", [{**HEAD, "given_name": '=HYPERLINK("http://x")', "birth": "=TODAY()"}]))
    cells = read_file("x.xlsx", content).lines("recipients")[0].cells
    assert cells["given_name"] == cells["birth"] == Unread.FORMULA
    assert {(2, "Nome", "formula"), (2, "Data di nascita", "formula")} <= set(found(checked(content, "x.xlsx")))


@pytest.mark.parametrize("text", ["=1+1", "+39x", "-Anna", "@SUM(A1)", '="Anna"'])
def test_text_that_a_spreadsheet_would_take_for_a_formula_is_no_name(text: str):
    assert found(recipients({**HEAD, "given_name": text})) == [(2, "Nome", "like_a_formula")]


def test_a_telephone_number_may_begin_with_a_plus():
    assert found(recipients({**HEAD, "contact": "+39 333 1234567"})) == []
    assert found(recipients({**HEAD, "contact": "+cmd|' /C calc'!A0"})) == [(2, "Recapito", "like_a_formula")]


def problems(content: bytes, name: str = "x.csv") -> list[str]:
    return [problem.code for problem in read_file(name, content).problems]


def test_a_file_that_is_too_large_is_not_read():
    assert problems(b"x" * (LARGEST * 1024 * 1024 + 1)) == ["too_large"]


def test_a_file_with_too_many_rows_is_not_taken():
    text = "Codice famiglia;Codice persona\n" + "F;P\n" * (MOST_ROWS + 1)
    assert problems(text.encode()) == ["too_many_rows"]


def test_a_workbook_that_would_swell_is_refused_before_it_is_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (UNPACKED + 1))
    assert problems(packed.getvalue()) == ["swollen"]


def test_a_workbook_with_entities_of_its_own_is_refused():
    packed, original = io.BytesIO(), io.BytesIO(as_book(("Uno", "recipients", [HEAD])))
    with zipfile.ZipFile(original) as book, zipfile.ZipFile(packed, "w") as archive:
        for part in book.infolist():
            bomb = b'<!DOCTYPE a [<!ENTITY a "ha">]>' if part.filename.endswith("sheet1.xml") else b""
            archive.writestr(part, bomb + book.read(part))
    assert problems(packed.getvalue()) == ["not_a_workbook"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 and nothing more", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old or locked workbook", "old_workbook"),
        (b"a;b\x00;c", "not_text"),
        (b'Codice famiglia;Codice persona\nF1;"P1\n', "csv_broken"),
        (b"Nome;Cognome\nAmal;Haddad\n", "sheet_unknown"),
        (b"", "empty"),
        (b"Codice famiglia;Codice persona\n", "empty"),
        (b"Codice famiglia;Parentela;Intestatario;Cognome\nF1;;;\n", "column_missing"),
        (b"Codice famiglia;Codice persona;Codice persona\nF1;P;P\n", "column_twice"),
        (b"Codice famiglia;Codice persona\nF1;P1;more\n", "more_cells"),
    ],
)
def test_what_is_no_file_of_ours_is_said_to_be_none(content: bytes, code: str):
    assert problems(content) == [code]


def test_random_bytes_are_never_a_fault():
    book = as_book(("Uno", "recipients", [HEAD]))
    for n in range(0, len(book), 97):
        read_file("x.xlsx", book[:n] + bytes([book[n] ^ 0x55]) + book[n + 1 :])
        read_file("x.xlsx", book[:n])


def test_a_workbook_without_a_sheet_to_upload_is_empty():
    saved = io.BytesIO()
    Workbook().save(saved)
    assert problems(saved.getvalue(), "x.xlsx") == ["empty"]

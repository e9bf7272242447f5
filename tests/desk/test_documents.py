"""Printed documents: accessible, in ten languages that say the same, with no character that no font has."""

import io
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from infra.settings import Settings
from projections.desk.assets import ensure_assets
from projections.desk.documents import render
from projections.desk.documents.controller import controller_of
from projections.desk.pages.documents import initials
from services.intake.events import Purpose

CONTROLLER = controller_of(None)
PROJECT = "WE-ITA, PROG 2784"
ADDRESS = "https://weita.example/verify/7Q2M-4XKA-9D1C-V8TE"
GIVEN = render.Certificate(
    credential="urn:uuid:6f1f5c6e-2784-5a5e-9d0b-77656974612e", name="Amal Haddad", agency="Società della Salute",
    course="Italiano per il lavoro", hours=24, minutes=1290, test="passed", completed_on=date(2026, 4, 30),
    issued_on=date(2026, 5, 4), code="7Q2M-4XKA-9D1C-V8TE", address=ADDRESS,
)  # fmt: skip
ASKED = render.Consent("Amal Haddad", "housing", ("Cooperativa Il Ponte",), date(2027, 3, 31))
EACH = pytest.mark.parametrize("language", render.LANGUAGES)
SAID = {"it": "Informativa", "en": "Information", "fr": "données", "es": "datos", "uk": "персональні", "sq": "Informacion"}
"""A word of the notice where letters are taken out of a PDF as they were put in; other scripts are shaped."""


@pytest.fixture(scope="module")
def fonts():
    return ensure_assets(Settings().data, print)


def read(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def links(document: pypdf.PdfReader) -> Iterator[str]:
    for page in document.pages:
        for note in page.get("/Annots", ()):
            yield note.get_object()["/A"]["/URI"]


def is_accessible(document: pypdf.PdfReader, language: str, title: str) -> None:
    """What PDF/UA-1 asks and a reader of screens needs: tags, language, title; and no more than one page."""
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == language
    assert document.metadata.title == title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"]["/Direction"] == ("/R2L" if language in ("ar", "ur") else "/L2R")
    assert "pdfuaid:part>1<" in root["/Metadata"].get_object().get_data().decode().replace("</", "<")
    assert len(document.pages) == 1
    assert document.pages[0].extract_text().strip()


@EACH
def test_the_notice_is_printed(language, fonts):
    document = read(render.notice(language, PROJECT, CONTROLLER, fonts))
    is_accessible(document, language, render.texts(language)["notice"]["title"])
    text = document.pages[0].extract_text()
    assert CONTROLLER.email in text
    assert SAID.get(language, "GDPR") in text


@EACH
def test_the_consent_form_is_printed(language, fonts):
    document = read(render.consent(language, PROJECT, CONTROLLER, ASKED, fonts))
    is_accessible(document, language, render.texts(language)["consent"]["title"])
    assert "Haddad" in document.pages[0].extract_text()


@EACH
def test_the_certificate_is_printed_with_the_address_where_it_is_checked(language, fonts):
    document = read(render.certificate(language, GIVEN, fonts))
    is_accessible(document, language, render.texts(language)["certificate"]["title"])
    assert list(links(document)) == [ADDRESS]
    assert GIVEN.code in document.pages[0].extract_text()
    assert GIVEN.credential in document.pages[0].extract_text()


def test_a_form_that_says_nothing_yet_can_be_filled_in_by_hand(fonts):
    text = read(render.consent("it", PROJECT, CONTROLLER, render.Consent(), fonts)).pages[0].extract_text()
    assert "____" in text
    assert "Cooperativa" not in text


def test_a_revoked_certificate_says_so(fonts):
    revoked = replace(GIVEN, revoked_on=date(2026, 5, 20))
    said = "Questo attestato è stato revocato il 20/05/2026."
    assert said in read(render.certificate("it", revoked, fonts)).pages[0].extract_text()
    assert "revocato" not in read(render.certificate("it", GIVEN, fonts)).pages[0].extract_text()


@pytest.mark.parametrize("name", ["Олена Шевченко", "王芳", "José Nguyễn", "Łukasz Ćosić", "Ελένη"])
def test_a_name_is_printed_in_its_own_letters(name, fonts):
    assert name in read(render.certificate("it", replace(GIVEN, name=name), fonts)).pages[0].extract_text()


@pytest.mark.parametrize(("name", "letters"), [("أمل حداد", "NotoNaskh"), ("রহিমা বেগম", "NotoSansBengali")])
def test_a_name_whose_letters_join_is_printed_with_a_font_that_joins_them(name, letters, fonts):
    page = read(render.certificate("it", replace(GIVEN, name=name), fonts)).pages[0]
    assert any(letters in str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values())


def test_a_name_in_letters_that_no_font_has_is_printed_in_latin_ones(fonts):
    text = read(render.certificate("it", replace(GIVEN, name="አማል"), fonts)).pages[0].extract_text()
    assert "amal" in text.lower()


def test_the_same_data_give_the_same_document(fonts):
    assert render.certificate("it", GIVEN, fonts) == render.certificate("it", GIVEN, fonts)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def flat(language: str) -> dict[str, str]:
    said = render.texts(language)
    return {f"{part}.{key}": text for part, texts in said.items() if isinstance(texts, dict) for key, text in texts.items()}


def test_all_languages_say_the_same_with_the_same_values():
    wanted = {key: fields(text) for key, text in flat("it").items()}
    for language in render.LANGUAGES:
        assert {key: fields(text) for key, text in flat(language).items()} == wanted, language
        assert render.names()[language]
        assert fields(render.texts(language)["day"]) == {"d", "m", "y"}
        assert all(text.strip() for text in flat(language).values())


def test_every_language_has_its_own_words():
    for language in set(render.LANGUAGES) - {"it"}:
        same = {key for key, text in flat(language).items() if text == flat("it")[key]}
        assert {key for key in same if not key.startswith(("notice.who_text", "certificate.attended"))} <= {
            "certificate.completed_on", "signature.signatory", "purpose.work", "consent.until",
        }, language  # fmt: skip


def test_every_purpose_of_a_consent_has_words():
    for language in render.LANGUAGES:
        assert render.texts(language)["purpose"].keys() == set(Purpose.__args__)


def test_there_is_no_other_language():
    with pytest.raises(KeyError):
        render.texts("xx")
    files = {file.stem for file in (render.HERE / "texts").glob("*.toml")}
    assert files == set(render.LANGUAGES)


def test_a_programme_names_its_own_controller(tmp_path):
    file = tmp_path / "controller.toml"
    file.write_text(re.sub(r'name = ".*"', 'name = "Comune di Prova"', (render.HERE / "controller.toml").read_text()))
    assert controller_of(file).name == "Comune di Prova"
    assert set(tomllib.loads(file.read_text())) == set(vars(CONTROLLER))


def test_who_is_checked_is_named_by_initials():
    assert initials("Amal Haddad") == "A. H."
    assert initials("—") == "—"

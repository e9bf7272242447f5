"""The code lists are data: complete, with source and licence, and what the pages say in words is what they say."""

from importlib.resources import files
from typing import get_args

import pytest

from projections.desk.labels import catalogue
from services.exchange.hmis_maps import maps
from services.intake.codes import LISTS, assessment_tools, codes, kinship_codes, service_codes
from services.kernel.evidence import EvidenceKind

PUBLISHED = {"services": 105, "user-areas": 3, "kinship": 29}
SPOKEN = {"destinations": "destination", "work-situations": "work_situation", "ssm-domains": "domain", "ssm-levels": "level"}


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_a_label(name):
    assert codes(name)
    assert all(code == code.strip() and label == label.strip() and label for code, label in codes(name).items())


def test_a_list_of_inps_is_complete():
    assert {name: len(codes(name)) for name in PUBLISHED} == PUBLISHED


def test_every_list_tells_its_source_and_licence():
    source = files("services.intake.codes").joinpath("SOURCE.md").read_text()
    lines = source.splitlines()
    assert [file for file in LISTS.values() if not any(f"`{file}`" in line and line.startswith("|") for line in lines)] == []
    assert "CC BY 4.0, attribution: INPS" in source


def test_codes_are_read_by_name():
    assert service_codes()["A1.05"].startswith("Contributi")
    assert kinship_codes()["1"] == "Figlio"
    assert codes("user-areas")["3"] == "Povertà ed esclusione sociale"


def test_our_own_lists_speak_english_too_and_those_of_others_as_they_came():
    assert codes("destinations", "en")["rental"] == "Rented home"
    assert codes("kinship", "en")["1"] == "Figlio"


def test_a_list_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        codes("star-signs")


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("name", "group"), SPOKEN.items())
def test_the_pages_say_what_the_list_says(name, group, language):
    words = {key.removeprefix(f"{group}."): said for key, said in catalogue(language).items() if key.startswith(f"{group}.")}
    assert words == codes(name, language)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_kind_of_evidence_has_words(language):
    assert [kind for kind in get_args(EvidenceKind) if f"evidence_kind.{kind}" not in catalogue(language)] == []


def test_the_matrix_is_known_in_its_version():
    assert set(assessment_tools()[("SSM", "1")]) == set(codes("ssm-domains"))
    assert list(codes("ssm-levels")) == ["1", "2", "3", "4", "5"]


def test_where_an_import_says_that_people_went_is_in_the_list():
    assert {maps().destination(code) for code in map(str, range(500))} <= set(codes("destinations"))

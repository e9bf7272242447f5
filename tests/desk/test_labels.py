import importlib
import pkgutil
import re
import tomllib
from uuid import UUID

import pytest

import services
from projections.desk.labels import LANGUAGES, _files, _flat, catalogue, label
from projections.desk.people_of_demo import AGENCIES, BY_KEY, PEOPLE
from projections.desk.wording import HIDDEN, Names, Words
from services.exchange.simulated import actors
from services.intake.codes import kinship_codes
from services.intake.events import PersonRegistered
from services.kernel.access import ROLES
from services.kernel.event import Catalogue, personal_fields
from services.kernel.rules import RuleBroken


def modules() -> list[str]:
    return [module.name for module in pkgutil.walk_packages(services.__path__, "services.") if "__main__" not in module.name]


def every_rule() -> set[str]:
    for name in modules():
        importlib.import_module(name)
    found, todo = set(), [RuleBroken]
    while todo:
        rule = todo.pop()
        if rule.__module__.startswith("services."):
            found.add(rule.__name__)
        todo += rule.__subclasses__()
    return found


def every_event() -> set[str]:
    catalogues = [vars(importlib.import_module(name)).get("CATALOGUE") for name in modules() if name.endswith(".events")]
    return {event for found in catalogues if isinstance(found, Catalogue) for event in found.by_name}


def test_no_key_stands_in_two_files():
    for language in LANGUAGES:
        keys = [key for file in _files(language) for key, _ in _flat(tomllib.loads(file.read_text()))]
        assert sorted(keys) == sorted(catalogue(language))


def test_italian_and_english_have_the_same_keys():
    assert catalogue("it").keys() == catalogue("en").keys()


def test_both_languages_ask_for_the_same_values():
    for key, words in catalogue("it").items():
        assert set(re.findall(r"{\w+}", words)) == set(re.findall(r"{\w+}", catalogue("en")[key])), key


def test_no_label_is_empty():
    assert not [(language, key) for language in LANGUAGES for key, words in catalogue(language).items() if not words.strip()]


def test_every_event_has_an_italian_label():
    assert {event for event in every_event() if f"event.{event}" not in catalogue("it")} == set()


def test_every_rule_has_an_italian_label():
    assert {rule for rule in every_rule() if f"rule.{rule}" not in catalogue("it")} == set()


def test_every_role_has_an_italian_label():
    assert {role for role in ROLES if f"role.{role}" not in catalogue("it")} == set()


def test_a_key_without_words_is_a_fault():
    with pytest.raises(KeyError):
        label("nowhere.to_be_found")


def test_every_clear_field_of_an_event_has_an_italian_label():
    wanted = {
        field
        for name in modules()
        if name.endswith(".events")
        for event in importlib.import_module(name).CATALOGUE.by_name.values()
        for field, info in event.model_fields.items()
        if field not in personal_fields(event) and field not in HIDDEN and info.annotation is not UUID
    }
    assert {field for field in wanted if f"field.{field}" not in catalogue("it")} == set()


def test_words_of_one_event_name_a_field_that_it_has():
    told = [key.split(".")[1:] for key in catalogue("it") if key.startswith("field.") and key.count(".") == 2]
    events = {
        name: event
        for module in modules() if module.endswith(".events")
        for name, event in importlib.import_module(module).CATALOGUE.by_name.items()
    }  # fmt: skip
    assert [(event, field) for event, field in told if field not in events[event].model_fields] == []


def test_every_free_text_of_an_event_has_an_italian_label():
    wanted = {
        field
        for name in modules()
        if name.endswith(".events")
        for event in importlib.import_module(name).CATALOGUE.by_name.values()
        if event is not PersonRegistered
        for field in personal_fields(event)
    }
    assert wanted >= {"note", "reason", "text", "summary", "rules", "motivation"}
    assert {field for field in wanted if f"text.{field}" not in catalogue("it")} == set()


def test_every_relationship_is_said_in_words():
    italian, english = Words("it"), Words("en")
    assert {code for code in kinship_codes() if f"kinship.{code}" not in catalogue("en")} == set()
    assert (italian.kinship("8"), english.kinship("8")) == ("Suocera", "Mother-in-law")
    assert italian.value("relationship", "spouse", Names()) == "Coniuge o convivente"
    assert italian.kinship("head") == ""


def test_the_persons_to_log_in_as_are_those_who_act_in_the_sample_year():
    assert AGENCIES == actors.AGENCIES
    assert {(actor.subject, actor.name, actor.agency, actor.role) for actor in actors.STAFF} <= {
        (person.subject, person.name, person.agency, person.role) for person in PEOPLE
    }
    volunteer = BY_KEY["nadia.el-amrani"]
    assert volunteer.subject == actors.volunteer_subject(0)
    assert volunteer.agency == actors.registrar_of(0).agency

"""Every field of every form, and every value of it, has words in both languages."""

import importlib

import pytest

from projections.desk.amendable import AMENDS, INSTEAD, Amends
from projections.desk.asking import DUE, SUBJECTS, UNLISTED, Form, form_of
from projections.desk.choosing import FACTS
from projections.desk.drawing import Pen
from projections.desk.forms import COMMANDS
from projections.desk.labels import LANGUAGES, catalogue
from projections.desk.wording import Words
from projections.due import KINDS
from services.kernel.amending import Amendable, Instead

FORMS = [(service, command) for service, commands in COMMANDS.items() for command in commands]


class Nothing:
    """A chooser to whom everything is empty."""

    def choices(self, source):
        return []


def drawn_in(language: str, form: Form):
    pen = Pen(form, Words(language), Nothing(), {})
    return [pen.draw(field) for field in form.fields]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("service", "command"), FORMS)
def test_a_form_is_drawn_without_a_missing_word(language, service, command):
    assert f"command.{command}" in catalogue(language)
    assert drawn_in(language, form_of(service, command))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_corrected_of_a_fact_has_words(language):
    for event, amends in AMENDS.items():
        service = next(name for name, commands in COMMANDS.items() if amends.command in commands)
        full = form_of(service, amends.command)
        pen = Pen(full, Words(language), Nothing(), {})
        assert f"event.{event}" in catalogue(language)
        assert [pen.draw(field) for field in full.fields if field.name in amends.fields] or not amends.fields


def test_every_form_is_listed_once_under_a_subject():
    listed = [(service, command) for service, _, commands in SUBJECTS for command in commands]
    assert sorted(listed) == sorted((service, command) for service, command in FORMS if command not in UNLISTED)
    assert {f"do_subject.{subject}" for _, subject, _ in SUBJECTS} <= catalogue("it").keys()


def test_everything_that_is_due_is_one_step_from_being_done():
    assert DUE.keys() == KINDS.keys()
    known = {command for _, command in FORMS}
    assert {command for commands in DUE.values() for command, _ in commands} <= known


def test_what_is_chosen_comes_from_somewhere():
    known = FACTS.keys() | {
        "household", "people", "members", "joining", "families", "residents", "residing", "projects", "agencies", "workers",
        "destinations", "work-situations", "permit-kinds", "services", "kinship", "languages", "countries", "skills",
        "municipalities", "fact",
    }  # fmt: skip
    sources = {form.source(field) for form in (form_of(*one) for one in FORMS) for field in form.fields} - {""}
    assert sources <= known


def test_what_the_desk_offers_to_amend_is_what_the_services_allow():
    policies = [importlib.import_module(f"services.{service}.domain.amending").POLICY for service in COMMANDS]
    allowed = {
        event.__name__: Amends(rule.command.__name__, rule.fields, rule.voidable)
        for policy in policies
        for event, rule in policy.items()
        if isinstance(rule, Amendable)
    }
    assert allowed == AMENDS
    instead = {event.__name__: rule.command for policy in policies for event, rule in policy.items() if isinstance(rule, Instead)}
    assert {event: command for event, (command, _) in INSTEAD.items()}.items() <= instead.items()


@pytest.mark.parametrize(("service", "command"), FORMS)
def test_what_is_asked_first_is_a_field_of_the_form(service, command):
    form = form_of(service, command)
    assert set(form.first) <= {field.name for field in form.fields}
    assert {f"choose_first.{name}" for name in form.first} <= catalogue("it").keys()

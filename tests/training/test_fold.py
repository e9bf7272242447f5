"""Folding never refuses: whatever facts stand in a stream of training, a state comes out."""

from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from services.training.domain import attendance, certificate, completion, course, edition, learner, person
from services.training.events import CATALOGUE
from tests.spec import an_id, recorded

FEW_IDS = some.sampled_from([an_id("one"), an_id("two")])
FOLDS = (
    (course.evolve, course.Course()), (edition.evolve, edition.Edition()), (learner.evolve, learner.Learners()),
    (attendance.evolve, attendance.Registers()), (completion.evolve, completion.Completions()),
    (certificate.evolve, certificate.Certificates()), (person.evolve, person.Person()),
)  # fmt: skip


def facts_of(event):
    ids = {name: FEW_IDS for name, field in event.model_fields.items() if field.annotation is UUID}
    return some.builds(event, **ids)


ANY_FACT = some.one_of(*(facts_of(event) for event in CATALOGUE.by_name.values()))


@pytest.mark.parametrize(("evolve", "initial"), FOLDS, ids=[type(initial).__name__ for _, initial in FOLDS])
@for_all(facts=some.lists(ANY_FACT, max_size=6))
def test_any_history_folds(evolve, initial, facts):
    state = initial
    for n, fact in enumerate(facts, 1):
        state = evolve(state, recorded(fact, n))
    assert type(state) is type(initial)


@for_all(ANY_FACT)
def test_every_fact_survives_its_stored_form(fact):
    assert CATALOGUE.load(type(fact).__name__, 1, fact.model_dump(mode="json")) == fact

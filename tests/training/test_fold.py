"""Folding never refuses: whatever facts stand in an edition's stream, a state comes out."""

from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.training.domain import course, edition
from services.training.events import CATALOGUE
from tests.spec import an_id, recorded

FEW_IDS = some.sampled_from([an_id("one"), an_id("two")])


def facts_of(event):
    ids = {name: FEW_IDS for name, field in event.model_fields.items() if field.annotation is UUID}
    return some.builds(event, **ids)


ANY_FACT = some.one_of(*(facts_of(event) for event in CATALOGUE.by_name.values()))


@for_all(some.lists(ANY_FACT, max_size=6))
def test_any_history_folds(facts):
    for evolve, state in ((course.evolve, course.Course()), (edition.evolve, edition.Edition())):
        for n, fact in enumerate(facts, 1):
            state = evolve(state, recorded(fact, n))  # noqa: PLW2901 - a fold
        if isinstance(state, edition.Edition):
            assert state.last_lesson_of(an_id("one")) is None or state.attended


@for_all(ANY_FACT)
def test_every_fact_survives_its_stored_form(fact):
    assert CATALOGUE.load(type(fact).__name__, 1, fact.model_dump(mode="json")) == fact

"""Folding never refuses: whatever facts stand in a stream, in whatever order, a state comes out."""

from datetime import time
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import personal_fields
from services.register.domain import (
    agenda,
    cover,
    hours,
    household,
    match,
    matching,
    need,
    numbering,
    offer,
    registration,
    seal,
    volunteer,
)
from services.register.events import CATALOGUE, Slot
from tests.spec import an_id, recorded

FOLDS = (
    (household.evolve, household.Household()),
    (volunteer.evolve, volunteer.Volunteer()),
    (numbering.evolve, numbering.Numbering()),
    (cover.evolve, cover.Covers()),
    (need.evolve, need.Needs()),
    (match.evolve, match.Matches()),
    (agenda.evolve, agenda.Agenda()),
    (registration.evolve, registration.Declared()),
    (matching.evolve, matching.MatchingRules()),
    (seal.evolve, seal.Sealed()),
    (offer.evolve, offer.Offers()),
    (hours.evolve, hours.Account()),
)
FEW_IDS = some.sampled_from([an_id("one"), an_id("two")])
SLOT = some.builds(Slot, weekday=some.integers(1, 7), start=some.just(time(9)), end=some.sampled_from([time(10), time(12)]))


def facts_of(event):
    ids = {name: FEW_IDS for name, field in event.model_fields.items() if field.annotation is UUID}
    slots = {name: some.lists(SLOT, max_size=3).map(tuple) for name in {"slots", "shifts"} & set(event.model_fields)}
    return some.builds(event, **ids, **slots)


OURS = [event for event in CATALOGUE.by_name.values() if event not in AMENDING]
ANY_FACT = some.one_of(*(facts_of(event) for event in OURS))


@for_all(some.lists(ANY_FACT, max_size=6), some.integers(0, 6))
def test_any_history_folds_and_in_two_halves_as_at_once(facts, cut):
    history = [recorded(fact, n) for n, fact in enumerate(facts, 1)]
    for evolve, initial in FOLDS:
        at_once = initial
        for fact in history:
            at_once = evolve(at_once, fact)
        half = initial
        for fact in history[:cut]:
            half = evolve(half, fact)
        for fact in history[cut:]:
            half = evolve(half, fact)
        assert half == at_once


@for_all(ANY_FACT)
def test_every_fact_survives_its_stored_form_and_its_key_follows_from_its_stream(fact):
    data = fact.model_dump(mode="json")
    assert CATALOGUE.load(type(fact).__name__, fact.schema_version, data) == fact
    owner, _, rest = fact.stream_id.partition("/")
    assert fact.partition_key in {fact.stream_id, rest}, owner


def test_free_text_is_personal_and_has_an_owner():
    for event in CATALOGUE.by_name.values():
        for name, mark in personal_fields(event).items():
            assert mark.of in event.model_fields, (event, name)
    texts = {"note", "motivation", "what", "overlap_reason"}
    for event in CATALOGUE.by_name.values():
        assert texts & set(event.model_fields) <= set(personal_fields(event))

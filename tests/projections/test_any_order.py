"""Projections are order-free between streams and indifferent to repetition (design decisions 2 and 14)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.readmodel import ReadModel
from projections.models import MODELS
from projections.pathway import QUIET
from services.kernel.event import Event
from tests.projections.histories import TYPES, events_of, histories, interleavings
from tests.projections.told import rows_of
from tests.spec import recorded

EACH = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@EACH
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_any_interleaving_of_streams_gives_the_same_rows(model: ReadModel, data):
    facts = data.draw(histories())
    assert rows_of(model, data.draw(interleavings(facts))) == rows_of(model, facts)


@EACH
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(facts=histories())
def test_a_history_told_twice_gives_the_same_rows(model: ReadModel, facts):
    assert rows_of(model, [*facts, *facts]) == rows_of(model, facts)


@EACH
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
@given(facts=histories(), cut=st.integers(0, 40))
def test_a_fact_delivered_again_later_in_its_own_history_changes_nothing(model: ReadModel, facts, cut):
    assert rows_of(model, [*facts[:cut], *facts]) == rows_of(model, facts)


@pytest.mark.parametrize(("service", "event_class"), TYPES, ids=lambda value: getattr(value, "__name__", value))
@settings(max_examples=8, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_every_event_is_folded_without_raising_and_is_a_line_or_said_to_be_quiet(service: str, event_class: type[Event], data):
    fact = recorded(data.draw(events_of(event_class)), service=service)
    told = {model.name: [*model.when(fact)] for model in MODELS if service in model.services}
    assert len(told["audit_trail"]) == 1
    lines = [row for row in told["pathway"] if row.table == "line"]
    assert not (lines and fact.type in QUIET)
    about_somebody = getattr(fact.event, "household", None) or fact.subjects
    assert len(lines) == (1 if about_somebody and fact.type not in QUIET else 0)


def test_what_is_said_to_be_quiet_is_published():
    assert {event_class.__name__ for _, event_class in TYPES} >= QUIET


def test_what_repeats_a_neighbours_fact_or_holds_a_rule_is_quiet():
    """A family's timeline tells its exit once, not once for each service that noted it."""
    repeats = {
        c.__name__ for _, c in TYPES if c.__name__.endswith("Noted") or c.stream.startswith(("known-", "occupancy/", "agenda/"))
    }
    assert repeats | {"NumberTaken"} <= QUIET

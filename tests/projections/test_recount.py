"""Every figure at every cut is what a plain recount comes to, whatever was voided, corrected, merged or told late."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from infra.readmodel import write_rows
from projections import identities, indicators
from projections.figures.asked import Period, Scope
from projections.figures.behind import behind
from projections.figures.counting import figures
from projections.figures.definitions import BY_NAME
from services.kernel.event import Recorded
from tests.projections.histories import interleavings
from tests.projections.recount import SINCE, UNTIL, Recount, cuts, histories
from tests.projections.world import World

PERIOD, PROJECT = Period(SINCE, UNTIL), "PROG-2784"
OPENED = ("b-ii", "exits", "ssm_change")
"""Of which every cell is opened; of the others the whole."""


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(histories(), some.data())
def test_every_figure_at_any_cut_is_a_plain_recount_and_the_sum_of_what_is_behind(world: World, facts: list[Recorded], data: Any):
    told = data.draw(interleavings(facts))
    cut = data.draw(cuts(facts)) if data.draw(some.booleans()) else None
    with world.read.transaction(force_rollback=True):
        for model in (indicators.MODEL, identities.MODEL):
            heard = (fact for fact in told if fact.service in model.services)
            write_rows(world.read, model, model.name, (row for fact in heard for row in model.when(fact)))
        scope, plain = Scope(PROJECT, cut), Recount(facts, cut)
        found = figures(world.read, [PERIOD], scope)
        for name, cells in plain.by_person().items():
            assert dict(found[name, PERIOD].parts) == dict(cells), name
            assert found[name, PERIOD].whole == sum(cells.values()), name
        assert {name: found[name, PERIOD].value for name in plain.others()} == plain.others()
        for name in BY_NAME:
            for cell, number in found[name, PERIOD].cells().items() if name in OPENED else (("", found[name, PERIOD].whole),):
                rows, _ = behind(world.read, name, PERIOD, scope, cell=cell, limit=None)
                whole = number if isinstance(number, int) else number[0]
                assert sum(row.adds for row in rows) == whole, (name, cell)

"""Irregularities: days that follow each other, amounts that add up, and updates that say what has changed."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as some

from services.kernel.rules import InTheFuture
from services.oversight.application import Oversight
from services.oversight.commands import ReportIrregularity, UpdateIrregularity
from services.oversight.domain.control import UnknownControl, UnknownFinding
from services.oversight.domain.irregularity import (
    AmountsDoNotAdd,
    InformedBeforeItBegan,
    Irregularity,
    IrregularityIsClosed,
    NothingHasChanged,
    UnknownIrregularity,
    evolve,
    report,
    update,
)
from services.oversight.domain.known import UnknownAgency
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import AgencyNoted, IrregularityReported, IrregularityUpdated, ProjectNoted
from tests.memory import Book, somebody
from tests.oversight.test_control import OPENED
from tests.spec import an_id, decided, given, recorded

NAME, MARCO, TODAY = an_id("irregularity"), an_id("marco"), date(2026, 5, 21)
ASK = ReportIrregularity(
    project="PROG-2784", agency="sds", kind="not-documented", provision="514/2014 art. 21", found_by="self-report",
    first_information_on=date(2026, 5, 7), started_on=date(2026, 4, 1), ended_on=date(2026, 4, 30), expenditure_cents=48_000,
    public_cents=40_000, affected_cents=3_000, state="administrative", description="Una penale",
)  # fmt: skip
REPORTED = IrregularityReported(
    irregularity=NAME, **ASK.model_dump(exclude={"occurred_at", "source"}), reported_on=TODAY, official=MARCO
)


def reporting(**changes):
    return decided.by(lambda: report(NAME, ASK.model_copy(update=changes), MARCO, TODAY))


def updating(*facts, agency="sds", **changes):
    known = given(evolve, Irregularity(), REPORTED, *facts)
    return known.when(update, UpdateIrregularity(irregularity=NAME, **changes), agency, MARCO, TODAY)


def updated(**changes) -> IrregularityUpdated:
    standing = {"qualification": "irregularity", "ended_on": ASK.ended_on, "affected_cents": 3_000, "recovered_cents": 0}
    fields = {**standing, "state": "administrative", **changes}
    return IrregularityUpdated(irregularity=NAME, project="PROG-2784", updated_on=TODAY, official=MARCO, **fields)


def test_an_irregularity_is_reported_with_what_the_commission_asks_for():
    reporting().then(REPORTED)


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"ended_on": date(2026, 3, 31)}, PeriodEndsBeforeStart, "ended_on"),
        ({"first_information_on": date(2026, 8, 1)}, InTheFuture, "first_information_on"),
        ({"ended_on": date(2026, 8, 1)}, InTheFuture, "ended_on"),
        ({"affected_cents": 40_001}, AmountsDoNotAdd, "affected_cents"),
        ({"public_cents": 48_001}, AmountsDoNotAdd, "affected_cents"),
    ],
)
def test_days_follow_each_other_and_amounts_add_up(changes, rule, field):
    reporting(**changes).refuses(rule, field=field)


def test_nobody_hears_of_it_before_it_began():
    reporting(first_information_on=date(2026, 3, 31)).refuses(InformedBeforeItBegan, field="first_information_on")


def test_what_is_left_out_of_an_update_stands():
    updating(recovered_cents=3_000, state="closed").then(updated(recovered_cents=3_000, state="closed"))
    suspected = updated(qualification="suspected-fraud")
    updating(suspected, state="judicial").then(updated(qualification="suspected-fraud", state="judicial"))


def test_an_update_says_something_new_of_what_ones_own_agency_reported():
    updating(state="administrative").refuses(NothingHasChanged)
    updating(state="closed", agency="coop").refuses(UnknownIrregularity)
    ask = UpdateIrregularity(irregularity=NAME, state="closed")
    given(evolve, Irregularity()).when(update, ask, "sds", MARCO, TODAY).refuses(UnknownIrregularity)


def test_amounts_and_days_of_an_update_fit_too():
    updating(recovered_cents=3_001).refuses(AmountsDoNotAdd)
    updating(affected_cents=40_001).refuses(AmountsDoNotAdd)
    updating(ended_on=date(2026, 3, 1)).refuses(PeriodEndsBeforeStart)
    updating(ended_on=date(2026, 5, 22)).refuses(InTheFuture)


def test_a_closed_procedure_is_first_opened_again():
    closed = updated(state="closed")
    updating(closed, recovered_cents=1).refuses(IrregularityIsClosed)
    updating(closed, state="judicial", recovered_cents=1).then(updated(state="judicial", recovered_cents=1))


def test_what_it_came_out_of_exists():
    book, marco = Book("oversight"), somebody
    book.tell(ProjectNoted(project="PROG-2784"), OPENED)
    irregularities = Oversight(book).irregularities
    with pytest.raises(UnknownAgency):
        irregularities.report_irregularity(ASK, marco())
    book.tell(AgencyNoted(agency="sds"))
    for named, rule in (({"control": an_id("none")}, UnknownControl), ({"finding": an_id("none")}, UnknownFinding)):
        with pytest.raises(rule):
            irregularities.report_irregularity(ASK.model_copy(update=named), marco())
    found = irregularities.report_irregularity(ASK.model_copy(update={"control": OPENED.control}), marco()).ids["irregularity"]
    irregularities.update_irregularity(UpdateIrregularity(irregularity=UUID(found), state="closed"), marco())
    assert {fact.project for fact in book.told(IrregularityUpdated)} == {"PROG-2784"}


CHANGES = some.fixed_dictionaries({}, optional={
    "affected_cents": some.sampled_from([0, 3_000, 40_000, 40_001]), "recovered_cents": some.sampled_from([0, 3_000, 3_001]),
    "state": some.sampled_from(["administrative", "judicial", "closed"]),
})  # fmt: skip


@whatever(updates=some.lists(CHANGES, max_size=6))
@settings(max_examples=40, deadline=None)
def test_whatever_is_said_of_it_the_amounts_add_up_and_the_last_word_stands(updates):
    state = evolve(Irregularity(), recorded(REPORTED))
    model = {"affected_cents": 3_000, "recovered_cents": 0, "state": "administrative"}
    for n, changes in enumerate(updates, 2):
        ask = UpdateIrregularity(irregularity=NAME, **changes)
        said = decided.by(lambda ask=ask, now=state: update(now, ask, "sds", MARCO, TODAY))
        after = {**model, **changes}
        shut = model["state"] == "closed" and after["state"] == "closed"
        may = not shut and after != model and after["recovered_cents"] <= after["affected_cents"] <= 40_000
        assert (not said.broken and said.impossible is None) == may
        if may:
            (fact,), model = said.facts, after
            assert {name: getattr(fact, name) for name in model} == model
            state = evolve(state, recorded(fact, n))

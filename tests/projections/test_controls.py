"""Controls as the read model has them: the report's eight items, samples drawn again, expenses as they stand."""

import csv
import io
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from projections import controlled, indicators, pathway, people
from projections.controls import MODEL
from services.oversight import events
from services.oversight.domain.sampling import Lottery, members_of
from services.oversight.events import ExpenseAccepted, ExpenseClaimed, ExpenseRejected
from tests.examples.controls import CONTROL, CONTROLS, FINDING, IRREGULARITY, RULES
from tests.examples.oversight import CLAIM, OVERSIGHT
from tests.projections.story import enrolled
from tests.projections.told import given
from tests.projections.world import World
from tests.spec import an_id, recorded

EXPENSES = [event for event in OVERSIGHT if isinstance(event, ExpenseClaimed | ExpenseAccepted)]
MODELS = [MODEL, people.MODEL, pathway.MODEL, indicators.MODEL]


def told(*facts):
    return given(*(recorded(fact, n, service="oversight") for n, fact in enumerate(facts, 1))).when(MODEL)


def test_a_control_is_opened_and_closed_and_a_finding_is_answered():
    folded = told(*CONTROLS)
    folded.then("control", {"control": CONTROL, "outcome": "with-findings", "without": {"sample": "all-was-looked-at"}})
    folded.then("finding", {"finding": FINDING, "stance": "accepted", "agency": "sds", "answered_by": "anna"})
    folded.then("sample", {"control": CONTROL, "of": "families", "rules": RULES.model_dump(), "checkpoint_size": 8_719})


def test_an_irregularity_reads_as_it_was_updated_last():
    told(*CONTROLS).then(
        "irregularity",
        {"irregularity": IRREGULARITY, "kind": "not-documented", "state": "closed", "recovered_cents": 3_000, "agency": "coop"},
    )


def test_no_text_and_no_name_is_kept():
    assert not {"text", "answer", "note", "scope", "controller_name", "description"} & {
        column for table in MODEL.tables for column in table.columns
    }


def test_an_expense_is_open_until_it_is_decided():
    told(EXPENSES[0]).then("claim", {"claim": CLAIM, "amount_cents": 48_000, "voided": False})
    told(*EXPENSES).then("claim", {"decision": "accepted", "accepted_cents": 45_000})


def test_a_voided_decision_leaves_the_claim_open_and_a_voided_claim_is_gone(world: World):
    claimed, accepted = world.tell(EXPENSES[0], agency="coop"), world.tell(EXPENSES[1])
    world.project(models=MODELS)
    assert [one.decision for one in controlled.claims(world.read, "PROG-2784")] == ["accepted"]
    world.void(accepted, "oversight")
    world.project(models=MODELS)
    (claim,) = controlled.claims(world.read)
    assert (claim.decision, claim.accepted_cents, claim.decided_on, claim.evidence[0]["kind"]) == (None, None, None, "invoice")
    world.void(claimed, "oversight")
    world.project(models=MODELS)
    assert controlled.claims(world.read) == []


def test_the_report_of_a_control_has_its_eight_items(world: World):
    world.tell_all(CONTROLS[:4], agency="autorita")
    world.project(models=MODELS)
    report = controlled.report(world.read, CONTROL)
    assert report is not None
    assert report.missing == ("reaction",)
    world.tell(CONTROLS[4])
    world.project(models=MODELS)
    report = controlled.report(world.read, CONTROL)
    assert report is not None
    assert report.missing == ()
    assert list(report.items) == list(controlled.ITEMS)
    assert (report.items["controller_name"], report.items["signature"]) == ("Chiara Villa", "Verbale 12/2026")
    assert [one.project for one in controlled.controls(world.read, "PROG-2784")] == ["PROG-2784"]
    assert controlled.controls(world.read, "P-2") == []
    assert controlled.report(world.read, an_id("none")) is None


def test_irregularities_go_out_with_all_fields(world: World):
    world.tell_all(CONTROLS)
    world.project(models=MODELS)
    (row,) = csv.DictReader(io.StringIO(controlled.as_csv(controlled.irregularities(world.read, "PROG-2784"))))
    wanted = {"started_on": "2026-04-01", "ended_on": "2026-04-30", "found_by": "on-the-spot-control", "affected_cents": "3000"}
    assert wanted.items() <= row.items()


@pytest.mark.parametrize("rules", [None, RULES], ids=["random", "risk"])
def test_the_read_side_draws_what_the_service_drew(rules):
    """Two implementations of the lottery: the desk's, which knows no domain, and the domain's."""
    lines = sorted(f"{an_id(str(n))} corrections={n % 3} late-entries={n % 7}" for n in range(40))
    members = members_of(lines)
    drawn = Lottery("ab" * 32, members if rules else {one: {} for one in members}, rules).rank()[:8]
    event = next(one for one in CONTROLS if isinstance(one, events.SampleDrawn)).model_copy(
        update={"seed": "ab" * 32, "rules": rules, "drawn": tuple(drawn)}
    )
    (row,) = told(event).of("sample")
    again = controlled.Sample(**row).drawn_from(lines)
    assert [UUID(one) for one in again.drawn] == drawn
    assert again.same_population is False


def test_a_population_is_what_the_read_models_hold(world: World):
    late = datetime(2020, 1, 1, tzinfo=UTC)
    world.tell(enrolled(), occurred=late)
    world.tell(EXPENSES[0])
    rejected = next(event for event in OVERSIGHT if isinstance(event, ExpenseRejected))
    world.tell(EXPENSES[0].model_copy(update={"claim": rejected.claim, "evidence": ()}))
    world.project(models=MODELS)
    (line,) = controlled.population(world.read, "PROG-2784", "families")
    assert re.fullmatch(r"\S+ entries=1 late-days=\d+", line)
    claims = controlled.population(world.read, "PROG-2784", "claims")
    assert claims == sorted([f"{CLAIM} euros=480", f"{rejected.claim} euros=480 undocumented=1"])

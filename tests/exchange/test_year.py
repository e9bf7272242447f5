"""The sample year: what it promises, and that the services' own decisions take every line of it, rehearsed without a server."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from projections.desk.people_of_demo import PEOPLE
from services.exchange.simulated.actors import SEED, STAFF, volunteer_subject
from services.exchange.simulated.communities import COMMUNITIES
from services.exchange.simulated.documents import cited
from services.exchange.simulated.families import BLOCK
from services.exchange.simulated.player import next_run, requests
from services.exchange.simulated.plot import AMENDING, COMMANDS, Step, in_order
from services.exchange.simulated.spool import Spool
from services.exchange.simulator import story, year
from services.housing.events import CATALOGUE as HOUSING
from services.intake.events import CATALOGUE as INTAKE
from services.kernel.access import ACCESS
from services.oversight.events import CATALOGUE as OVERSIGHT
from services.register.events import CATALOGUE as REGISTER
from services.training.events import CATALOGUE as TRAINING
from tests.exchange.rehearsal import Rehearsal

DAY = date(2026, 11, 24)
YEAR = story(SEED, DAY)
EVERY_COMMAND = {name for name in ACCESS if name[0].isupper()}


def given(command: str) -> list[Step]:
    return [step for step in YEAR if step.command == command and not step.refused]


@cache
def rehearsed() -> Rehearsal:
    return Rehearsal().play(YEAR)


def test_the_same_seed_and_day_tell_the_same_year():
    assert story(SEED, DAY) == YEAR
    assert story(SEED + 1, DAY, 6) != story(SEED, DAY, 6)


COUNTED = {"SealReport": "ReportSealed", "RectifyReport": "ReportRectified"}
"""Reports are counted from the read models and sealed by `weita report`, once the year is told."""
NOBODY_ASKS = {
    "PlaceHold": {"HoldPlaced"}, "ReleaseHold": {"HoldReleased"}, "DeclareFinalPayment": {"FinalPaymentDeclared"},
    "RequestErasure": {"ErasureRequested", "ErasureRefused"}, "RecordErasure": {"SubjectErased"},
    "ReadmitSubject": {"SubjectReadmitted"}, "RaiseObjection": {"ObjectionRaised"}, "DecideObjection": {"ObjectionDecided"},
    "RestrictProcessing": {"ProcessingRestricted", "RestrictionNoted", "CandidateExcluded"},
    "LiftRestriction": {"RestrictionLifted", "RestrictionCleared"}, "DiscloseData": {"DataDisclosed"},
    "TellRecipient": {"RecipientTold"},
}  # fmt: skip
"""No family of the sample year asks for its rights: what is theirs is tested at tests/journeys/audit."""


def test_every_command_of_every_service_is_given():
    filed_by_the_player = {"FileEvidence"} if any(map(list, map(cited, YEAR))) else set()
    assert {step.command for step in YEAR} | filed_by_the_player | COUNTED.keys() | NOBODY_ASKS.keys() == EVERY_COMMAND


def test_the_year_holds_what_it_promises():
    assert len({step.body["household"] for step in given("EnrolFamily")}) >= 120
    assert len(given("ApplyAsVolunteer")) == 60
    assert len(given("OpenEdition")) == 8
    assert len(given("AddDwelling")) == 14
    assert {actor.agency for actor in STAFF} == {"sds", "comune", "cpi", "coop", "terre", "rocco", "odv"}
    assert {step.body["citizenship"] for step in given("RegisterPerson")} == {one.citizenship for one in COMMUNITIES}


def test_no_line_of_the_year_is_refused_but_what_the_story_names():
    assert [(step.key, type(rule).__name__) for step, rule in rehearsed().unexpected] == []
    assert Counter(step.refused for step in rehearsed().refused) == {"unit-occupied": 1, "already-in-a-household": 1}


def test_no_reaction_is_refused():
    assert [(fact.type, type(rule).__name__) for fact, rule in rehearsed().refused_reactions] == []


def test_every_event_of_every_catalogue_is_recorded():
    told = {fact.type for fact in rehearsed().facts()} | {*COUNTED.values()}.union(*NOBODY_ASKS.values())
    assert {name for catalogue in (INTAKE, HOUSING, REGISTER, TRAINING, OVERSIGHT) for name in catalogue.by_name} == told


def test_queues_of_one_day_wait_for_none_of_the_others():
    towns = list(year(SEED, DAY, 30))
    backwards = Rehearsal().play(in_order(reversed([plot for town in towns for plot in town.plots])))
    assert backwards.unexpected == []
    assert backwards.refused_reactions == []


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2028, 2, 29), date(2027, 8, 31)])
def test_it_can_be_told_on_any_day_with_any_seed(day):
    told = Rehearsal().play(story(day.month, day, 40))
    assert [(step.key, type(rule).__name__) for step, rule in told.unexpected] == []
    assert told.refused_reactions == []


def test_real_life_is_late_corrected_voided_and_withdrawn():
    assert len([step for step in given("RecordService") if step.late]) >= 10
    assert len([step for step in given("RecordAssessment") if step.late]) >= 10
    for command, least in (
        ("CorrectService", 10), ("VoidService", 3), ("WithdrawConsent", 3), ("ApproveAmendment", 10), ("RefuseAmendment", 2),
        ("ConfirmDuplicate", 5), ("ReferToAgency", 20), ("RejectReferral", 3), ("ReverseHours", 3), ("WithdrawLearner", 3),
        ("RecordFollowUp", 10), ("IssueWarning", 3), ("DeclineProposal", 1), ("ExtendAssignment", 3),
    ):  # fmt: skip
        assert len(given(command)) >= least, command


def test_some_names_stand_in_their_own_script_and_some_people_are_partly_known():
    told = given("RegisterPerson")
    assert {step.body.get("script") for step in told} >= {"Latn", "Cyrl", "Arab", "Beng", "Hans"}
    assert any(step.body.get("partial_birth_date") and step.body["family_name"] is None for step in told)
    assert any(len(step.body.get("fiscal_code") or "") == 11 for step in told)


def test_the_year_ends_today_and_nothing_lies_ahead():
    days = [step.happened for step in YEAR]
    assert (DAY - min(days)).days > 450
    assert max(days) <= DAY
    assert max(step.on for step in YEAR) == DAY
    assert [step.live for step in YEAR] == sorted(step.live for step in YEAR)


def test_foreign_families_come_first_and_italian_ones_are_among_them():
    groups = Counter(step.body["citizenship_group"] for step in given("RegisterPerson") if ":family:" in step.key)
    assert groups["third-country"] > groups["italian"] > 0


def test_every_step_fits_its_command_and_its_role():
    for step in YEAR:
        service, command = (step.service, AMENDING[step.command]) if step.command in AMENDING else COMMANDS[step.command]
        command.model_validate(step.body)
        assert step.service == service
        assert step.actor.role in ACCESS[step.command]


def test_every_key_is_used_once_and_names_the_seed():
    keys = [step.key for step in YEAR]
    assert len(set(keys)) == len(keys)
    assert all(key.startswith(f"demo:{SEED}:") for key in keys)


def test_a_town_more_leaves_the_first_one_as_it_is():
    more = {step.key: step.body for step in story(SEED, DAY, BLOCK + 6)}
    assert {step.key: step.body for step in YEAR}.items() <= more.items()


def test_who_acts_is_who_the_desk_lets_in():
    known = {(person.subject, person.agency, person.role) for person in PEOPLE}
    assert {(actor.subject, actor.agency, actor.role) for actor in STAFF} <= known


def test_a_volunteer_acts_as_the_person_they_are():
    applied = given("ApplyAsVolunteer")
    assert [step.actor.subject for step in applied] == [step.body["person"] for step in applied]
    assert volunteer_subject(0) in {step.actor.subject for step in applied}


def test_neighbouring_steps_of_one_actor_travel_together_and_a_refused_one_alone():
    lucia, marco = YEAR[0].actor, STAFF[1]
    steps = [Step(DAY, "q", "intake", "OpenCase", f"k{n}", who, {}, no) for n, (who, no) in enumerate(
        ((lucia, None), (lucia, None), (lucia, "taken"), (marco, None))
    )]  # fmt: skip
    assert next_run(steps) == steps[:2]
    assert next_run(steps[2:]) == [steps[2]]
    (parcel,) = requests([steps[:2], steps[1:2]])  # type: ignore[list-item]
    assert [run for _, run in parcel] == [steps[:2], steps[1:2]]


def test_a_spool_gives_each_day_back_in_the_order_in_which_it_was_laid():
    with Spool() as spool:
        for town in year(SEED, DAY, 6):
            spool.lay(town.steps)
        days = [(day, [step for portion in portions for step in portion]) for day, portions in spool.days()]
    assert [day for day, _ in days] == sorted({step.on for step in story(SEED, DAY, 6) if not step.live})
    assert [step for _, told in days for step in told] == [step for step in story(SEED, DAY, 6) if not step.live]

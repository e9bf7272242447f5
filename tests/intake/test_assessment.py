"""The self-sufficiency matrix: known domains, one tool per person, what follows compares with an entry; revised, not edited."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.intake.commands import RecordAssessment, ReviseAssessment
from services.intake.domain.assessment import (
    Assessments,
    EntryAssessmentMissing,
    NothingRevised,
    ToolVersionChanged,
    UnknownAssessment,
    UnknownDomain,
    UnknownTool,
    evolve,
    record,
    revise,
)
from services.intake.domain.case import Case, CaseIsClosed
from services.intake.domain.household import Household, NotAMember
from services.intake.events import AssessmentRecorded, AssessmentRevised, FamilyExited
from tests.spec import an_id, given, recorded

FAMILY, AMAL, NAME, DAY = an_id("family"), an_id("amal"), an_id("assessment"), date(2026, 3, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), DAY, None, frozenset({AMAL}))
OPEN, CLOSED = Case("sds", "PROG-2784", AMAL, open=True), Case("sds", "PROG-2784", AMAL)
TOOLS = {("SSM", "1"): {"housing", "childcare"}, ("SSM", "2"): {"housing"}}
ASK = RecordAssessment(household=FAMILY, person=AMAL, phase="entry", scores={"housing": 1, "childcare": None}, note="At home")
ENTRY = AssessmentRecorded(
    assessment=NAME, household=FAMILY, person=AMAL, tool="SSM", tool_version="1", phase="entry",
    scores={"housing": 1, "childcare": None}, note="At home",
)  # fmt: skip
FIRST = recorded(ENTRY, 1)
REVISION = ReviseAssessment(household=FAMILY, assessment=NAME, scores={"housing": 2}, reason="misheard")
REVISED = AssessmentRevised(
    assessment=NAME, household=FAMILY, corrects_event_id=FIRST.id, person=AMAL, tool="SSM", tool_version="1", phase="entry",
    scores={"housing": 2}, reason="misheard",
)  # fmt: skip


def assessing(*facts, household=HOME, case=OPEN, **changes):
    ask = ASK.model_copy(update=changes)
    return given(evolve, Assessments(), *facts).when(record, NAME, ask, household, case=case, tools=TOOLS)


def revising(*facts, **changes):
    return given(evolve, Assessments(), *facts).when(revise, REVISION.model_copy(update=changes), tools=TOOLS)


def test_a_domain_is_scored_or_does_not_apply():
    assessing().then(ENTRY)


@pytest.mark.parametrize("score", [0, 6, -1, 1.5, "x", True, 10**30])
def test_a_score_is_a_number_from_1_to_5(score):
    with pytest.raises(ValidationError):
        RecordAssessment(household=FAMILY, person=AMAL, phase="entry", scores={"housing": score})
    with pytest.raises(ValidationError):
        ReviseAssessment(household=FAMILY, assessment=NAME, reason="x", scores={"housing": score})


def test_an_assessment_scores_something():
    with pytest.raises(ValidationError):
        RecordAssessment(household=FAMILY, person=AMAL, phase="entry", scores={})


def test_only_members_are_assessed():
    assessing(household=Household()).refuses(NotAMember, person=AMAL)


def test_the_matrix_has_no_other_domains():
    assessing(scores={"happiness": 5}).refuses(UnknownDomain, domain="happiness")
    assessing(scores={"childcare": 5}, tool_version="2").refuses(UnknownDomain, domain="childcare")


def test_the_tool_is_one_of_the_list_in_a_version_of_the_list():
    assessing(tool="Star").refuses(UnknownTool, field="tool", known=["SSM 1", "SSM 2"])
    assessing(tool_version="3").refuses(UnknownTool)


@pytest.mark.parametrize("phase", ["interim", "exit"])
def test_what_follows_compares_with_an_entry(phase):
    assessing(phase=phase).refuses(EntryAssessmentMissing, field="phase")
    assert assessing(ENTRY, phase=phase).facts[0].phase == phase


def test_the_entry_of_somebody_else_does_not_count():
    other = ENTRY.model_copy(update={"person": an_id("sami")})
    assessing(other, phase="exit").refuses(EntryAssessmentMissing)


def test_an_interim_assessment_is_no_entry():
    interim = ENTRY.model_copy(update={"phase": "interim"})
    assessing(interim, phase="exit").refuses(EntryAssessmentMissing)


def test_a_person_is_assessed_with_one_version_of_the_tool():
    assessing(ENTRY, phase="interim", tool_version="2", scores={"housing": 3}).refuses(ToolVersionChanged, field="tool_version")


def test_a_closed_case_takes_no_assessment_but_a_follow_up():
    assessing(case=CLOSED).refuses(CaseIsClosed)
    assert assessing(ENTRY, case=CLOSED, phase="follow-up").broken == ()


def test_whether_anybody_was_assessed_in_a_phase_is_known():
    state = given(evolve, Assessments(), ENTRY).state
    assert state.any("entry")
    assert not state.any("exit")


def test_a_revision_says_all_scores_again_and_names_what_it_corrects():
    revising(FIRST).then(REVISED)


def test_a_revision_corrects_the_newest_word():
    again = recorded(REVISED, 2)
    assert revising(FIRST, again, scores={"housing": 5}).facts[0].corrects_event_id == again.id


def test_what_was_not_recorded_is_not_revised():
    revising().refuses(UnknownAssessment, assessment=NAME)


def test_a_revision_says_something_else():
    revising(FIRST, scores=ENTRY.scores).refuses(NothingRevised, field="scores")
    revising(FIRST, recorded(REVISED, 2)).refuses(NothingRevised)


def test_a_revision_keeps_to_the_domains_of_its_tool():
    revising(FIRST, scores={"happiness": 5}).refuses(UnknownDomain, domain="happiness")


def test_a_revision_gives_a_reason():
    with pytest.raises(ValidationError):
        ReviseAssessment(household=FAMILY, assessment=NAME, scores={"housing": 2})


def test_a_revised_entry_is_still_an_entry():
    assert assessing(FIRST, recorded(REVISED, 2), phase="exit").broken == ()


def test_a_fact_of_another_kind_changes_no_assessment():
    exited = FamilyExited(household=FAMILY, project="P", members=(AMAL,), exit=DAY, destination="rental", head=AMAL)
    assert given(evolve, Assessments(), ENTRY, exited).state == given(evolve, Assessments(), ENTRY).state

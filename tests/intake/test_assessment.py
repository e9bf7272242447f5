"""The self-sufficiency matrix: one tool from entry to exit, so that change can be read."""

import pytest

from services.intake.commands import RecordAssessment
from services.intake.domain.assessment import Assessments, EntryAssessmentMissing, ToolVersionChanged, UnknownDomain, evolve, record
from services.intake.domain.household import Household, NotAMember
from services.intake.events import AssessmentRecorded
from tests.spec import an_id, given

FAMILY, AMAL, NAME = an_id("family"), an_id("amal"), an_id("assessment")
HOUSEHOLD = Household(everyone=frozenset({AMAL}))
ENTRY = AssessmentRecorded(
    assessment=NAME, household=FAMILY, person=AMAL, tool="SSM", tool_version="1", phase="entry", scores={"housing": 1}
)


def assessing(*facts, household=HOUSEHOLD, **changes):
    fixed = {"household": FAMILY, "person": AMAL, "phase": "entry", "scores": {"housing": 1}}
    ask = RecordAssessment.model_validate({**fixed, **changes})
    return given(evolve, Assessments(), *facts).when(record, NAME, ask, household)


def test_a_member_is_assessed():
    assessing().then(ENTRY)


def test_a_domain_that_does_not_apply_has_no_score():
    assert assessing(scores={"childcare": None}).facts[0].scores == {"childcare": None}


def test_only_members_are_assessed():
    assessing(household=Household()).refuses(NotAMember, person=AMAL)


def test_the_matrix_has_fixed_domains():
    assessing(scores={"happiness": 5}).refuses(UnknownDomain, domain="happiness")


def test_an_exit_assessment_compares_with_one_at_entry():
    assessing(phase="exit").refuses(EntryAssessmentMissing)
    assert assessing(ENTRY, phase="exit").facts


def test_a_person_is_assessed_with_one_version_of_the_tool():
    assessing(ENTRY, phase="interim", tool_version="2").refuses(ToolVersionChanged, field="tool_version")


@pytest.mark.parametrize("phase", ["entry", "exit"])
def test_which_phases_were_assessed_is_known(phase):
    assert given(evolve, Assessments(), ENTRY).state.any(phase) == (phase == "entry")

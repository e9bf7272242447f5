"""The self-sufficiency matrix: known domains, one tool per person, an exit compares with an entry."""

from datetime import date

from services.intake.commands import RecordAssessment
from services.intake.domain.assessment import (
    Assessments,
    EntryAssessmentMissing,
    ToolVersionChanged,
    UnknownDomain,
    evolve,
    record,
)
from services.intake.domain.household import Household, NotAMember
from services.intake.events import AssessmentRecorded
from tests.spec import an_id, given

FAMILY, AMAL, NAME, DAY = an_id("family"), an_id("amal"), an_id("assessment"), date(2026, 3, 1)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL}), DAY, None, frozenset({AMAL}))
ASK = RecordAssessment(household=FAMILY, person=AMAL, phase="entry", scores={"housing": 1, "childcare": None})
ENTRY = AssessmentRecorded(
    assessment=NAME, household=FAMILY, person=AMAL, tool="SSM", tool_version="1", phase="entry",
    scores={"housing": 1, "childcare": None},
)  # fmt: skip


def assessing(*facts, household=HOME, **changes):
    return given(evolve, Assessments(), *facts).when(record, NAME, ASK.model_copy(update=changes), household)


def test_a_domain_is_scored_or_does_not_apply():
    assessing().then(ENTRY)


def test_only_members_are_assessed():
    assessing(household=Household()).refuses(NotAMember, person=AMAL)


def test_the_matrix_has_no_other_domains():
    assessing(scores={"happiness": 5}).refuses(UnknownDomain, domain="happiness")


def test_an_exit_compares_with_an_entry():
    assessing(phase="exit").refuses(EntryAssessmentMissing, field="phase")


def test_an_exit_after_an_entry_is_recorded():
    assert assessing(ENTRY, phase="exit").facts[0].phase == "exit"


def test_the_entry_of_somebody_else_does_not_count():
    other = ENTRY.model_copy(update={"person": an_id("sami")})
    assessing(other, phase="exit").refuses(EntryAssessmentMissing)


def test_a_person_is_assessed_with_one_version_of_the_tool():
    assessing(ENTRY, phase="interim", tool_version="2").refuses(ToolVersionChanged, field="tool_version")


def test_whether_anybody_was_assessed_in_a_phase_is_known():
    state = given(evolve, Assessments(), ENTRY).state
    assert state.any("entry")
    assert not state.any("exit")

"""Funded projects and agencies: said again, nothing changes; said otherwise, the newest holds."""

import pytest
from pydantic import ValidationError

from services.intake.commands import DeclareProgramme, RegisterAgency
from services.intake.domain.programme import Agency, Programme, declare, evolve_agency, evolve_programme, register_agency
from services.intake.events import AgencyRegistered, ProgrammeDeclared, ProgrammeRules
from tests.spec import given

DECLARE = DeclareProgramme(project="PROG-2784", name="WE-ITA")
DECLARED = ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="AMIF/FAMI", rules=ProgrammeRules())
REGISTER, REGISTERED = RegisterAgency(agency="sds", name="SdS"), AgencyRegistered(agency="sds", name="SdS")


def test_a_project_has_rules():
    given(evolve_programme, Programme()).when(declare, DECLARE).then(DECLARED)


def test_a_project_declared_again_with_the_same_rules_changes_nothing():
    given(evolve_programme, Programme(), DECLARED).when(declare, DECLARE).then()


def test_other_rules_hold_from_then_on():
    strict = DECLARED.model_copy(update={"rules": ProgrammeRules(stay_months=12)})
    assert given(evolve_programme, Programme(), DECLARED, strict).state.rules == ProgrammeRules(stay_months=12)


def test_a_project_says_when_plans_are_reviewed_and_families_asked_again():
    rules = DeclareProgramme(project="P", name="P", rules={"review_months": 4, "follow_up_months": [1, 24]}).rules
    assert (rules.review_months, rules.follow_up_months) == (4, (1, 24))
    assert (ProgrammeRules().review_months, ProgrammeRules().follow_up_months) == (6, (3, 6, 12))


@pytest.mark.parametrize("months", [[0], [-3], [6, 3], [3, 3], [601], [10**12], list(range(1, 14))])
def test_follow_ups_come_one_after_the_other_and_not_without_end(months):
    with pytest.raises(ValidationError, match="follow_up_months"):
        DeclareProgramme(project="P", name="P", rules={"follow_up_months": months})


@pytest.mark.parametrize("rules", [{"emergency_access_hours": 0}, {"emergency_access_hours": 169}, {"proposal_days": 0}])
def test_an_emergency_and_an_answer_take_a_time_that_ends(rules):
    with pytest.raises(ValidationError, match="lies between 1 and"):
        DeclareProgramme(project="P", name="P", rules=rules)


@pytest.mark.parametrize(
    "rules", [{"stay_months": -1}, {"stay_cap_months": 601}, {"stay_months": 10**12}, {"review_months": 601}, {"review_months": -1}]
)
def test_a_stay_has_a_number_of_months_that_a_stay_can_have(rules):
    with pytest.raises(ValidationError, match="lies between 0 and 600"):
        DeclareProgramme(project="PROG-2784", name="WE-ITA", rules=rules)


def test_an_agency_takes_part():
    given(evolve_agency, Agency()).when(register_agency, REGISTER).then(REGISTERED)


def test_an_agency_registered_again_changes_nothing():
    given(evolve_agency, Agency(), REGISTERED).when(register_agency, REGISTER).then()


def test_an_agency_may_change_its_name():
    renamed = RegisterAgency(agency="sds", name="SdS Firenze")
    given(evolve_agency, Agency(), REGISTERED).when(register_agency, renamed).then(
        AgencyRegistered(agency="sds", name="SdS Firenze")
    )

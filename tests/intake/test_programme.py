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


@pytest.mark.parametrize("rules", [{"stay_months": -1}, {"stay_cap_months": 601}, {"stay_months": 10**12}])
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

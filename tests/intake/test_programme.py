"""Funded projects and agencies: said again with the same words, nothing changes."""

from services.intake.commands import DeclareProgramme, RegisterAgency
from services.intake.domain.programme import Agency, Programme, declare, evolve_agency, evolve_programme, register_agency
from services.intake.events import AgencyRegistered, ProgrammeDeclared, ProgrammeRules
from tests.spec import given

ASK, RULES = DeclareProgramme(project="PROG-2784", name="WE-ITA"), ProgrammeRules()
DECLARED = ProgrammeDeclared(project="PROG-2784", name="WE-ITA", fund="AMIF/FAMI", rules=RULES)
REGISTERED = AgencyRegistered(agency="coop", name="Cooperativa")


def test_a_project_is_declared_once_until_its_rules_change():
    given(evolve_programme, Programme()).when(declare, ASK).then(DECLARED)
    given(evolve_programme, Programme(), DECLARED).when(declare, ASK).then()
    longer = ProgrammeRules(stay_cap_months=48)
    changed = ASK.model_copy(update={"rules": longer})
    given(evolve_programme, Programme(), DECLARED).when(declare, changed).then(DECLARED.model_copy(update={"rules": longer}))


def test_an_agency_is_registered_once_until_its_name_changes():
    ask = RegisterAgency(agency="coop", name="Cooperativa")
    given(evolve_agency, Agency()).when(register_agency, ask).then(REGISTERED)
    given(evolve_agency, Agency(), REGISTERED).when(register_agency, ask).then()

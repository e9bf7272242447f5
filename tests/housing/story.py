"""Named facts of one story for the tests of housing: two families, one flat, one shared unit."""

from datetime import date

from services.housing.events import AgreementDrafted, AgreementSigned, HouseholdNoted, RulesNoted, UnitAssigned, UnitReleased
from tests.spec import an_id

HADDAD, ROSSI = an_id("haddad"), an_id("rossi")
AMAL, SAMI, NOUR = an_id("amal"), an_id("sami"), an_id("nour")
FLAT, HOUSE, STAY, DECISION, PACT = an_id("flat"), an_id("house"), an_id("stay"), an_id("decision"), an_id("pact")
TODAY, START, END = date(2026, 6, 1), date(2026, 6, 1), date(2027, 6, 1)

RULES = RulesNoted(project="PROG-2784", stay_months=24, stay_cap_months=36, agreement_required=True, case_required=True)
NO_RULES = RulesNoted(project="HMIS", stay_months=0, stay_cap_months=0, agreement_required=False, case_required=False)
KNOWN = HouseholdNoted(
    household=HADDAD, project="PROG-2784", agency="sds", head=AMAL, members=(AMAL, SAMI, NOUR), adults=(AMAL, SAMI), case_open=True
)
DRAFTED = AgreementDrafted(agreement=PACT, household=HADDAD, head=AMAL, dwelling=HOUSE, version="1", rules="Silenzio dalle 22.")
EVERYONE = tuple(sorted((AMAL, SAMI, NOUR)))


def signed(person, on=date(2026, 5, 20), agreement=PACT, version="1"):
    """A signature under the agreement."""
    return AgreementSigned(agreement=agreement, household=HADDAD, person=person, version=version, signed=on)


def assigned(unit=FLAT, starts=START, planned_end=END, name=STAY, members=EVERYONE):
    """The family lives in the unit."""
    return UnitAssigned(
        assignment=name, unit=unit, household=HADDAD, project="PROG-2784", members=members,
        starts=starts, planned_end=planned_end, decision=DECISION,
    )  # fmt: skip


def released(day, unit=FLAT, name=STAY, reason="own-home", destination="own home"):
    """The family has left the unit."""
    return UnitReleased(
        assignment=name, unit=unit, household=HADDAD, members=EVERYONE, released=day, reason=reason, destination=destination
    )

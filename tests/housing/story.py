"""Named facts of one story for the tests of housing: two families, one flat, one shared unit."""

from datetime import date

from services.housing.events import (
    AgreementDrafted,
    AgreementSigned,
    CandidateRanked,
    HouseholdNoted,
    HousingApplied,
    ListRanked,
    ProposalAccepted,
    ProposalDeclined,
    RulesNoted,
    RulesPublished,
    UnitAssigned,
    UnitProposed,
    UnitReleased,
    VacancyOpened,
)
from services.housing.events.waiting_list import Band, Criterion, Situation
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


def released(day, unit=FLAT, name=STAY, reason="own-home", destination="autonomous-housing"):
    """The family has left the unit."""
    return UnitReleased(
        assignment=name, unit=unit, household=HADDAD, members=EVERYONE, released=day, reason=reason, destination=destination
    )


VACANCY, OFFER, RANKING = an_id("vacancy"), an_id("offer"), an_id("ranking")
OPENED = VacancyOpened(vacancy=VACANCY, unit=FLAT, dwelling=HOUSE, opens=TODAY, places=4)
PROPOSED = UnitProposed(
    proposal=OFFER, vacancy=VACANCY, unit=FLAT, household=HADDAD, project="PROG-2784", head=AMAL, until=date(2026, 6, 16),
    reason="Vicino alla scuola.",
)  # fmt: skip


def accepted(on=TODAY):
    """The family wants the unit."""
    return ProposalAccepted(proposal=OFFER, unit=FLAT, household=HADDAD, head=AMAL, answered=on)


def declined(on=TODAY, because="too-far", note=None):
    """The family does not want it."""
    return ProposalDeclined(
        proposal=OFFER, unit=FLAT, household=HADDAD, head=AMAL, answered=on, because=because, note=note
    )  # fmt: skip


LIST = {"agency": "sds", "project": "PROG-2784"}
SITUATION = Situation(members=3, minors=1, eviction="ordered", income="2")
CRITERIA = (
    Criterion(input="minors", weight=2, bands=(Band(at_least=1, points=2), Band(at_least=3, points=5))),
    Criterion(input="eviction", bands=(Band(code="ordered", points=6), Band(code="enforced", points=10))),
    Criterion(input="months_on_list", bands=(Band(at_least=6, points=1), Band(at_least=12, points=2))),
)
PUBLISHED = RulesPublished(**LIST, version="2026", criteria=CRITERIA, tie="applied", refresh_months=6)


def applied(household=HADDAD, head=AMAL, on=date(2025, 11, 1), situation=SITUATION, name="application"):
    """A family waits for a home."""
    return HousingApplied(
        application=an_id(f"{name} {household}"), **LIST, household=household, head=head, applied=on, situation=situation
    )  # fmt: skip


def listed(*facts, day=date(2026, 5, 1), due=date(2026, 11, 1), order=""):
    """The fact that completes a ranking."""
    return ListRanked(
        ranking=RANKING, **LIST, rules_version="2026", day=day, refresh_due=due, candidates=len(facts), order_sha256=order
    )  # fmt: skip


def ranked(household=HADDAD, head=AMAL, place=1, ranking=RANKING):
    """A family's place."""
    return CandidateRanked(
        ranking=ranking, **LIST, household=household, head=head, rules_version="2026", applied=date(2025, 11, 1),
        situation=SITUATION, months_on_list=6, inputs_sha256="", parts=(), total=10, tie_key="", place=place,
    )  # fmt: skip

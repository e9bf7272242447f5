"""Named example facts of housing about who gets which home: vacancies, the waiting list, proposals, and stays that go on."""

from datetime import date

from services.housing import events as housing
from services.housing.events.waiting_list import Band, Criterion, Part, Situation
from services.kernel.event import Event
from services.kernel.evidence import Evidence
from tests.examples.cast import AMAL, COOP, DWELLING, HADDAD, NOUR, PROJECT, SAMI, STAY, UNIT
from tests.spec import an_id

VACANCY, PROPOSAL, RANKING, APPLICATION, ROOM = (an_id(n) for n in ("vacancy", "proposal", "ranking", "application", "room"))
LIST = {"agency": COOP, "project": PROJECT}
RANKED = {"ranking": RANKING, **LIST, "household": HADDAD, "head": AMAL}
LIVES = Situation(members=2, minors=1, eviction="ordered", overcrowding="moderate", income="isee-1")

PLACING: tuple[Event, ...] = (
    housing.UnitOutOfService(unit=UNIT, since=date(2026, 1, 7), expected=date(2026, 1, 20), reason="maintenance"),
    housing.UnitReturned(unit=UNIT, returned=date(2026, 1, 19)),
    housing.VacancyOpened(vacancy=VACANCY, unit=UNIT, dwelling=DWELLING, opens=date(2026, 1, 20), places=4),
    housing.RulesPublished(
        **LIST, version="2026-1", tie="applied", refresh_months=6,
        criteria=(
            Criterion(input="minors", weight=2, bands=(Band(at_least=1, points=2), Band(at_least=3, points=5))),
            Criterion(input="eviction", bands=(Band(code="ordered", points=6), Band(code="enforced", points=10))),
        ),
    ),
    housing.HousingApplied(
        application=APPLICATION, **LIST, household=HADDAD, head=AMAL, applied=date(2026, 1, 16), situation=LIVES,
        note="Waits at a cousin's",
    ),
    housing.CandidateRanked(
        **RANKED, rules_version="2026-1", applied=date(2026, 1, 16), situation=LIVES, months_on_list=0, inputs_sha256="4c" * 32,
        parts=(Part(input="minors", points=4), Part(input="eviction", points=6)), total=10,
        tie_key=f"2026-01-16 0f {HADDAD}", place=2,
    ),
    housing.CandidateExcluded(
        ranking=RANKING, **LIST, household=an_id("kaya"), head=an_id("leyla"), rule="ProcessingRestricted"
    ),
    housing.ListRanked(
        ranking=RANKING, **LIST, rules_version="2026-1", day=date(2026, 1, 21), refresh_due=date(2026, 7, 21), candidates=2,
        order_sha256="7d" * 32,
    ),
    housing.RankOverridden(**RANKED, from_place=2, to_place=1, reason="The eviction was brought forward"),
    housing.PlaceShifted(**{**RANKED, "household": an_id("rossi"), "head": an_id("piero")}, from_place=1, to_place=2),
    housing.UnitProposed(
        proposal=PROPOSAL, vacancy=VACANCY, unit=UNIT, household=HADDAD, project=PROJECT, head=AMAL, until=date(2026, 2, 5),
        list_agency=COOP, ranking=RANKING, place=1, reason="Near the school",
    ),
    housing.ProposalDeclined(
        proposal=PROPOSAL, unit=UNIT, household=HADDAD, head=AMAL, answered=date(2026, 1, 23), because="too-far", note="No car"
    ),
    housing.ProposalAccepted(proposal=PROPOSAL, unit=UNIT, household=HADDAD, head=AMAL, answered=date(2026, 1, 25)),
    housing.VacancyClosed(vacancy=VACANCY, unit=UNIT, because="assigned"),
    housing.ApplicationWithdrawn(application=APPLICATION, **LIST, household=HADDAD, head=AMAL, because="housed"),
    housing.OccupantJoined(assignment=STAY, unit=UNIT, household=HADDAD, person=SAMI, joined_on=date(2026, 3, 1)),
    housing.OccupantLeft(assignment=STAY, unit=UNIT, household=HADDAD, person=SAMI, left_on=date(2026, 5, 1)),
    housing.HouseholdMoved(
        assignment=STAY, household=HADDAD, members=(AMAL, NOUR), from_unit=UNIT, unit=ROOM, moved=date(2026, 6, 1),
        reason="A room less is enough",
    ),
    housing.DuplicateNoted(survivor=AMAL, merged=an_id("amal twice")),
    housing.DuplicateCleared(survivor=AMAL, merged=an_id("amal twice")),
    housing.RestrictionNoted(person=AMAL),
    housing.RestrictionCleared(person=AMAL),
    housing.StayFellDue(assignment=STAY, unit=ROOM, household=HADDAD, members=(AMAL, NOUR), due=date(2027, 2, 1)),
    housing.AssignmentExtended(
        assignment=STAY, unit=ROOM, household=HADDAD, members=(AMAL, NOUR), planned_end=date(2027, 8, 1),
        before=date(2027, 2, 1), evidence=(Evidence(sha256="9e" * 32, kind="declaration"),),
        reason="The rental contract starts in August",
    ),
)  # fmt: skip

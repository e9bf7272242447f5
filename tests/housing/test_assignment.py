"""A household gets a unit for a time: known, in charge, agreed, one at a time, not too long."""

from dataclasses import replace
from datetime import date

from services.housing.commands import AssignUnit
from services.housing.domain.agreement import AgreementNotSigned, Agreements
from services.housing.domain.agreement import evolve as evolve_agreements
from services.housing.domain.assignment import (
    Circumstances,
    EndBeforeStart,
    HouseholdAlreadyHoused,
    HouseholdHasLeft,
    MemberNamedTwice,
    NotTakenInCharge,
    PlannedEndMissing,
    ProposalNotAccepted,
    RankingRequired,
    StayTooLong,
    UnitNotStated,
    assign,
)
from services.housing.domain.dwelling import Occupancy, Stay, Unit, UnitFull, UnitNotInService, UnitOccupied, UnknownUnit
from services.housing.domain.household import Household, NotAMember, UnknownProgramme
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.stay import Stays, evolve
from services.housing.domain.vacancy import UnitIsProposed, UnknownProposal, Vacancy
from services.housing.domain.vacancy import evolve as evolve_vacancy
from services.housing.domain.waiting_list import WaitingList
from services.housing.domain.waiting_list import evolve as evolve_list
from services.housing.events import (
    ApplicationWithdrawn,
    CaseEndNoted,
    ExitNoted,
    MembersNoted,
    UnitFreed,
    UnitTaken,
    VacancyClosed,
)
from services.kernel.time import Period
from tests.housing.story import (
    AMAL,
    DECISION,
    DRAFTED,
    END,
    EVERYONE,
    FLAT,
    HADDAD,
    HOUSE,
    KNOWN,
    LIST,
    NO_RULES,
    NOUR,
    OFFER,
    OPENED,
    PROPOSED,
    PUBLISHED,
    RANKING,
    ROSSI,
    RULES,
    SAMI,
    START,
    STAY,
    TODAY,
    VACANCY,
    accepted,
    applied,
    assigned,
    released,
    signed,
)  # fmt: skip
from tests.spec import an_id, given

ASK = AssignUnit(unit=FLAT, household=HADDAD, starts=START, planned_end=END)
SIGNED = given(evolve_agreements, Agreements(), DRAFTED, signed(AMAL), signed(SAMI)).state
WORLD = Circumstances(
    household=given(evolve_household, Household(), KNOWN).state, rules=RULES, today=TODAY, decision=DECISION,
    agreements=SIGNED, unit=Unit(HOUSE, 4),
)  # fmt: skip
TAKEN = UnitTaken(unit=FLAT, assignment=STAY, household=HADDAD, people=3, starts=START, planned_end=END)
ROSSI_INSIDE = Occupancy({an_id("rossi's"): Stay(ROSSI, 2, date(2026, 1, 1), date(2027, 1, 1))})


def family(*facts):
    return given(evolve_household, Household(), KNOWN, *facts).state


def agreed(*facts):
    return given(evolve_agreements, Agreements(), *facts).state


def assigning(*facts, ask=ASK, **world):
    return given(evolve, Stays(), *facts).when(assign, STAY, ask, replace(WORLD, **world))


def asking(**changes):
    return ASK.model_copy(update=changes)


def test_a_household_in_charge_with_a_signed_agreement_gets_a_free_unit():
    assigning().then(assigned(), TAKEN)


def test_part_of_a_household_may_live_in_the_unit():
    assigning(ask=asking(members=(AMAL, NOUR))).then(assigned(members=(AMAL, NOUR)), TAKEN.model_copy(update={"people": 2}))


def test_no_housing_without_presa_in_carico():
    assigning(household=family(CaseEndNoted(household=HADDAD))).refuses(NotTakenInCharge)


def test_a_programme_may_house_without_presa_in_carico():
    rules = RULES.model_copy(update={"case_required": False})
    assigning(household=family(CaseEndNoted(household=HADDAD)), rules=rules).then(assigned(), TAKEN)


def test_rules_that_are_not_known_allow_nothing():
    assigning(rules=None).refuses(UnknownProgramme, project="PROG-2784")


def test_every_adult_has_signed():
    assigning(agreements=agreed(DRAFTED, signed(AMAL))).refuses(AgreementNotSigned, person=SAMI)


def test_no_agreement_is_not_a_signed_one():
    assigning(agreements=Agreements()).refuses(AgreementNotSigned)


def test_a_signature_under_an_old_version_does_not_count():
    newer = DRAFTED.model_copy(update={"agreement": an_id("newer"), "version": "2"})
    assigning(agreements=agreed(DRAFTED, signed(AMAL), signed(SAMI), newer)).refuses(AgreementNotSigned)


def test_an_agreement_on_another_house_does_not_count():
    assigning(unit=Unit(an_id("elsewhere"), 4)).refuses(AgreementNotSigned)


def test_the_agreement_is_signed_before_entry():
    late = agreed(DRAFTED, signed(AMAL), signed(SAMI, on=date(2026, 6, 2)))
    assigning(agreements=late).refuses(AgreementNotSigned, person=SAMI)


def test_who_joined_as_an_adult_signs_too():
    ali = an_id("ali")
    joined = MembersNoted(household=HADDAD, joined=(ali,), adults=(ali,), on=TODAY)
    assigning(household=family(joined)).refuses(AgreementNotSigned, person=ali)


def test_a_programme_may_ask_for_no_agreement():
    rules = RULES.model_copy(update={"agreement_required": False})
    assigning(rules=rules, agreements=Agreements()).then(assigned(), TAKEN)


def test_who_lives_in_the_unit_belongs_to_the_household():
    assigning(ask=asking(members=(AMAL, an_id("stranger")))).refuses(NotAMember, person=an_id("stranger"))


def test_who_has_left_the_household_does_not_move_in_with_it():
    gone = family(MembersNoted(household=HADDAD, left=(SAMI,), on=date(2026, 5, 1)))
    assigning(ask=asking(members=(AMAL, SAMI)), household=gone).refuses(NotAMember, person=SAMI)


def test_each_member_is_named_once():
    assigning(ask=asking(members=(AMAL, AMAL))).refuses(MemberNamedTwice)


def test_a_stay_lasts_as_long_as_the_programme_allows():
    day = date(2028, 6, 1)
    assigning(ask=asking(planned_end=day)).then(assigned(planned_end=day), TAKEN.model_copy(update={"planned_end": day}))


def test_a_stay_is_not_planned_longer_than_the_programme_allows():
    assigning(ask=asking(planned_end=date(2028, 6, 2))).refuses(StayTooLong, longest=date(2028, 6, 1))


def test_all_stays_together_are_not_longer_than_the_cap():
    before = (assigned(name=an_id("before"), starts=date(2024, 5, 1)), released(date(2026, 5, 1), name=an_id("before")))
    assigning(*before, ask=asking(planned_end=date(2028, 6, 1))).refuses(StayTooLong, longest=date(2027, 6, 2))


def test_a_stay_is_for_a_time():
    assigning(ask=asking(planned_end=None)).refuses(PlannedEndMissing, longest=date(2028, 6, 1))


def test_a_programme_may_set_no_limit():
    rules = RULES.model_copy(update={"stay_months": 0, "stay_cap_months": 999_999})
    assigning(ask=asking(planned_end=None), rules=rules).then(
        assigned(planned_end=None), TAKEN.model_copy(update={"planned_end": None})
    )


def test_a_stay_does_not_end_before_it_starts():
    assigning(ask=asking(planned_end=date(2026, 5, 31))).refuses(EndBeforeStart, starts=START)


def test_a_household_holds_one_unit_at_a_time():
    before = assigned(name=an_id("before"), unit=an_id("other"), starts=date(2026, 1, 1))
    assigning(before).refuses(HouseholdAlreadyHoused, assignment=an_id("before"), until=END)


def test_a_household_that_overstays_elsewhere_still_lives_there():
    before = assigned(name=an_id("before"), starts=date(2026, 1, 1), planned_end=date(2026, 5, 1))
    assigning(before).refuses(HouseholdAlreadyHoused, until=None)


def test_a_household_moves_on_the_day_it_leaves():
    before = assigned(name=an_id("before"), unit=an_id("other"), starts=date(2026, 1, 1))
    assigning(before, released(START, name=an_id("before"))).then(assigned(), TAKEN)


def test_a_unit_that_another_household_holds_is_not_assigned():
    assigning(occupancy=ROSSI_INSIDE).refuses(UnitOccupied, unit=FLAT, until=date(2027, 1, 1))


def test_a_unit_smaller_than_the_household_is_not_assigned():
    assigning(unit=Unit(HOUSE, 2)).refuses(UnitFull, capacity=2, people=3)


def test_a_unit_that_is_not_there_is_not_assigned():
    assigning(unit=Unit()).refuses(UnknownUnit, unit=FLAT)


def test_only_an_import_may_leave_the_unit_out():
    assigning(ask=asking(unit=None)).refuses(UnitNotStated, field="unit")


def test_a_household_that_has_left_the_project_is_not_assigned_a_unit():
    assigning(household=family(ExitNoted(household=HADDAD, exit=START))).refuses(HouseholdHasLeft, exit=START)


def test_a_stay_reported_after_the_exit_ends_with_it():
    left = family(ExitNoted(household=HADDAD, exit=date(2026, 6, 20), destination="autonomous-housing"))
    day = date(2026, 6, 20)
    assigning(household=left).then(
        assigned(), TAKEN,
        released(day, reason="family-exited"), UnitFreed(unit=FLAT, assignment=STAY, household=HADDAD, released=day),
    )  # fmt: skip


FILLED = VacancyClosed(vacancy=VACANCY, unit=FLAT, because="assigned")
ON_PROPOSAL = ASK.model_copy(update={"proposal": OFFER})
STRICT = RULES.model_copy(update={"ranking_required": True})
FROM_RANKING = PROPOSED.model_copy(update={"list_agency": "sds", "ranking": RANKING, "place": 1})
WAITING = given(evolve_list, WaitingList(), PUBLISHED, applied()).state
WAITS_NO_LONGER = ApplicationWithdrawn(
    application=an_id(f"application {HADDAD}"), **LIST, household=HADDAD, head=AMAL, because="housed"
)  # fmt: skip
BY_PROPOSAL = assigned().model_copy(update={"proposal": OFFER})


def vacant(*facts):
    return given(evolve_vacancy, Vacancy(), OPENED, *facts).state


def test_assigning_closes_the_vacancy():
    assigning(vacancy=vacant()).then(assigned(), TAKEN, FILLED)


def test_a_unit_is_assigned_on_an_accepted_proposal_and_the_household_waits_no_longer():
    assigning(ask=ON_PROPOSAL, vacancy=vacant(PROPOSED, accepted()), waiting=WAITING).then(
        BY_PROPOSAL, TAKEN, FILLED, WAITS_NO_LONGER
    )
    assigning(ask=ON_PROPOSAL, vacancy=vacant(PROPOSED, accepted())).then(BY_PROPOSAL, TAKEN, FILLED)


def test_a_proposal_that_was_not_accepted_assigns_nothing():
    assigning(ask=ON_PROPOSAL, vacancy=vacant(PROPOSED)).refuses(ProposalNotAccepted, proposal=OFFER)


def test_a_proposal_to_another_household_or_of_another_unit_assigns_nothing():
    theirs = PROPOSED.model_copy(update={"household": ROSSI})
    assigning(ask=ON_PROPOSAL, vacancy=vacant(theirs)).refuses(UnknownProposal)
    assigning(ask=ON_PROPOSAL, vacancy=vacant()).refuses(UnknownProposal)


def test_a_unit_that_is_proposed_to_another_household_is_kept_for_it():
    theirs = PROPOSED.model_copy(update={"household": ROSSI})
    assigning(vacancy=vacant(theirs)).refuses(UnitIsProposed, until=theirs.until)
    assigning(vacancy=vacant(theirs.model_copy(update={"until": date(2026, 5, 31)}))).then(assigned(), TAKEN, FILLED)


def test_a_programme_may_ask_for_a_ranking():
    assigning(rules=STRICT).refuses(RankingRequired, project="PROG-2784")
    assigning(ask=ON_PROPOSAL, rules=STRICT, vacancy=vacant(PROPOSED, accepted())).refuses(RankingRequired)
    assigning(ask=ON_PROPOSAL, rules=STRICT, vacancy=vacant(FROM_RANKING, accepted())).then(BY_PROPOSAL, TAKEN, FILLED)


def test_a_unit_out_of_service_is_not_assigned():
    assigning(unit=Unit(HOUSE, 4, out=(Period(date(2027, 1, 1)),))).refuses(UnitNotInService)
    assigning(unit=Unit(HOUSE, 4, out=(Period(date(2026, 1, 1), START),))).then(assigned(), TAKEN)


def imported(**world):
    """What an import records: the facts, and the rules noted on them."""
    return assigning(rules=NO_RULES, agreements=Agreements(), **world)


def names(broken):
    return [type(rule).__name__ for rule in broken]


def test_an_import_into_an_occupied_unit_does_not_state_the_unit():
    outcome = imported(occupancy=ROSSI_INSIDE)
    assert outcome.facts == (assigned(unit=None),)
    assert names(outcome.broken) == ["UnitOccupied"]


def test_an_import_into_a_unit_too_small_does_not_state_the_unit():
    outcome = imported(unit=Unit(HOUSE, 2))
    assert (outcome.facts, names(outcome.broken)) == ((assigned(unit=None),), ["UnitFull"])


def test_an_import_into_an_unknown_unit_does_not_state_the_unit():
    outcome = imported(unit=Unit())
    assert (outcome.facts, names(outcome.broken)) == ((assigned(unit=None),), ["UnknownUnit"])


def test_an_import_that_does_not_know_the_unit_says_so_and_asks_for_no_room():
    outcome = imported(ask=asking(unit=None), occupancy=ROSSI_INSIDE, unit=Unit(HOUSE, 0))
    assert (outcome.facts, names(outcome.broken)) == ((assigned(unit=None),), ["UnitNotStated"])


def test_no_rule_about_people_or_dates_keeps_an_import_from_saying_what_happened():
    gone = family(
        MembersNoted(household=HADDAD, left=EVERYONE, on=date(2026, 3, 1)), ExitNoted(household=HADDAD, exit=date(2026, 3, 1))
    )
    before = assigned(name=an_id("before"), starts=date(2026, 1, 1))
    outcome = given(evolve, Stays(), before).when(
        assign, STAY, asking(planned_end=date(2026, 5, 1)), replace(WORLD, household=gone, rules=NO_RULES)
    )
    assert outcome.impossible is None
    assert outcome.facts[0] == assigned(planned_end=date(2026, 5, 1))
    assert set(names(outcome.broken)) == {"HouseholdHasLeft", "NotAMember", "HouseholdAlreadyHoused", "EndBeforeStart"}

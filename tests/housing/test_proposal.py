"""A person proposes a vacant unit to one household at a time; it accepts or declines, and a ranking only advises."""

from dataclasses import replace
from datetime import date

from services.housing.commands import AcceptProposal, DeclineProposal, ProposeUnit
from services.housing.domain.assignment import HouseholdHasLeft, NotTakenInCharge, RankingRequired
from services.housing.domain.dwelling import Unit, UnitNotInService, UnknownUnit
from services.housing.domain.household import Household, UnknownProgramme
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.proposal import (
    AnswerDayPassed,
    ProposalAlreadyAccepted,
    ProposalExpired,
    Proposing,
    UnitNotVacant,
    accept,
    decline,
    propose,
)
from services.housing.domain.vacancy import UnitIsProposed, UnknownProposal, Vacancy, evolve
from services.housing.domain.waiting_list import NotRanked, RankingOutOfDate, WaitingList
from services.housing.domain.waiting_list import evolve as evolve_list
from services.housing.events import CaseEndNoted, ExitNoted, VacancyClosed
from services.kernel.access import SYSTEM, may
from services.kernel.rules import InTheFuture, ProcessingRestricted
from services.kernel.time import Period
from tests.housing.story import (
    FLAT,
    HADDAD,
    HOUSE,
    KNOWN,
    OFFER,
    OPENED,
    PROPOSED,
    PUBLISHED,
    RANKING,
    ROSSI,
    RULES,
    TODAY,
    VACANCY,
    accepted,
    applied,
    declined,
    listed,
    ranked,
)
from tests.spec import an_id, given

ASK = ProposeUnit(unit=FLAT, household=HADDAD, reason="Vicino alla scuola.")
FROM_LIST = ASK.model_copy(update={"list_agency": "sds"})
LAST_DAY = date(2026, 6, 16)
STRICT = RULES.model_copy(update={"ranking_required": True})


def family(*facts):
    return given(evolve_household, Household(), KNOWN, *facts).state


def waiting(*facts):
    return given(evolve_list, WaitingList(), PUBLISHED, applied(), *facts).state


SECOND = waiting(ranked(ROSSI, place=1), ranked(place=2), listed())
WORLD = Proposing(household=family(), rules=RULES, unit=Unit(HOUSE, 4), waiting=None, today=TODAY)


def proposing(*facts, ask=ASK, **world):
    return given(evolve, Vacancy(), *facts).when(propose, OFFER, ask, replace(WORLD, **world))


def accepting(*facts, on=TODAY, household=HADDAD, proposal=OFFER, today=LAST_DAY):
    ask = AcceptProposal(unit=FLAT, proposal=proposal, household=household, answered=on)
    return given(evolve, Vacancy(), *facts).when(accept, ask, today)


def declining(*facts, on=TODAY, proposal=OFFER):
    ask = DeclineProposal(unit=FLAT, proposal=proposal, household=HADDAD, answered=on, because="too-far", note="Senza auto.")
    return given(evolve, Vacancy(), *facts).when(decline, ask, LAST_DAY)


def test_a_vacant_unit_is_proposed_for_as_many_days_as_the_programme_says():
    proposing(OPENED).then(PROPOSED)


def test_who_proposes_may_say_until_when():
    day = date(2026, 6, 5)
    proposing(OPENED, ask=ASK.model_copy(update={"until": day})).then(PROPOSED.model_copy(update={"until": day}))


def test_a_proposal_from_a_list_says_from_which_ranking_and_place():
    at = {"list_agency": "sds", "ranking": RANKING, "place": 2}
    proposing(OPENED, ask=FROM_LIST, waiting=SECOND).then(PROPOSED.model_copy(update=at))


def test_a_unit_that_is_not_vacant_is_not_proposed():
    proposing().refuses(UnitNotVacant, unit=FLAT)
    proposing(OPENED, VacancyClosed(vacancy=VACANCY, unit=FLAT, because="assigned")).refuses(UnitNotVacant)


def test_a_unit_that_is_not_there_is_not_proposed():
    proposing(OPENED, unit=Unit()).refuses(UnknownUnit)


def test_a_unit_is_proposed_to_one_household_at_a_time():
    proposing(OPENED, PROPOSED).refuses(UnitIsProposed, until=LAST_DAY)


def test_declined_the_vacancy_is_open_again():
    proposing(OPENED, PROPOSED, declined()).then(PROPOSED)


def test_expired_the_vacancy_is_open_again():
    day = date(2026, 6, 17)
    proposing(OPENED, PROPOSED, today=day).then(PROPOSED.model_copy(update={"until": date(2026, 7, 2)}))
    proposing(OPENED, PROPOSED, today=LAST_DAY).refuses(UnitIsProposed)


def test_accepted_the_unit_is_kept_for_the_household_beyond_the_last_day():
    proposing(OPENED, PROPOSED, accepted(), today=date(2026, 9, 1)).refuses(UnitIsProposed)


def test_a_unit_out_of_service_is_not_proposed():
    proposing(OPENED, unit=Unit(HOUSE, 4, out=(Period(TODAY),))).refuses(UnitNotInService)


def test_a_household_of_somebody_whose_data_is_restricted_is_proposed_nothing():
    proposing(OPENED, restricted=True).refuses(ProcessingRestricted, household=HADDAD)


def test_a_household_has_time_to_answer():
    proposing(OPENED, ask=ASK.model_copy(update={"until": date(2026, 5, 31)})).refuses(AnswerDayPassed, today=TODAY)


def test_nothing_is_proposed_to_a_household_that_has_left_or_is_not_in_charge():
    proposing(OPENED, household=family(ExitNoted(household=HADDAD, exit=TODAY))).refuses(HouseholdHasLeft)
    proposing(OPENED, household=family(CaseEndNoted(household=HADDAD))).refuses(NotTakenInCharge)


def test_rules_that_are_not_known_allow_nothing():
    proposing(OPENED, rules=None).refuses(UnknownProgramme)


def test_from_a_list_only_who_has_a_place_is_proposed_to():
    proposing(OPENED, ask=FROM_LIST, waiting=waiting()).refuses(NotRanked)
    proposing(OPENED, ask=FROM_LIST, waiting=waiting(ranked(ROSSI), listed())).refuses(NotRanked, household=HADDAD)


def test_a_ranking_decides_nothing_by_itself():
    assert not may(SYSTEM, "ProposeUnit")
    assert not may(SYSTEM, "OverrideRank")


def test_a_ranking_that_is_too_old_advises_nobody():
    old = waiting(ranked(), listed(due=date(2026, 5, 31)))
    proposing(OPENED, ask=FROM_LIST, waiting=old).refuses(RankingOutOfDate, refresh_due=date(2026, 5, 31))


def test_a_programme_may_ask_that_every_proposal_comes_from_a_ranking():
    proposing(OPENED, rules=STRICT).refuses(RankingRequired)
    proposing(OPENED, ask=FROM_LIST, rules=STRICT, waiting=SECOND).then(
        PROPOSED.model_copy(update={"list_agency": "sds", "ranking": RANKING, "place": 2})
    )


def test_a_household_accepts_up_to_the_last_day():
    accepting(OPENED, PROPOSED, on=LAST_DAY).then(accepted(LAST_DAY))
    late = date(2026, 6, 17)
    accepting(OPENED, PROPOSED, on=late, today=late).refuses(ProposalExpired, until=LAST_DAY)


def test_a_proposal_is_accepted_once():
    accepting(OPENED, PROPOSED, accepted()).refuses(ProposalAlreadyAccepted)


def test_only_the_household_that_was_asked_accepts():
    accepting(OPENED, PROPOSED, household=ROSSI).refuses(UnknownProposal)
    accepting(OPENED, PROPOSED, proposal=an_id("another")).refuses(UnknownProposal)
    accepting(OPENED).refuses(UnknownProposal)
    accepting(OPENED, PROPOSED, declined()).refuses(UnknownProposal)


def test_nobody_answers_tomorrow():
    accepting(OPENED, PROPOSED, on=date(2026, 6, 17)).refuses(InTheFuture, field="answered")
    declining(OPENED, PROPOSED, on=date(2026, 6, 17)).refuses(InTheFuture, field="answered")


def test_a_household_declines_and_says_why():
    declining(OPENED, PROPOSED).then(declined(note="Senza auto."))


def test_a_household_that_has_accepted_may_still_decline():
    declining(OPENED, PROPOSED, accepted()).then(declined(note="Senza auto."))


def test_a_proposal_is_declined_once():
    declining(OPENED, PROPOSED, declined()).refuses(UnknownProposal)

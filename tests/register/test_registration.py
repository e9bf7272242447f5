"""An entry in the register has a number without gap for good: it is suspended, ended or void, and never taken away."""

from dataclasses import replace
from datetime import date

import pytest

from services.register.commands import (
    CancelRegistration,
    DeclareRegister,
    RegisterVolunteer,
    ResumeVolunteer,
    SuspendVolunteer,
    VoidRegistration,
)
from services.register.domain import registration
from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.numbering import Numbering
from services.register.domain.registration import Declared
from services.register.domain.volunteer import UnknownVolunteer, Volunteer, evolve
from services.register.events import (
    NumberTaken,
    RegisterDeclared,
    RegistrationEnded,
    RegistrationVoided,
    VolunteerResumed,
    VolunteerSuspended,
)
from tests.register.examples import (
    APPLIED,
    JANUARY,
    JULY,
    MARCO,
    MATCH,
    MONDAYS,
    REGISTERED,
    RITA,
    VETTED,
    VOLUNTEER,
)
from tests.spec import an_id, given, recorded

REGISTER = RegisterVolunteer(person=MARCO, section="regular", start=JANUARY)
VETTING_DAY, MARCH, APRIL = date(2026, 1, 5), date(2026, 3, 1), date(2026, 4, 30)
NONE_YET, AS_THE_LAW_HAS_IT = Numbering(), Declared()
NUMBER = {"person": MARCO, "agency": "sds", "section": "regular", "number": 1}
ENDED = RegistrationEnded(**NUMBER, ended_on=APRIL, reason="own-wish")
VOID = RegistrationVoided(**NUMBER, corrects_event_id=an_id("volunteer/x 3"))
SUSPENDED = VolunteerSuspended(person=MARCO, since=MARCH)
RESUMED = VolunteerResumed(person=MARCO, start=APRIL)
ENTERED = (APPLIED, VETTED, REGISTERED)


def volunteer(*facts):
    return given(evolve, Volunteer(), *facts)


def registering(*facts, numbers=NONE_YET, declared=AS_THE_LAW_HAS_IT, others=None, **changes):
    ask = REGISTER.model_copy(update=changes)
    return volunteer(*facts).when(registration.register, ask, numbers, declared=declared, others=others or {})


def taking(number, start=JANUARY, section="regular"):
    changed = {"number": number, "start": start, "section": section}
    return (
        REGISTERED.model_copy(update=changed),
        NumberTaken(agency="sds", section=section, number=number, person=MARCO),
    )


def test_a_vetted_applicant_is_registered_under_the_next_number():
    registering(APPLIED, VETTED, numbers=Numbering(6)).then(*taking(7))


def test_who_has_not_applied_is_not_registered():
    registering().refuses(UnknownVolunteer)


def test_nobody_is_registered_before_vetting():
    registering(APPLIED).refuses(registration.NotVetted)


def test_nobody_is_registered_after_a_negative_vetting():
    registering(APPLIED, VETTED, VETTED.model_copy(update={"outcome": "negative"})).refuses(registration.NotVetted)


def test_an_entry_does_not_start_before_the_vetting():
    registering(APPLIED, VETTED, start=date(2026, 1, 4)).refuses(registration.RegisteredBeforeVetting, vetted_on=VETTING_DAY)


def test_a_volunteer_has_one_entry_at_a_time():
    registering(*ENTERED, section="occasional").refuses(registration.AlreadyRegistered, number=1)
    registering(*ENTERED, SUSPENDED).refuses(registration.AlreadyRegistered)


def test_one_human_has_one_entry_whichever_of_their_ids_is_given():
    registering(APPLIED, VETTED, others={RITA: VOLUNTEER}).refuses(registration.AlreadyRegistered, number=1)


PARTLY_KNOWN = VETTED.model_copy(update={"identity_complete": False})


def test_a_regular_entry_needs_fiscal_code_or_birth_data_and_residence():
    registering(APPLIED, PARTLY_KNOWN).refuses(registration.IdentityIncomplete)


def test_an_occasional_entry_does_not_nor_does_a_register_to_which_the_law_does_not_apply():
    registering(APPLIED, PARTLY_KNOWN, section="occasional").then(*taking(1, section="occasional"))
    registering(APPLIED, PARTLY_KNOWN, declared=Declared(law_applies=False)).then(*taking(1))


def test_a_register_may_ask_for_more_checks():
    asking = Declared(checks=("interview", "references"))
    registering(APPLIED, VETTED, declared=asking).refuses(registration.ChecksMissing, checks=["interview", "references"])
    checked = VETTED.model_copy(update={"checks": ("references", "interview")})
    registering(APPLIED, checked, declared=asking).then(*taking(1))


def test_a_register_has_the_sections_it_has():
    registering(APPLIED, VETTED, declared=Declared(sections=("occasional",))).refuses(registration.SectionNotKept)


def declaring(*facts, **changes):
    ask = DeclareRegister(**{"law_applies": False, "sections": ("occasional", "regular"), **changes})
    return given(registration.evolve, Declared(), *facts).when(registration.declare, ask, "sds")


def test_an_agency_says_how_it_keeps_its_register_and_again_only_what_changes():
    said = RegisterDeclared(agency="sds", law_applies=False, sections=("regular", "occasional"))
    declaring().then(said)
    declaring(said).then()
    declaring(said, checks=("interview",)).then(said.model_copy(update={"checks": ("interview",)}))
    declaring(law_applies=True).then()


def suspending(*facts, since=MARCH):
    return volunteer(*facts).when(registration.suspend, SuspendVolunteer(person=MARCO, since=since))


def resuming(*facts, start=APRIL):
    return volunteer(*facts).when(registration.resume, ResumeVolunteer(person=MARCO, start=start))


def test_a_suspended_volunteer_serves_on_no_day_until_resumed():
    suspending(*ENTERED).then(SUSPENDED)
    resuming(*ENTERED, SUSPENDED).then(RESUMED)
    paused = volunteer(*ENTERED, SUSPENDED).state
    assert [paused.pauses_in(Days(day, day)) for day in (JANUARY, MARCH, APRIL)] == [False, True, True]
    back = volunteer(*ENTERED, SUSPENDED, RESUMED).state
    assert [back.pauses_in(Days(day, day)) for day in (MARCH, date(2026, 4, 29), APRIL)] == [True, True, False]


def test_nobody_is_suspended_twice_nor_resumed_without():
    suspending(*ENTERED, SUSPENDED).refuses(registration.AlreadySuspended, since=MARCH)
    resuming(*ENTERED).refuses(registration.NotSuspended)
    resuming(*ENTERED, SUSPENDED, RESUMED).refuses(registration.NotSuspended)
    resuming(*ENTERED, SUSPENDED, start=MARCH).refuses(registration.ResumedBeforeSuspended)


@pytest.mark.parametrize("ask", [suspending, resuming])
def test_who_is_not_in_the_register_is_neither_suspended_nor_resumed(ask):
    ask().refuses(UnknownVolunteer)
    ask(APPLIED, VETTED).refuses(registration.NoRegistration)
    ask(*ENTERED, ENDED).refuses(registration.NoRegistration)
    ask(*ENTERED, VOID).refuses(registration.NoRegistration)


def cancelling(*facts, agenda=None, ended_on=APRIL):
    ask = CancelRegistration(person=MARCO, ended_on=ended_on, reason="own-wish")
    return volunteer(*facts).when(registration.cancel, ask, agenda or Agenda())


def matched(until):
    return Agenda({MATCH: (Days(JANUARY, until), MONDAYS)})


def test_an_entry_ends_on_its_last_day():
    cancelling(*ENTERED, agenda=matched(APRIL)).then(ENDED)
    left = volunteer(*ENTERED, ENDED).state
    assert left.entered(Days(JANUARY, APRIL))
    assert not left.entered(Days(JANUARY, date(2026, 5, 1)))


def test_an_entry_does_not_end_before_it_starts_nor_before_the_matches_do():
    cancelling(*ENTERED, ended_on=date(2026, 1, 9)).refuses(registration.EndsBeforeRegistered, start=JANUARY)
    cancelling(*ENTERED, agenda=matched(JULY)).refuses(registration.StillMatched, matches=[MATCH])


def test_an_entry_ends_once():
    cancelling(*ENTERED, ENDED).refuses(registration.NoRegistration)
    cancelling(APPLIED).refuses(registration.NoRegistration)
    cancelling().refuses(UnknownVolunteer)


def test_after_an_end_the_volunteer_is_entered_again_under_another_number():
    registering(*ENTERED, ENDED, numbers=Numbering(4), start=date(2026, 5, 1)).then(*taking(5, start=date(2026, 5, 1)))
    registering(*ENTERED, ENDED, numbers=Numbering(4), start=APRIL).refuses(registration.RegisteredBeforeEnd, ended_on=APRIL)


def voiding(*facts, agenda=None):
    return volunteer(*facts).when(registration.void, VoidRegistration(person=MARCO, reason="Twice"), agenda or Agenda())


def test_an_entry_made_in_error_is_void_and_names_the_fact():
    entered = recorded(REGISTERED, 3)
    voiding(APPLIED, VETTED, entered).then(RegistrationVoided(**NUMBER, corrects_event_id=entered.id, reason="Twice"))
    assert not volunteer(*ENTERED, VOID).state.entered(Days(JANUARY, JANUARY))


def test_a_void_entry_keeps_its_number_and_the_next_has_another():
    registering(*ENTERED, VOID, numbers=Numbering(1, {1: MARCO})).then(*taking(2))


def test_only_an_entry_that_is_there_is_void_and_once():
    voiding(APPLIED).refuses(registration.NoRegistration)
    voiding(*ENTERED, VOID).refuses(registration.NoRegistration)
    voiding().refuses(UnknownVolunteer)


def test_an_entry_under_which_somebody_served_is_not_void():
    voiding(*ENTERED, agenda=matched(APRIL)).refuses(registration.MatchedUnderIt, matches=[MATCH])


def test_matches_under_an_earlier_entry_do_not_keep_a_later_one_from_being_void():
    again = REGISTERED.model_copy(update={"number": 5, "start": date(2026, 6, 1)})
    outcome = voiding(*ENTERED, ENDED, again, agenda=matched(APRIL))
    assert [fact.number for fact in outcome.facts] == [5]
    assert outcome.broken == ()


def test_the_entry_before_a_void_one_counts_again():
    again = REGISTERED.model_copy(update={"number": 5, "start": date(2026, 6, 1)})
    state = volunteer(*ENTERED, ENDED, again, RegistrationVoided(**{**NUMBER, "number": 5}, corrects_event_id=MATCH)).state
    assert state.entry == replace(volunteer(*ENTERED).state.entry, ended=APRIL)

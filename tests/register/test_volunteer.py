"""A volunteer applies once, is vetted, and is entered in the register under a number without gap."""

from datetime import date

from hypothesis import given as for_all
from hypothesis import strategies as some

from services.kernel.access import COORDINATOR, VOLUNTEER
from services.register.commands import (
    ApplyAsVolunteer,
    DeclareSkill,
    NoteCourse,
    RegisterVolunteer,
    SetAvailability,
    VetVolunteer,
)
from services.register.domain import numbering, volunteer
from services.register.domain.numbering import Numbering
from services.register.domain.volunteer import Volunteer, evolve
from services.register.events import CourseNoted, NumberTaken, SkillDeclared, VolunteerRegistered, VolunteerVetted
from tests.register.examples import APPLIED, AVAILABLE, FREE, JANUARY, MARCO, REGISTERED, RITA, VETTED
from tests.spec import an_id, decided, given, recorded

APPLY = ApplyAsVolunteer(person=MARCO)
VET = VetVolunteer(person=MARCO, outcome="positive", identity_seen=True, adult=True)
REGISTER = RegisterVolunteer(person=MARCO, section="regular", start=JANUARY)
VETTING_DAY = date(2026, 1, 5)
NONE_YET = Numbering()


def vetting(**changes):
    ask = VET.model_copy(update=changes)
    return given(evolve, Volunteer(), APPLIED).when(volunteer.vet, ask, "rosa", VETTING_DAY)


def registering(*facts, numbers=NONE_YET, **changes):
    return given(evolve, Volunteer(), *facts).when(volunteer.register, REGISTER.model_copy(update=changes), numbers)


def test_a_person_applies():
    given(evolve, Volunteer()).when(volunteer.apply, APPLY, "sds", date(2026, 1, 2)).then(APPLIED)


def test_a_person_applies_once():
    given(evolve, Volunteer(), APPLIED).when(volunteer.apply, APPLY, "other", JANUARY).refuses(volunteer.AlreadyApplied)


def test_an_applicant_is_vetted():
    vetting().then(VETTED)


def test_who_has_not_applied_is_not_vetted():
    given(evolve, Volunteer()).when(volunteer.vet, VET, "rosa", JANUARY).refuses(volunteer.UnknownVolunteer)


def test_identity_is_seen_before_a_positive_vetting():
    vetting(identity_seen=False).refuses(volunteer.IdentityNotSeen)


def test_a_negative_vetting_needs_no_document():
    vetting(outcome="negative", identity_seen=False, adult=False).then(
        VolunteerVetted(person=MARCO, outcome="negative", vetted_on=VETTING_DAY, identity_seen=False, adult=False)
    )


def test_a_minor_needs_a_guardian():
    vetting(adult=False).refuses(volunteer.GuardianMissing)


def test_a_minor_with_a_guardian_is_vetted():
    vetting(adult=False, guardian=RITA).then(VETTED.model_copy(update={"adult": False, "guardian": RITA}))


def test_nobody_is_their_own_guardian():
    vetting(adult=False, guardian=MARCO).refuses(volunteer.OwnGuardian)


def test_a_certificate_that_was_seen_is_not_of_tomorrow():
    vetting(minors_certificate=date(2026, 1, 6)).refuses(volunteer.CertificateInTheFuture)


def test_nobody_vets_themself():
    ask = given(evolve, Volunteer(), APPLIED).when(volunteer.vet, VET, str(MARCO), VETTING_DAY)
    ask.refuses(volunteer.VetsThemself)


def test_a_vetted_applicant_is_registered_under_the_next_number():
    registering(APPLIED, VETTED, numbers=Numbering(6)).then(
        REGISTERED.model_copy(update={"number": 7}),
        NumberTaken(agency="sds", section="regular", number=7, person=MARCO),
    )


def test_who_has_not_applied_is_not_registered():
    registering().refuses(volunteer.UnknownVolunteer)


def test_nobody_is_registered_before_vetting():
    registering(APPLIED).refuses(volunteer.NotVetted)


def test_nobody_is_registered_after_a_negative_vetting():
    registering(APPLIED, VETTED, VETTED.model_copy(update={"outcome": "negative"})).refuses(volunteer.NotVetted)


def test_an_entry_does_not_start_before_the_vetting():
    registering(APPLIED, VETTED, start=date(2026, 1, 4)).refuses(volunteer.RegisteredBeforeVetting, vetted_on=VETTING_DAY)


def test_a_volunteer_has_one_number_for_good():
    registering(APPLIED, VETTED, REGISTERED, section="occasional").refuses(volunteer.AlreadyRegistered, number=1)


@for_all(some.lists(some.tuples(some.integers(0, 30), some.sampled_from(["regular", "occasional"]), some.booleans())))
def test_numbers_have_no_gap_and_no_repeat_in_whatever_order_people_register(asks):
    people, numbers, given_out = {}, {}, {"regular": [], "occasional": []}
    for who, section, vetted in asks:
        person = an_id(f"person {who}")
        applied = [fact.model_copy(update={"person": person}) for fact in ((APPLIED, VETTED) if vetted else (APPLIED,))]
        state = people.get(person) or given(evolve, Volunteer(), *applied).state
        ask = REGISTER.model_copy(update={"person": person, "section": section})
        outcome = decided.by(lambda s=state, a=ask, n=section: volunteer.register(s, a, numbers.get(n, Numbering())))
        if outcome.broken or outcome.impossible:
            continue
        for fact in outcome.facts:
            state = evolve(state, recorded(fact))
            numbers[section] = numbering.evolve(numbers.get(section, Numbering()), recorded(fact))
        people[person] = state
        given_out[section] += [fact.number for fact in outcome.facts if isinstance(fact, VolunteerRegistered)]
    for taken in given_out.values():
        assert taken == list(range(1, len(taken) + 1))


def test_a_skill_is_declared_once():
    declare = DeclareSkill(person=MARCO, skill="italian")
    said = SkillDeclared(person=MARCO, skill="italian")
    given(evolve, Volunteer(), APPLIED).when(volunteer.declare_skill, declare).then(said)
    given(evolve, Volunteer(), APPLIED, said).when(volunteer.declare_skill, declare).then()
    given(evolve, Volunteer()).when(volunteer.declare_skill, declare).refuses(volunteer.UnknownVolunteer)


def test_hours_of_the_week_replace_those_said_before():
    ask = SetAvailability(person=MARCO, slots=FREE)
    given(evolve, Volunteer(), APPLIED).when(volunteer.set_availability, ask).then(AVAILABLE)
    given(evolve, Volunteer(), APPLIED, AVAILABLE).when(volunteer.set_availability, ask).then()
    given(evolve, Volunteer()).when(volunteer.set_availability, ask).refuses(volunteer.UnknownVolunteer)


def test_a_completed_course_is_noted_once_and_only_on_a_volunteer():
    ids = {"person": MARCO, "course": an_id("course"), "edition": an_id("edition"), "minutes": 600, "completed_on": JANUARY}
    noted = CourseNoted(**ids)
    given(evolve, Volunteer(), APPLIED).when(volunteer.note_course, NoteCourse(**ids)).then(noted)
    given(evolve, Volunteer(), APPLIED, noted).when(volunteer.note_course, NoteCourse(**ids)).then()
    given(evolve, Volunteer()).when(volunteer.note_course, NoteCourse(**ids)).then()


def test_a_volunteer_speaks_for_themself_alone():
    volunteer.own(MARCO, str(MARCO), VOLUNTEER)
    volunteer.own(MARCO, "rosa", COORDINATOR)
    decided.by(lambda: volunteer.own(MARCO, str(RITA), VOLUNTEER)).refuses(volunteer.NotYourOwn)

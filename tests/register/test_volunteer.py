"""A volunteer applies once, is vetted, and says what they can do and when."""

from datetime import date

import pytest
from pydantic import ValidationError

from services.kernel.access import COORDINATOR, VOLUNTEER
from services.register.commands import (
    ApplyAsVolunteer,
    DeclareLanguage,
    DeclareSkill,
    SetAvailability,
    SetZone,
    VerifySkill,
    VetVolunteer,
)
from services.register.domain import volunteer
from services.register.domain.volunteer import Volunteer, evolve
from services.register.events import LanguageDeclared, SkillDeclared, SkillVerified, VolunteerVetted, ZoneSet
from tests.register.examples import AGAIN, APPLIED, AVAILABLE, FREE, JANUARY, MARCO, RITA, VETTED
from tests.spec import decided, given

APPLY = ApplyAsVolunteer(person=MARCO)
VET = VetVolunteer(person=MARCO, outcome="positive", identity_seen=True, identity_complete=True, adult=True)
VETTING_DAY = date(2026, 1, 5)


def vetting(**changes):
    ask = VET.model_copy(update=changes)
    return given(evolve, Volunteer(), APPLIED).when(volunteer.vet, ask, "rosa", VETTING_DAY, ids={MARCO, AGAIN})


def test_a_person_applies():
    given(evolve, Volunteer()).when(volunteer.apply, APPLY, "sds", date(2026, 1, 2), others={}).then(APPLIED)


def test_a_person_applies_once():
    given(evolve, Volunteer(), APPLIED).when(volunteer.apply, APPLY, "other", JANUARY, others={}).refuses(volunteer.AlreadyApplied)


def test_a_person_applies_once_whichever_of_their_ids_is_given():
    merged = given(evolve, Volunteer(), APPLIED).state
    ask = given(evolve, Volunteer()).when(volunteer.apply, APPLY, "sds", JANUARY, others={RITA: merged})
    ask.refuses(volunteer.AlreadyApplied, person=RITA)


def test_an_applicant_is_vetted():
    vetting().then(VETTED)


def test_who_has_not_applied_is_not_vetted():
    given(evolve, Volunteer()).when(volunteer.vet, VET, "rosa", JANUARY, ids={MARCO}).refuses(volunteer.UnknownVolunteer)


def test_identity_is_seen_before_a_positive_vetting():
    vetting(identity_seen=False).refuses(volunteer.IdentityNotSeen)


def test_a_negative_vetting_needs_no_document():
    vetting(outcome="negative", identity_seen=False, identity_complete=False, adult=False).then(
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


def test_a_vetting_says_which_checks_were_made_each_once():
    vetting(checks=("interview", "references", "interview")).then(VETTED.model_copy(update={"checks": ("interview", "references")}))


def test_nobody_vets_themself():
    for name in (MARCO, AGAIN):
        asked = given(evolve, Volunteer(), APPLIED).when(volunteer.vet, VET, str(name), VETTING_DAY, ids={MARCO, AGAIN})
        asked.refuses(volunteer.VetsThemself)


def test_a_skill_is_declared_once():
    declare = DeclareSkill(person=MARCO, skill="italian")
    said = SkillDeclared(person=MARCO, skill="italian")
    given(evolve, Volunteer(), APPLIED).when(volunteer.declare_skill, declare).then(said)
    given(evolve, Volunteer(), APPLIED, said).when(volunteer.declare_skill, declare).then()
    given(evolve, Volunteer()).when(volunteer.declare_skill, declare).refuses(volunteer.UnknownVolunteer)


def test_a_declared_skill_is_verified_by_another_and_once():
    said, seen = SkillDeclared(person=MARCO, skill="italian"), SkillVerified(person=MARCO, skill="italian")
    verify = VerifySkill(person=MARCO, skill="italian")
    applied, known = given(evolve, Volunteer(), APPLIED), given(evolve, Volunteer(), APPLIED, said)
    known.when(volunteer.verify_skill, verify, "rosa", ids={MARCO}).then(seen)
    given(evolve, Volunteer(), APPLIED, said, seen).when(volunteer.verify_skill, verify, "rosa", ids={MARCO}).then()
    applied.when(volunteer.verify_skill, verify, "rosa", ids={MARCO}).refuses(volunteer.SkillNotDeclared)
    known.when(volunteer.verify_skill, verify, str(AGAIN), ids={MARCO, AGAIN}).refuses(volunteer.VetsThemself)
    given(evolve, Volunteer()).when(volunteer.verify_skill, verify, "rosa", ids={MARCO}).refuses(volunteer.UnknownVolunteer)


def test_the_newest_word_on_a_language_counts():
    declare = DeclareLanguage(person=MARCO, language="ar", level="B1")
    said = LanguageDeclared(person=MARCO, language="ar", level="B1")
    given(evolve, Volunteer(), APPLIED).when(volunteer.declare_language, declare).then(said)
    given(evolve, Volunteer(), APPLIED, said).when(volunteer.declare_language, declare).then()
    better = said.model_copy(update={"level": "B2"})
    assert given(evolve, Volunteer(), APPLIED, said, better).state.languages == {"ar": "B2"}
    given(evolve, Volunteer()).when(volunteer.declare_language, declare).refuses(volunteer.UnknownVolunteer)


@pytest.mark.parametrize("code", ["GR", "Grosseto", "53011", "0530111", "\u0660\u0665\u0663\u0660\u0661\u0661"])
def test_a_zone_is_the_code_of_a_municipality(code):
    with pytest.raises(ValidationError):
        SetZone(person=MARCO, municipality=code)


def test_the_newest_zone_counts():
    ask, said = SetZone(person=MARCO, municipality="053011"), ZoneSet(person=MARCO, municipality="053011")
    given(evolve, Volunteer(), APPLIED).when(volunteer.set_zone, ask).then(said)
    given(evolve, Volunteer(), APPLIED, said).when(volunteer.set_zone, ask).then()
    given(evolve, Volunteer()).when(volunteer.set_zone, ask).refuses(volunteer.UnknownVolunteer)


def test_hours_of_the_week_replace_those_said_before():
    ask = SetAvailability(person=MARCO, slots=FREE)
    given(evolve, Volunteer(), APPLIED).when(volunteer.set_availability, ask).then(AVAILABLE)
    given(evolve, Volunteer(), APPLIED, AVAILABLE).when(volunteer.set_availability, ask).then()
    given(evolve, Volunteer()).when(volunteer.set_availability, ask).refuses(volunteer.UnknownVolunteer)


def test_a_volunteer_speaks_for_themself_alone():
    volunteer.own(MARCO, str(MARCO), VOLUNTEER)
    volunteer.own(MARCO, "rosa", COORDINATOR)
    decided.by(lambda: volunteer.own(MARCO, str(RITA), VOLUNTEER)).refuses(volunteer.NotYourOwn)

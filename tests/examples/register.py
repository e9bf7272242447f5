"""Named example facts of register."""

from datetime import UTC, date, datetime, time

from services.kernel.event import Event
from services.register import events as register
from tests.examples.amending import amendments
from tests.examples.cast import (
    AMAL,
    CONSENT,
    COOP,
    COURSE,
    COVER,
    EDITION,
    EXIT,
    GRAZIA,
    HADDAD,
    HOURS,
    MARCO,
    MATCH,
    MOVED_IN,
    NEED,
    PROJECT,
    SDS,
)
from tests.spec import an_id

MONDAYS = (register.Slot(weekday=1, start=time(15), end=time(17)),)
TO_HOUSEHOLD = (
    register.Entry(account=f"volunteer/{MARCO}", minutes=120),
    register.Entry(account=f"household/{HADDAD}", minutes=-120),
)

REGISTER: tuple[Event, ...] = (
    register.HouseholdNoted(household=HADDAD, project=PROJECT, agency=SDS, head=AMAL),
    register.SharingNoted(household=HADDAD, ground=CONSENT, agencies=(COOP,), until=datetime(2027, 1, 16, tzinfo=UTC)),
    register.SharingEnded(household=HADDAD, ground=CONSENT),
    register.RegisterDeclared(agency=SDS, law_applies=True, sections=("regular", "occasional"), checks=("interview",)),
    register.VolunteerApplied(
        person=MARCO, agency=SDS, applied_on=date(2026, 1, 2), project=PROJECT, motivation="Time for neighbours"
    ),
    register.VolunteerVetted(
        person=MARCO, outcome="positive", vetted_on=date(2026, 1, 5), identity_seen=True, identity_complete=True,
        adult=True, checks=("interview", "references"), guardian=None, minors_certificate=date(2026, 1, 3),
        note="Known to the parish",
    ),
    register.NumberTaken(agency=SDS, section="regular", number=1, person=MARCO),
    register.VolunteerRegistered(person=MARCO, agency=SDS, section="regular", number=1, start=date(2026, 1, 10)),
    register.CoverStarted(
        cover=COVER, person=MARCO, insurer="Mutua", policy="P-1", risks=("accident", "illness", "liability"),
        start=date(2026, 1, 10), until=date(2026, 12, 31),
    ),
    register.CoverRenewed(cover=COVER, person=MARCO, policy="P-2", start=date(2027, 1, 1), until=date(2027, 12, 31)),
    register.CoverEnded(cover=COVER, person=MARCO, ended_on=date(2027, 6, 30), reason="Another insurer"),
    register.CoverLapsed(cover=an_id("first cover"), person=MARCO, until=date(2025, 12, 31)),
    register.SkillDeclared(person=MARCO, skill="italian"),
    register.SkillVerified(person=MARCO, skill="italian", note="Was a teacher"),
    register.LanguageDeclared(person=MARCO, language="ar", level="B1"),
    register.ZoneSet(person=MARCO, municipality="053011"),
    register.AvailabilitySet(person=MARCO, slots=MONDAYS),
    register.CourseNoted(person=MARCO, course=COURSE, edition=EDITION, minutes=600, completed_on=date(2026, 4, 30)),
    register.CourseDropped(person=MARCO, edition=EDITION),
    register.DuplicateNoted(person=MARCO, other=GRAZIA, survivor=MARCO),
    register.DuplicateCleared(person=MARCO, other=GRAZIA),
    register.RestrictionNoted(person=MARCO),
    register.RestrictionCleared(person=MARCO),
    register.OfferMade(
        offer=an_id("offer"), person=MARCO, skill="cooking", start=MOVED_IN, until=date(2026, 7, 31), municipality="053011",
        what="A course of cooking",
    ),
    register.MatchingRulesPublished(
        agency=SDS, version="2026-1", declared_percent=50, farthest_km=40, free_minutes=240, past_matches=5, courses=(COURSE,),
        weights=register.Weights(skill=30, language=20, distance=20, free_hours=15, past_matches=10, courses=5),
    ),
    register.NeedPublished(
        need=NEED, household=HADDAD, head=AMAL, skill="italian", quantity=1, with_minors=False, start=MOVED_IN,
        until=date(2026, 7, 31), language="ar", level="A2", municipality="053018", slots=MONDAYS, what="Conversation",
    ),
    register.CandidatesRanked(
        ranking=an_id("ranking"), need=NEED, household=HADDAD, agency=SDS, rules_version="2026-1", persons=(MARCO,),
        candidates=(
            register.Candidacy(
                person=MARCO, total=52, tie="0123456789abcdef",
                points=register.Weights(skill=30, language=8, distance=2, free_hours=7, past_matches=0, courses=5),
                measures=register.Measures(
                    skill="verified", level="B1", kilometres=36, free_minutes=120, past_matches=0, courses=1
                ),
            ),
        ),
    ),
    register.MatchProposed(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS
    ),
    register.ShiftsTaken(
        person=MARCO, match=MATCH, household=HADDAD, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS
    ),
    register.MatchConfirmed(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, start=MOVED_IN, until=date(2026, 7, 31), shifts=MONDAYS,
        overlaps=(an_id("other match"),), overlap_reason="Both families live in one house",
    ),
    register.HoursLogged(
        hours=HOURS, match=MATCH, need=NEED, household=HADDAD, person=MARCO, day=date(2026, 2, 2), minutes=120,
        entries=TO_HOUSEHOLD, note="First lesson",
    ),
    register.HoursApproved(
        hours=HOURS, match=MATCH, need=NEED, household=HADDAD, person=MARCO, day=date(2026, 2, 2), minutes=120,
        entries=TO_HOUSEHOLD,
    ),
    register.HoursRejected(
        hours=an_id("other hours"), match=MATCH, need=NEED, household=HADDAD, person=MARCO, day=date(2026, 2, 9), minutes=120,
        entries=TO_HOUSEHOLD, reason="Was ill",
    ),
    register.HoursReversed(
        corrects_event_id=an_id("approval"), hours=HOURS, match=MATCH, need=NEED, household=HADDAD, person=MARCO,
        day=date(2026, 2, 2), minutes=120, entries=TO_HOUSEHOLD, reason="Written twice",
    ),
    register.MatchDeclined(
        match=an_id("other match"), need=NEED, household=HADDAD, person=GRAZIA, reason="volunteer-declined", note="Too far"
    ),
    register.MatchCompleted(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, completed_on=date(2026, 7, 27), note="They manage alone"
    ),
    register.FeedbackGiven(
        feedback=an_id("feedback"), match=MATCH, need=NEED, household=HADDAD, person=MARCO, side="household", rating=5,
        comment="A friend",
    ),
    register.NeedClosed(
        need=NEED, household=HADDAD, head=AMAL, closed_on=date(2026, 7, 31), reason="met", note="Speaks well now"
    ),
    register.MatchEnded(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, ended_on=EXIT, reason="family-exited", note="Still friends"
    ),
    register.ShiftsReleased(person=MARCO, match=MATCH, household=HADDAD, ended_on=EXIT),
    register.VolunteerSuspended(person=MARCO, since=date(2026, 8, 1), reason="Travels"),
    register.VolunteerResumed(person=MARCO, start=date(2026, 9, 1)),
    register.RegistrationEnded(
        person=MARCO, agency=SDS, section="regular", number=1, ended_on=EXIT, reason="own-wish", note="Moves to Siena"
    ),
    register.RegistrationVoided(
        corrects_event_id=an_id("registration"), person=GRAZIA, agency=SDS, section="regular", number=2, reason="Entered twice"
    ),
    register.RegisterSealed(
        seal=an_id("seal"), agency=SDS, section="regular", first=1, last=2, root="a" * 64, previous="0" * 64
    ),
    register.HouseholdExitNoted(household=HADDAD, exit=EXIT),
    *amendments("NeedPublished", f"needs/{HADDAD}", str(HADDAD)),
)  # fmt: skip

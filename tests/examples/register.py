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
    register.VolunteerApplied(
        person=MARCO, agency=SDS, applied_on=date(2026, 1, 2), project=PROJECT, motivation="Time for neighbours"
    ),
    register.VolunteerVetted(
        person=MARCO, outcome="positive", vetted_on=date(2026, 1, 5), identity_seen=True, adult=True, guardian=None,
        minors_certificate=date(2026, 1, 3), note="Known to the parish",
    ),
    register.NumberTaken(agency=SDS, section="regular", number=1, person=MARCO),
    register.VolunteerRegistered(person=MARCO, agency=SDS, section="regular", number=1, start=date(2026, 1, 10)),
    register.CoverStarted(
        cover=COVER, person=MARCO, insurer="Mutua", policy="P-1", risks=("accident", "illness", "liability"),
        start=date(2026, 1, 10), until=date(2026, 12, 31),
    ),
    register.SkillDeclared(person=MARCO, skill="italian"),
    register.AvailabilitySet(person=MARCO, slots=MONDAYS),
    register.CourseNoted(person=MARCO, course=COURSE, edition=EDITION, minutes=600, completed_on=date(2026, 4, 30)),
    register.NeedPublished(
        need=NEED, household=HADDAD, head=AMAL, skill="italian", quantity=1, with_minors=False, start=MOVED_IN,
        until=date(2026, 7, 31), what="Conversation",
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
    register.MatchEnded(
        match=MATCH, need=NEED, household=HADDAD, person=MARCO, ended_on=EXIT, reason="family-exited", note="Still friends"
    ),
    register.ShiftsReleased(person=MARCO, match=MATCH, household=HADDAD, ended_on=EXIT),
    register.HouseholdExitNoted(household=HADDAD, exit=EXIT),
    *amendments("NeedPublished", f"needs/{HADDAD}", str(HADDAD)),
)  # fmt: skip

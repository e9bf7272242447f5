"""A volunteer, a household and a need, as the register's tests tell of them."""

from datetime import date, time

from services.register.domain.agenda import Agenda
from services.register.domain.calendar import Days
from services.register.domain.cover import Covers
from services.register.domain.fitness import Candidate
from services.register.domain.match import Match, Matches
from services.register.domain.need import Needs
from services.register.domain.volunteer import Inscription, Volunteer
from services.register.events import (
    AvailabilitySet,
    CoverStarted,
    NeedPublished,
    Slot,
    VolunteerApplied,
    VolunteerRegistered,
    VolunteerVetted,
)
from tests.spec import an_id

MARCO, RITA, FAMILY, HEAD = an_id("marco"), an_id("rita"), an_id("family"), an_id("amal")
AGAIN = an_id("marco, registered again")
NEED, MATCH, OTHER_MATCH = an_id("need"), an_id("match"), an_id("other match")
JANUARY, JULY, DECEMBER = date(2026, 1, 10), date(2026, 7, 31), date(2026, 12, 31)

MONDAY = Slot(weekday=1, start=time(15), end=time(17))
MONDAYS = (MONDAY,)
FREE = (Slot(weekday=1, start=time(14), end=time(16)), Slot(weekday=1, start=time(16), end=time(18)))

APPLIED = VolunteerApplied(person=MARCO, agency="sds", applied_on=date(2026, 1, 2))
VETTED = VolunteerVetted(
    person=MARCO, outcome="positive", vetted_on=date(2026, 1, 5), identity_seen=True, identity_complete=True, adult=True
)  # fmt: skip
REGISTERED = VolunteerRegistered(person=MARCO, agency="sds", section="regular", number=1, start=JANUARY)
AVAILABLE = AvailabilitySet(person=MARCO, slots=FREE)

ENTRY = Inscription(REGISTERED, an_id("registered"))

VOLUNTEER = Volunteer(
    agency="sds", vetted=VETTED, inscriptions=(ENTRY,), skills=frozenset({"italian"}), slots=FREE
)  # fmt: skip


def cover(start=JANUARY, until=DECEMBER, risks=("accident", "illness", "liability"), name="cover"):
    return CoverStarted(
        cover=an_id(name), person=MARCO, insurer="Mutua", policy="P-1", risks=risks, start=start, until=until
    )  # fmt: skip


def need(**changes):
    fixed = {
        "need": NEED, "household": FAMILY, "head": HEAD, "skill": "italian", "quantity": 1, "with_minors": False,
        "start": JANUARY, "until": JULY, "what": "conversation",
    }  # fmt: skip
    return NeedPublished(**{**fixed, **changes})


def a_match(person=MARCO, start=JANUARY, until=JULY, shifts=MONDAYS, by="rosa", *, confirmed=False, ended=False):
    return Match(NEED, person, Days(start, until), shifts, by, confirmed=confirmed, ended=ended)


CANDIDATE = Candidate(VOLUNTEER, Covers((cover(),)), Agenda())
NEEDS = Needs({NEED: need()})
PROPOSED, CONFIRMED = Matches({MATCH: a_match()}), Matches({MATCH: a_match(confirmed=True)})

"""Incidents are reported, weighed, mediated and closed; warnings are counted, and enough of them call for people, never a door."""

from dataclasses import replace
from datetime import date

from services.housing.commands import (
    ClassifyIncident,
    CloseIncident,
    HoldReview,
    IssueWarning,
    MediateIncident,
    ReportIncident,
)
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
from services.housing.domain.household import evolve as evolve_household
from services.housing.domain.incident import (
    BeforeTheIncident,
    Incident,
    IncidentIsClosed,
    InvolvedTwice,
    NotClassified,
    NotInvolved,
    ReviewBeforeWarning,
    ReviewWasHeld,
    UnknownIncident,
    UnknownReview,
    WarnedAlready,
    Warnings,
    classify,
    close,
    evolve,
    evolve_warnings,
    mediate,
    report,
    review,
    warn,
)
from services.housing.events import (
    IncidentClassified,
    IncidentClosed,
    IncidentReported,
    MediationHeld,
    ReviewHeld,
    ReviewRequested,
    WarningIssued,
)
from services.housing.events.house import HouseRules
from services.kernel.rules import InTheFuture
from tests.housing.story import AMAL, HADDAD, HOUSE, KNOWN, ROSSI, SAMI, TODAY
from tests.spec import an_id, given

QUARREL, REVIEW, DAY = an_id("quarrel"), an_id("review"), date(2026, 5, 20)
FAMILY = given(evolve_household, Household(), KNOWN).state
RULES = HouseRules()
REPORT = ReportIncident(dwelling=HOUSE, households=(HADDAD,), persons=(AMAL,), kind="quarrel", on=DAY, note="Urla in cucina.")
REPORTED = IncidentReported(
    incident=QUARREL, dwelling=HOUSE, households=(HADDAD,), persons=(AMAL,), kind="quarrel", on=DAY, note="Urla in cucina."
)
CLASSIFIED = IncidentClassified(incident=QUARREL, persons=(AMAL,), severity="serious")
CLOSED = IncidentClosed(incident=QUARREL, persons=(AMAL,), closed=date(2026, 5, 25), outcome="settled")
TOMORROW, YESTERDAY = date(2026, 6, 2), date(2026, 5, 19)


def warned(number, name=None, on=DAY):
    """A warning because of this incident, or of another one."""
    incident = an_id(name) if name else QUARREL
    return WarningIssued(household=HADDAD, incident=incident, head=AMAL, number=number, issued=on)


def requested(warnings=3, incident=QUARREL):
    return ReviewRequested(review=REVIEW, household=HADDAD, incident=incident, head=AMAL, warnings=warnings, due=date(2026, 6, 3))


HELD = ReviewHeld(review=REVIEW, household=HADDAD, head=AMAL, held=date(2026, 5, 28), outcome="stay-with-help")
TWICE_BEFORE = (warned(1, "first"), warned(2, "second"))


def reporting(**changes):
    ask = REPORT.model_copy(update=changes)
    return given(evolve, Incident()).when(lambda _: report(QUARREL, ask, [FAMILY], TODAY))


def test_an_incident_is_reported_with_who_is_involved():
    reporting().then(REPORTED)


def test_where_nobody_is_named_the_head_answers_for_the_household():
    reporting(persons=()).then(REPORTED)


def test_nobody_is_involved_twice():
    reporting(persons=(AMAL, AMAL)).refuses(InvolvedTwice)
    reporting(households=(HADDAD, HADDAD)).refuses(InvolvedTwice)


def test_who_belongs_to_no_household_involved_is_not_involved():
    reporting(persons=(an_id("stranger"),)).refuses(NotAMember, field="persons")


def test_no_incident_happens_tomorrow():
    reporting(on=TOMORROW).refuses(InTheFuture, field="on")


def classifying(*facts):
    return given(evolve, Incident(), *facts).when(classify, ClassifyIncident(incident=QUARREL, severity="serious"))


def test_somebody_says_how_grave_it_is_as_long_as_it_is_open():
    classifying(REPORTED).then(CLASSIFIED)
    classifying(REPORTED, CLASSIFIED, CLOSED).refuses(IncidentIsClosed, closed=CLOSED.closed)
    classifying().refuses(UnknownIncident)


def mediating(*facts, present=(AMAL, SAMI), held=date(2026, 5, 22)):
    ask = MediateIncident(incident=QUARREL, present=present, held=held, outcome="agreed", note="Si parlano.")
    return given(evolve, Incident(), *facts).when(mediate, ask, [FAMILY], TODAY)


def test_people_involved_sit_down_together():
    mediating(REPORTED).then(
        MediationHeld(incident=QUARREL, present=(AMAL, SAMI), held=date(2026, 5, 22), outcome="agreed", note="Si parlano.")
    )


def test_a_mediation_is_of_people_involved():
    mediating(REPORTED, present=(an_id("stranger"),)).refuses(NotAMember, field="present")
    mediating(REPORTED, present=(AMAL, AMAL)).refuses(InvolvedTwice, field="present")


def test_what_answers_an_incident_comes_after_it():
    mediating(REPORTED, held=YESTERDAY).refuses(BeforeTheIncident, on=DAY)
    mediating(REPORTED, held=TOMORROW).refuses(InTheFuture, field="held")
    mediating(REPORTED, CLOSED).refuses(IncidentIsClosed)
    mediating().refuses(UnknownIncident)


def warning(*before, incident=(REPORTED, CLASSIFIED), household=HADDAD, rules=RULES, family=FAMILY, issued=DAY):
    ask = IssueWarning(incident=QUARREL, household=household, issued=issued)
    known = given(evolve, Incident(), *incident).state
    return given(evolve_warnings, Warnings(), *before).when(warn, ask, known, family, review=REVIEW, rules=rules, today=TODAY)


def test_warnings_of_a_household_are_numbered():
    warning().then(warned(1))
    warning(warned(1, "first")).then(warned(2))


def test_the_third_warning_calls_for_a_review_and_takes_nothing_from_anybody():
    warning(*TWICE_BEFORE).then(warned(3), requested())


def test_the_house_rules_say_which_warning_calls_for_a_review_and_how_soon():
    strict = HouseRules(warnings_before_review=1, review_days=7)
    warning(rules=strict).then(warned(1), requested(1).model_copy(update={"due": date(2026, 5, 27)}))


def test_while_a_review_is_awaited_no_other_is_asked_for():
    third = warned(3, "third")
    awaited = requested(incident=third.incident)
    warning(*TWICE_BEFORE, third, awaited).then(warned(4))
    warning(*TWICE_BEFORE, third, awaited, HELD).then(warned(4), requested(4))


def test_only_who_is_involved_is_warned_and_once():
    warning(household=ROSSI).refuses(NotInvolved, household=ROSSI)
    warning(warned(1)).refuses(WarnedAlready, issued=DAY)


def test_nobody_is_warned_before_the_incident_was_weighed():
    warning(incident=(REPORTED,)).refuses(NotClassified)
    warning(incident=()).refuses(UnknownIncident)


def test_a_warning_answers_an_open_incident():
    warning(issued=YESTERDAY).refuses(BeforeTheIncident)
    warning(issued=TOMORROW).refuses(InTheFuture, field="issued")
    warning(incident=(REPORTED, CLASSIFIED, CLOSED)).refuses(IncidentIsClosed)


def test_a_household_that_nobody_knows_is_not_warned():
    warning(family=replace(FAMILY, head=None)).refuses(UnknownHousehold)


def closing(*facts, outcome="settled", note=None, closed=date(2026, 5, 25)):
    ask = CloseIncident(incident=QUARREL, closed=closed, outcome=outcome, note=note)
    return given(evolve, Incident(), *facts).when(close, ask, TODAY)


def test_an_incident_is_closed_once():
    closing(REPORTED, CLASSIFIED).then(CLOSED)
    closing(REPORTED, CLASSIFIED, CLOSED).refuses(IncidentIsClosed)
    closing().refuses(UnknownIncident)


def test_what_was_never_so_needs_no_weighing():
    closing(REPORTED).refuses(NotClassified)
    closing(REPORTED, outcome="unfounded").then(CLOSED.model_copy(update={"outcome": "unfounded"}))


def test_an_incident_is_closed_after_its_day():
    closing(REPORTED, CLASSIFIED, closed=YESTERDAY).refuses(BeforeTheIncident)
    closing(REPORTED, CLASSIFIED, closed=TOMORROW).refuses(InTheFuture, field="closed")


def reviewing(*facts, held=date(2026, 5, 28)):
    ask = HoldReview(household=HADDAD, review=REVIEW, held=held, outcome="stay-with-help")
    return given(evolve_warnings, Warnings(), *facts).when(review, ask, TODAY)


THREE = (*TWICE_BEFORE, warned(3), requested())


def test_people_say_how_the_stay_goes_on():
    reviewing(*THREE).then(HELD)


def test_a_review_is_held_once_and_only_where_it_was_asked_for():
    reviewing(*THREE, HELD).refuses(ReviewWasHeld)
    reviewing(*TWICE_BEFORE).refuses(UnknownReview)


def test_a_review_is_held_after_the_warning_that_called_for_it():
    reviewing(*THREE, held=YESTERDAY).refuses(ReviewBeforeWarning)
    reviewing(*THREE, held=TOMORROW).refuses(InTheFuture, field="held")

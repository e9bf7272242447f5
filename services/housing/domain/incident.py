"""Incidents: reported, classified, mediated, closed. Warnings are counted by household; enough of them call for a review.

No incident and no warning takes a unit from anybody: people decide that, after a review, by the command that releases it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from services.housing.commands import (
    ClassifyIncident,
    CloseIncident,
    HoldReview,
    IssueWarning,
    MediateIncident,
    ReportIncident,
)
from services.housing.domain.household import Household, NotAMember, UnknownHousehold
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
from services.kernel.event import Event, Recorded
from services.kernel.rules import InTheFuture, Malformed, RuleBroken, Unknown


class UnknownIncident(Unknown):
    """There is no such incident, or your agency neither reported it nor operates the dwelling."""


class UnknownReview(Unknown):
    """No such review was asked for."""


class InvolvedTwice(Malformed):
    """Each household and each person is named once."""


class BeforeTheIncident(RuleBroken):
    """What answers an incident happens on its day or later."""


class NotClassified(RuleBroken):
    """Nobody is warned, and nothing settled, before somebody has said how grave the incident is."""


class NotInvolved(RuleBroken):
    """Only a household that an incident involves is warned because of it."""


class WarnedAlready(RuleBroken):
    """A household is warned once because of one incident."""


class IncidentIsClosed(RuleBroken):
    """A closed incident stays as it is."""


class ReviewWasHeld(RuleBroken):
    """A review is held once."""


class ReviewBeforeWarning(RuleBroken):
    """A review is held after the warning that called for it."""


@dataclass(frozen=True)
class Incident:
    """What was reported, by which agency, how grave it is, and whether it is closed."""

    fact: IncidentReported | None = None
    agency: str = ""
    severity: str | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Warnings:
    """The warnings of a household by incident, and its reviews: the day each was asked for, and whether it was held."""

    issued: Mapping[UUID, date] = field(default_factory=dict)
    reviews: Mapping[UUID, ReviewRequested] = field(default_factory=dict)
    held: frozenset[UUID] = frozenset()

    @property
    def awaits_review(self) -> bool:
        """Whether a review was asked for and not held."""
        return bool(self.reviews.keys() - self.held)


def report(name: UUID, ask: ReportIncident, involved: Sequence[Household], today: date) -> Iterator[Event | RuleBroken]:
    """What happened is said in a code, and in a note that not everybody reads. Unless persons are named, heads answer for it."""
    if len(set(ask.households)) < len(ask.households) or len(set(ask.persons)) < len(ask.persons):
        raise InvolvedTwice("households")
    if ask.on > today:
        yield InTheFuture("on")
    yield from _strangers("persons", ask.persons, involved, ask.on)
    persons = ask.persons or tuple(household.head for household in involved if household.head)
    yield IncidentReported(
        incident=name, dwelling=ask.dwelling, households=ask.households, persons=persons, kind=ask.kind, on=ask.on,
        note=ask.note,
    )  # fmt: skip


def classify(incident: Incident, ask: ClassifyIncident) -> Iterator[Event | RuleBroken]:
    """The last word holds."""
    fact = _known(incident)
    yield from _closed(incident)
    yield IncidentClassified(incident=ask.incident, persons=fact.persons, severity=ask.severity)


def mediate(incident: Incident, ask: MediateIncident, involved: Sequence[Household], today: date) -> Iterator[Event | RuleBroken]:
    """As often as it helps. A mediator's name is the actor's."""
    if len(set(ask.present)) < len(ask.present):
        raise InvolvedTwice("present")
    yield from _answering(incident, "held", ask.held, today)
    yield from _strangers("present", ask.present, involved, ask.held)
    yield MediationHeld(incident=ask.incident, present=ask.present, held=ask.held, outcome=ask.outcome, note=ask.note)


def warn(
    warnings: Warnings,
    ask: IssueWarning,
    incident: Incident,
    household: Household,
    *,
    review: UUID,
    rules: HouseRules,
    today: date,
) -> Iterator[Event | RuleBroken]:
    """The next number. At the one the house rules name, and at each further one, a review is due unless one is awaited."""
    fact = _known(incident)
    if ask.household not in fact.households:
        raise NotInvolved("household", household=ask.household)
    if household.head is None:
        raise UnknownHousehold("household")
    if ask.incident in warnings.issued:
        raise WarnedAlready("household", issued=warnings.issued[ask.incident])
    yield from _answering(incident, "issued", ask.issued, today)
    if incident.severity is None:
        yield NotClassified("incident")
    number, of = len(warnings.issued) + 1, {"household": ask.household, "incident": ask.incident, "head": household.head}
    yield WarningIssued(**of, number=number, issued=ask.issued, note=ask.note)
    if number >= rules.warnings_before_review and not warnings.awaits_review:
        due = ask.issued + timedelta(days=rules.review_days)
        yield ReviewRequested(**of, review=review, warnings=number, due=due)


def close(incident: Incident, ask: CloseIncident, today: date) -> Iterator[Event | RuleBroken]:
    """Closed once. What was never so needs no classification."""
    fact = _known(incident)
    yield from _answering(incident, "closed", ask.closed, today)
    if incident.severity is None and ask.outcome != "unfounded":
        yield NotClassified("incident")
    yield IncidentClosed(incident=ask.incident, persons=fact.persons, closed=ask.closed, outcome=ask.outcome, note=ask.note)


def review(warnings: Warnings, ask: HoldReview, today: date) -> Iterator[Event | RuleBroken]:
    """People say how the stay goes on; whatever they say, they carry it out themselves."""
    if (asked := warnings.reviews.get(ask.review)) is None:
        raise UnknownReview("review", review=ask.review)
    if ask.review in warnings.held:
        raise ReviewWasHeld("review")
    if ask.held > today:
        yield InTheFuture("held")
    if ask.held < warnings.issued.get(asked.incident, ask.held):
        yield ReviewBeforeWarning("held")
    yield ReviewHeld(review=ask.review, household=ask.household, head=asked.head, held=ask.held, outcome=ask.outcome, note=ask.note)


def _known(incident: Incident) -> IncidentReported:
    if incident.fact is None:
        raise UnknownIncident("incident")
    return incident.fact


def _closed(incident: Incident) -> Iterator[RuleBroken]:
    if incident.closed:
        yield IncidentIsClosed("incident", closed=incident.closed)


def _strangers(name: str, persons: Sequence[UUID], involved: Sequence[Household], day: date) -> Iterator[RuleBroken]:
    """Persons who belong to none of the households on that day."""
    belonging = {person for household in involved for person in household.members_on(day)}
    for person in persons:
        if person not in belonging:
            yield NotAMember(name, person=person)


def _answering(incident: Incident, name: str, day: date, today: date) -> Iterator[RuleBroken]:
    """What stands against answering the incident on that day."""
    fact = _known(incident)
    yield from _closed(incident)
    if day > today:
        yield InTheFuture(name)
    if day < fact.on:
        yield BeforeTheIncident(name, on=fact.on)


def evolve(incident: Incident, fact: Recorded) -> Incident:
    """Reported, classified, closed."""
    match fact.event:
        case IncidentReported() as reported:
            return replace(incident, fact=reported, agency=fact.agency)
        case IncidentClassified(severity=severity):
            return replace(incident, severity=severity)
        case IncidentClosed(closed=day):
            return replace(incident, closed=day)
        case _:
            return incident


def evolve_warnings(warnings: Warnings, fact: Recorded) -> Warnings:
    """Warned, a review asked for, a review held."""
    match fact.event:
        case WarningIssued(incident=incident, issued=day):
            return replace(warnings, issued={**warnings.issued, incident: day})
        case ReviewRequested(review=name) as asked:
            return replace(warnings, reviews={**warnings.reviews, name: asked})
        case ReviewHeld(review=name):
            return replace(warnings, held=warnings.held | {name})
        case _:
            return warnings

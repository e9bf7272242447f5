"""Irregularities: what was not as the rules of the fund want it, with the fields that the Commission asks for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.kernel.event import Event, Recorded
from services.kernel.people import PersonId
from services.kernel.rules import InTheFuture, RuleBroken, Unknown
from services.oversight.commands import ReportIrregularity, UpdateIrregularity
from services.oversight.domain.period import PeriodEndsBeforeStart
from services.oversight.events import IrregularityReported, IrregularityUpdated


class UnknownIrregularity(Unknown):
    """There is no such irregularity, or another agency has reported it."""


class AmountsDoNotAdd(RuleBroken):
    """Of the expenditure a part is public money, of that a part is irregular, and of that a part is recovered."""


class InformedBeforeItBegan(RuleBroken):
    """Nobody hears of an irregularity before it has begun."""


class IrregularityIsClosed(RuleBroken):
    """The procedure about the irregularity is closed."""


class NothingHasChanged(RuleBroken):
    """An update says what has changed since the last one."""


@dataclass(frozen=True)
class Irregularity:
    """What was reported, as it stands."""

    reported: IrregularityReported | None = None
    agency: str = ""

    def known_to(self, agency: str) -> IrregularityReported:
        """What was reported, if this agency did. Raises `UnknownIrregularity`."""
        if self.reported is None or self.agency != agency:
            raise UnknownIrregularity("irregularity")
        return self.reported


def report(name: UUID, ask: ReportIrregularity, official: PersonId, today: date) -> Iterator[Event | RuleBroken]:
    """The amounts add up, and the days follow each other."""
    if ask.ended_on and ask.ended_on < ask.started_on:
        yield PeriodEndsBeforeStart("ended_on")
    if ask.first_information_on < ask.started_on:
        yield InformedBeforeItBegan("first_information_on")
    for field in ("started_on", "first_information_on", "ended_on"):
        if (day := getattr(ask, field)) and day > today:
            yield InTheFuture(field)
    if not ask.affected_cents <= ask.public_cents <= ask.expenditure_cents:
        yield AmountsDoNotAdd("affected_cents")
    yield IrregularityReported(
        irregularity=name, project=ask.project, agency=ask.agency, kind=ask.kind, qualification=ask.qualification,
        provision=ask.provision, found_by=ask.found_by, control=ask.control, finding=ask.finding,
        first_information_on=ask.first_information_on, started_on=ask.started_on, ended_on=ask.ended_on,
        expenditure_cents=ask.expenditure_cents, public_cents=ask.public_cents, affected_cents=ask.affected_cents,
        state=ask.state, reported_on=today, official=official, description=ask.description,
    )  # fmt: skip


def update(
    irregularity: Irregularity, ask: UpdateIrregularity, agency: str, official: PersonId, today: date
) -> Iterator[Event | RuleBroken]:
    """What is left out stands."""
    known = irregularity.known_to(agency)
    said = {name: getattr(ask, name) for name in CHANGING if getattr(ask, name) is not None}
    after = known.model_copy(update=said)
    if known.state == "closed" and ask.state in (None, "closed"):
        raise IrregularityIsClosed("irregularity")
    if after == known:
        raise NothingHasChanged("irregularity")
    if after.ended_on and after.ended_on < known.started_on:
        yield PeriodEndsBeforeStart("ended_on")
    if ask.ended_on and ask.ended_on > today:
        yield InTheFuture("ended_on")
    if not after.recovered_cents <= after.affected_cents <= known.public_cents:
        yield AmountsDoNotAdd("affected_cents")
    yield IrregularityUpdated(
        irregularity=known.irregularity, project=known.project, qualification=after.qualification, ended_on=after.ended_on,
        affected_cents=after.affected_cents, recovered_cents=after.recovered_cents, state=after.state, updated_on=today,
        official=official, note=ask.note,
    )  # fmt: skip


CHANGING = ("qualification", "ended_on", "affected_cents", "recovered_cents", "state")
"""What may change of an irregularity; the rest is how it was found."""


def evolve(irregularity: Irregularity, fact: Recorded) -> Irregularity:
    """Reported, then updated."""
    match fact.event:
        case IrregularityReported():
            return Irregularity(fact.event, fact.agency)
        case IrregularityUpdated() as now if irregularity.reported:
            changed = {name: getattr(now, name) for name in CHANGING}
            return Irregularity(irregularity.reported.model_copy(update=changed), irregularity.agency)
        case _:
            return irregularity

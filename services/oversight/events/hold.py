"""What oversight publishes about: how long what is needed for a control must be kept."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId, ProjectCode

HoldGround = Literal["court-case", "commission-request", "irregularity", "clearance", "legal-claim"]
Covers = Literal["evidence", "everything"]
"""Of a person: what a control needs of them, or notes and stories, too."""
CountedFrom = Literal["year-end", "financial-year-end"]
"""From 31 December of the year of the payment (2021/1060 Art. 82), or from the 15 October that ends the fund's year (840/2015)."""


FINANCIAL_YEAR = (10, 15)


def kept_until(paid_on: date | None, years: int, counted_from: CountedFrom) -> date | None:
    """The last day on which a project's papers are kept; None before its final payment is declared."""
    if paid_on is None:
        return None
    closing = (12, 31) if counted_from == "year-end" else FINANCIAL_YEAR
    return date(paid_on.year + ((paid_on.month, paid_on.day) > closing) + years, *closing)


class RetentionNoted(Event):
    """For how long a funded project keeps its papers after the final payment, and after what interrupts that time."""

    stream: ClassVar = "retention/{project}"
    project: ProjectCode
    years: int
    counted_from: CountedFrom
    years_after_recovery: int
    years_after_case: int


class FinalPaymentDeclared(Event):
    """The project was paid for the last time: from this day follows until when its papers are kept."""

    stream: ClassVar = "retention/{project}"
    happened: ClassVar = "paid_on"
    project: ProjectCode
    paid_on: date


class ParticipationNoted(Event):
    """A person takes part in a funded project, so that what proves it is kept as long as the project's papers."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    project: ProjectCode


class SameHumanNoted(Event):
    """Another id is of the same human: what holds for one holds for both."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId


class SameHumanCleared(Event):
    """The two ids are of two humans after all."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person", "other")
    person: PersonId
    other: PersonId


class HoldPlaced(Event):
    """What is known of a person, or of all of a project, must be kept, whatever anybody asks."""

    stream: ClassVar = "{of_stream}"
    about: ClassVar = ("person", "official")
    hold: UUID
    of_stream: str
    person: PersonId | None = None
    project: ProjectCode | None = None
    ground: HoldGround
    covers: Covers = "evidence"
    until: date | None = None
    official: PersonId
    note: Annotated[str | None, Personal("official", "evidence")] = None


class HoldReleased(Event):
    """What the hold was for is over: it ends on a day that follows from its ground."""

    stream: ClassVar = "{of_stream}"
    about: ClassVar = ("person",)
    hold: UUID
    of_stream: str
    person: PersonId | None = None
    project: ProjectCode | None = None
    ground: HoldGround
    ends: date

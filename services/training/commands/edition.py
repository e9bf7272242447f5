"""What may be asked of training about: edition."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.kernel.command import Command
from services.kernel.people import PersonId, a_word
from services.kernel.time import AskedMoment, Day
from services.kernel.words import Code, Note
from services.training.events import CancellationCause, CompletionRule, LearnerType


def plain_version(rule: CompletionRule) -> CompletionRule:
    """The rule, if its version is a plain word."""
    a_word(rule.version)
    return rule


class OpenEdition(Command):
    """Give a course: seats, for whom, first and last day, and the completion rule, which is fixed from here on."""

    course: UUID
    project: Code | None = None
    seats: Annotated[int, Field(ge=1, le=10_000)]
    open_to: Annotated[tuple[LearnerType, ...], Field(min_length=1, max_length=4)]
    start: Day
    until: Day
    rule: Annotated[CompletionRule, AfterValidator(plain_version)]


class ScheduleSession(Command):
    """Add a lesson to the edition."""

    edition: UUID
    starts_at: AskedMoment
    minutes: Annotated[int, Field(ge=1, le=1440)]
    teacher: PersonId


class CancelSession(Command):
    """Say that a lesson is not held."""

    edition: UUID
    session: UUID
    cause: CancellationCause
    reason: Note | None = None


class CloseEdition(Command):
    """Close an edition whose lessons were all held and signed for, or cancelled."""

    edition: UUID

"""What may be asked of intake about: service log."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.kernel.command import Command
from services.kernel.evidence import Evidence
from services.kernel.people import HouseholdId, PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Name, Note

Documents = Annotated[tuple[Evidence, ...], Field(max_length=20)]
FileNames = Annotated[tuple[Name, ...], Field(max_length=20)]


class RecordService(Command):
    """Record that a service was provided."""

    household: HouseholdId
    code: Code
    delivered_on: Day
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None
    amount_cents: Annotated[int, Field(ge=0, le=100_000_000_00)] | None = None
    provider: Code | None = None
    recipients: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)]
    evidence: Documents = ()
    file_names: FileNames | None = None
    note: Note | None = None


class CorrectService(Command):
    """Say how a recorded service really was."""

    household: HouseholdId
    delivery: UUID
    code: Code | None = None
    delivered_on: Day | None = None
    minutes: Annotated[int, Field(ge=0, le=100_000)] | None = None
    amount_cents: Annotated[int, Field(ge=0, le=100_000_000_00)] | None = None
    recipients: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=50)] | None = None
    evidence: Documents = ()
    file_names: FileNames | None = None
    note: Note | None = None
    reason: Note

    @model_validator(mode="after")
    def something_changes(self) -> Self:
        """A correction names at least one thing that was otherwise."""
        if self.model_fields_set <= {"household", "delivery", "reason", "occurred_at", "source"}:
            raise ValueError("name what was otherwise")
        unsaid = [name for name in ("code", "delivered_on", "recipients") if getattr(self, name) is None]
        if self.model_fields_set.intersection(unsaid):
            raise ValueError("every service has a code, a day and recipients")
        return self


class VoidService(Command):
    """Say that a recorded service never took place."""

    household: HouseholdId
    delivery: UUID
    reason: Note

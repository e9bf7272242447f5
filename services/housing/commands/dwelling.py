"""What may be asked of housing about: dwelling."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.housing.events.dwelling import OutReason, UnitKind
from services.kernel.command import Command
from services.kernel.time import Day
from services.kernel.words import Code, Name


class AddDwelling(Command):
    """Offer a dwelling. Without `agency`, the asker's own operates it."""

    name: Name
    address: Name | None = None
    municipality: Code | None = None
    shared: bool = False
    agency: Code | None = None


class AddUnit(Command):
    """Add a unit to a dwelling."""

    dwelling: UUID
    label: Name
    kind: UnitKind = "unit"
    capacity: Annotated[int, Field(ge=1, le=1000)]
    shared: bool = False


class TakeUnitOutOfService(Command):
    """Say that nobody can live in a unit from a day on; its vacancy closes."""

    unit: UUID
    since: Day
    expected: Day | None = None
    reason: OutReason


class ReturnUnit(Command):
    """Say that a unit can be lived in again from a day on."""

    unit: UUID
    returned: Day

"""What may be asked of housing about: dwelling."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.command import Command
from services.kernel.words import Code, Name


class AddDwelling(Command):
    """Offer a dwelling. Without `agency`, the asker's own operates it."""

    name: Name
    address: Name | None = None
    shared: bool = False
    agency: Code | None = None


class AddUnit(Command):
    """Add a unit to a dwelling."""

    dwelling: UUID
    label: Name
    capacity: Annotated[int, Field(ge=1, le=1000)]
    shared: bool = False

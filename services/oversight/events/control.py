"""What oversight publishes about: control."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId, ProjectCode

ControlKind = Literal["on-the-spot", "desk", "unannounced"]


class ControlOpened(Event):
    """A controller of the funding authority has begun to control a project: who, how, over which period."""

    stream: ClassVar = "control/{control}"
    about: ClassVar = ("controller",)
    happened: ClassVar = "opened_on"
    control: UUID
    project: ProjectCode
    kind: ControlKind
    controller: PersonId
    """The id under which the controller's name is kept, which is no person of the register."""
    start: date
    until: date
    opened_on: date
    controller_name: Annotated[str | None, Personal("controller", "evidence")] = None
    signature: Annotated[str | None, Personal("controller", "evidence")] = None
    """By what mark the controller signs the report: its protocol number, or the digest of a signed file."""
    scope: Annotated[str | None, Personal("controller", "evidence")] = None

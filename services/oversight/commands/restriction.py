"""What may be asked of oversight about: restrictions and objections."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.words import Note
from services.oversight.events import ObjectedTo, RestrictionGround


class RestrictProcessing(Command):
    """Have what is known of a person kept and not used."""

    person: PersonId
    ground: RestrictionGround
    note: Note | None = None


class LiftRestriction(Command):
    """Let what is known of a person be used again."""

    person: PersonId
    note: Note | None = None


class RaiseObjection(Command):
    """Write down that a person objects to a use of what is known of them."""

    person: PersonId
    against: ObjectedTo
    reason: Note | None = None


class DecideObjection(Command):
    """Decide on an objection."""

    person: PersonId
    objection: UUID
    upheld: bool
    reason: Note | None = None

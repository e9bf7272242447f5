"""What may be asked of register about: offer."""

from services.kernel.command import Command
from services.kernel.people import PersonId
from services.kernel.time import Day
from services.kernel.words import Code, Note
from services.register.commands.volunteer import Municipality


class MakeOffer(Command):
    """Offer, as a volunteer, something that nobody has asked for yet."""

    person: PersonId
    skill: Code
    start: Day
    until: Day
    municipality: Municipality | None = None
    what: Note | None = None

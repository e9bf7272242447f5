"""What may be asked of housing about: person."""

from services.kernel.command import Command
from services.kernel.people import PersonId


class NoteDuplicate(Command):
    """Note that the survivor stands for both ids, or (`same` false) that it does so no longer."""

    survivor: PersonId
    merged: PersonId
    same: bool = True


class NoteRestriction(Command):
    """Note that what is known of a person is not used, or (`restricted` false) that it is used again."""

    person: PersonId
    restricted: bool = True

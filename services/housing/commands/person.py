"""What may be asked of housing about: person."""

from services.kernel.command import Command
from services.kernel.people import PersonId


class NoteDuplicate(Command):
    """Note that the survivor stands for both ids, or (`same` false) that it does so no longer."""

    survivor: PersonId
    merged: PersonId
    same: bool = True

"""What may be asked of training about: person."""

from services.kernel.command import Command
from services.kernel.people import PersonId


class NoteDuplicate(Command):
    """Intake has found that two ids are one human, or (`same` false) that they are not after all."""

    person: PersonId
    other: PersonId
    same: bool = True

"""What may be asked of housing about: vacancy."""

from uuid import UUID

from services.kernel.command import Command
from services.kernel.time import Day


class OpenVacancy(Command):
    """Say that a unit may be proposed to households from a day on."""

    unit: UUID
    opens: Day


class CloseVacancy(Command):
    """Say that a unit is not to be proposed any longer."""

    unit: UUID
    vacancy: UUID

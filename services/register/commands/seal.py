"""What may be asked of register about: seal."""

from services.kernel.command import Command
from services.register.events import Section


class SealRegister(Command):
    """Seal all entries of a section of the agency's register up to now."""

    section: Section

"""What may be asked of oversight about: control."""

from services.kernel.command import Command
from services.kernel.time import Day
from services.kernel.words import Code, Name, Note
from services.oversight.events import ControlKind


class OpenControl(Command):
    """Begin to control a project: how, by whom, what is looked at and over which period."""

    project: Code
    kind: ControlKind
    controller_name: Name
    signature: Name
    scope: Note
    start: Day
    until: Day

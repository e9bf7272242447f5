"""What may be asked of oversight about: funded projects and agencies. Only reactions ask."""

from services.kernel.command import Command
from services.kernel.people import AgencyCode, ProjectCode


class NoteProject(Command):
    """Note that a funded project exists."""

    project: ProjectCode


class NoteAgency(Command):
    """Note that an agency takes part."""

    agency: AgencyCode

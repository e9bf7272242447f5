"""What oversight publishes about: funded projects and agencies, as intake says that they exist."""

from typing import ClassVar

from services.kernel.event import Event
from services.kernel.people import AgencyCode, ProjectCode


class ProjectNoted(Event):
    """Oversight knows that a funded project exists."""

    stream: ClassVar = "known-project/{project}"
    project: ProjectCode


class AgencyNoted(Event):
    """Oversight knows that an agency takes part."""

    stream: ClassVar = "known-agency/{agency}"
    agency: AgencyCode

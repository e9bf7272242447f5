"""What oversight publishes about: target."""

from typing import ClassVar

from services.kernel.event import Event
from services.kernel.people import ProjectCode


class TargetSet(Event):
    """A project means to have reached so much of an indicator by the end of a quarter; said anew, the newest counts."""

    stream: ClassVar = "target/{project}/{indicator}/{quarter}"
    project: ProjectCode
    indicator: str
    quarter: str
    """Such as `2026-Q2`."""
    value: int

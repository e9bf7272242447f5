"""What register publishes about: seal."""

from typing import ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import AgencyCode
from services.register.events.registration import Section


class RegisterSealed(Event):
    """All entries of a section up to a number, in one root that no later change of any of them would give.

    The time mark is the record's own `recorded_at`; each seal holds the root before it, so that seals are in a chain too
    (Civil Code 2215-bis: what is kept by computer bears a mark of time and can be altered by nobody).
    """

    stream: ClassVar = "seals/{agency}:{section}"
    seal: UUID
    agency: AgencyCode
    section: Section
    first: int
    last: int
    root: str
    previous: str

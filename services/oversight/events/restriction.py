"""What oversight publishes about: restricting the use of a person's data, and objections to it."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId

RestrictionGround = Literal["accuracy-contested", "unlawful", "needed-for-claims", "objection-pending"]
"""The four grounds of Article 18(1) of the GDPR."""
ObjectedTo = Literal["ranking", "matching", "sharing", "statistics", "everything"]


class ProcessingRestricted(Event):
    """What is known of a person is kept and not used, until the restriction is lifted."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    ground: RestrictionGround
    note: Annotated[str | None, Personal("person")] = None


class RestrictionLifted(Event):
    """What is known of the person is used again."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    person: PersonId
    note: Annotated[str | None, Personal("person")] = None


class ObjectionRaised(Event):
    """A person objects to a use of what is known of them; somebody decides."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    objection: UUID
    person: PersonId
    against: ObjectedTo
    reason: Annotated[str | None, Personal("person")] = None


class ObjectionDecided(Event):
    """A named person has decided on the objection."""

    stream: ClassVar = "subject/{person}"
    about: ClassVar = ("person",)
    objection: UUID
    person: PersonId
    against: ObjectedTo
    upheld: bool
    reason: Annotated[str | None, Personal("person")] = None

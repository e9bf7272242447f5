"""What intake publishes about: pairs of persons that may be one human."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict

from services.kernel.event import Event
from services.kernel.people import Personal, PersonId


class Finding(BaseModel):
    """What was found in one field of two persons, and the points it gave; a code, never a value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    finding: str
    points: float


class PotentialDuplicateDetected(Event):
    """Two persons may be one human: what was compared, what was found and how it was weighed."""

    stream: ClassVar = "pair/{low}:{high}"
    about: ClassVar = ("low", "high")
    low: PersonId
    high: PersonId
    score: float
    rules_version: str
    evidence: tuple[Finding, ...]


class DuplicateConfirmed(Event):
    """A coordinator says that two ids are one human: from now on the survivor stands for both."""

    stream: ClassVar = "person/{merged}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId
    reason: Annotated[str | None, Personal("survivor")] = None


class MergeTaken(Event):
    """The survivor's side of a merge: what the merged id belongs to, the survivor belongs to."""

    stream: ClassVar = "person/{survivor}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId


class MergeReleased(Event):
    """The survivor's side of a merge that was undone."""

    stream: ClassVar = "person/{survivor}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId


class DuplicateRejected(Event):
    """A coordinator says that two persons are two humans: nobody is asked about them again."""

    stream: ClassVar = "pair/{low}:{high}"
    about: ClassVar = ("low", "high")
    low: PersonId
    high: PersonId
    reason: Annotated[str | None, Personal("low")] = None


class PersonUnlinked(Event):
    """A merge is undone: the two are two humans again, each with what was recorded about each."""

    stream: ClassVar = "person/{merged}"
    about: ClassVar = ("survivor", "merged")
    survivor: PersonId
    merged: PersonId
    reason: Annotated[str | None, Personal("survivor")] = None

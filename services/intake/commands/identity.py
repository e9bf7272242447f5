"""What may be asked of intake about: pairs of persons that may be one human."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.intake.events import Finding
from services.kernel.command import Command
from services.kernel.people import PersonId, a_word
from services.kernel.words import Code, Note

Points = Annotated[float, Field(ge=-1000, le=1000, allow_inf_nan=False)]


def plain_finding(finding: Finding) -> Finding:
    """The finding, if its codes are plain words and its points a number."""
    a_word(finding.field)
    a_word(finding.finding)
    if not abs(finding.points) <= 1000:
        raise ValueError("points lie between -1000 and 1000")
    return finding


class ReportPotentialDuplicate(Command):
    """Say that two persons may be one human, and on what evidence. Whoever is settled already is left in peace."""

    one: PersonId
    other: PersonId
    score: Points
    rules_version: Code
    evidence: Annotated[tuple[Annotated[Finding, AfterValidator(plain_finding)], ...], Field(max_length=40)] = ()


class ConfirmDuplicate(Command):
    """Decide that two ids are one human; the survivor stands for both."""

    survivor: PersonId
    merged: PersonId
    reason: Note | None = None


class RejectDuplicate(Command):
    """Decide that two persons are two humans; nobody is asked about them again."""

    one: PersonId
    other: PersonId
    reason: Note | None = None


class UnlinkPerson(Command):
    """Undo a merge: the person is a human of their own again."""

    person: PersonId
    reason: Note

"""What may be asked of intake about: household."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.intake.events import Member, PrivacyNotice
from services.kernel.command import Command
from services.kernel.people import HouseholdId, PersonId, a_word
from services.kernel.time import Day, in_calendar
from services.kernel.words import Code, Destination, Note


def plain_member(member: Member) -> Member:
    """The member, if the code of the relationship is plain text."""
    a_word(member.relationship)
    return member


def plain_notice(notice: PrivacyNotice) -> PrivacyNotice:
    """The notice, if its language and version are plain text and its day is one."""
    a_word(notice.language)
    a_word(notice.version)
    in_calendar(notice.given_on)
    return notice


class EnrolFamily(Command):
    """Enter a household into a funded project. Without `household` (no presa in carico) it gets its id here.

    A head who is under age has a guardian, who need not be a member.
    """

    household: HouseholdId | None = None
    project: Code
    head: PersonId
    members: Annotated[tuple[Annotated[Member, AfterValidator(plain_member)], ...], Field(min_length=1, max_length=50)]
    notice: Annotated[PrivacyNotice, AfterValidator(plain_notice)] | None = None
    guardian: PersonId | None = None


class AddMember(Command):
    """A person joins the household."""

    household: HouseholdId
    person: PersonId
    relationship: Code


class RemoveMember(Command):
    """A person leaves the household."""

    household: HouseholdId
    person: PersonId
    destination: Destination | None = None


class ChangeHead(Command):
    """Another member heads the household; one who is under age has a guardian."""

    household: HouseholdId
    head: PersonId
    guardian: PersonId | None = None


class EndEnrolment(Command):
    """The household leaves the project."""

    household: HouseholdId
    exit: Day
    destination: Destination
    reason: Note | None = None

"""What may be asked of intake about: access."""

from typing import Annotated

from pydantic import AfterValidator, Field

from services.kernel.access import ROLES
from services.kernel.command import Command
from services.kernel.evidence import Sha256
from services.kernel.people import HouseholdId, Text
from services.kernel.words import Code, Note


def a_role(value: str) -> str:
    """One of the roles of the table of access."""
    if value not in ROLES:
        raise ValueError("is no role")
    return value


class RequestEmergencyAccess(Command):
    """Open a family's file that is not shared with your agency, for some hours and with a reason everybody can read."""

    household: HouseholdId
    reason: Note


class RecordView(Command):
    """Note who has opened a family's file, in which role and for which agency."""

    household: HouseholdId
    viewer: Annotated[Text, Field(min_length=1, max_length=100)]
    role: Annotated[str, AfterValidator(a_role)]
    agency: Code
    document: Sha256 | None = None

"""What lets another agency see a family's file, said one way for whoever must know: services and read models."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.intake.events.access import EmergencyAccessGranted
from services.intake.events.consent import ConsentExpired, ConsentGiven, ConsentRenewed, ConsentWithdrawn
from services.intake.events.referral import ReferralAccepted, ReferralCompleted, ReferralRevoked
from services.kernel.event import Event
from services.kernel.time import end_of

SHARING: tuple[type[Event], ...] = (
    ConsentGiven, ConsentRenewed, ConsentWithdrawn, ConsentExpired,
    ReferralAccepted, ReferralCompleted, ReferralRevoked, EmergencyAccessGranted,
)  # fmt: skip
"""The facts that open a family's file to another agency, and those that close it."""


@dataclass(frozen=True)
class Sharing:
    """A household is open to agencies on a ground (a consent, a referral, an emergency) until a moment, if one is set."""

    household: UUID
    ground: UUID
    basis: str
    agencies: tuple[str, ...]
    until: datetime | None = None
    ended: bool = False


def sharing_of(event: Event) -> Sharing | None:
    """What a fact says about sharing; None for a fact that says nothing about it."""
    match event:
        case ConsentGiven() | ConsentRenewed() as given:
            return Sharing(given.household, given.consent, "consent", given.recipients, end_of(given.expires))
        case ConsentWithdrawn() | ConsentExpired() as over:
            return Sharing(over.household, over.consent, "consent", over.recipients, ended=True)
        case ReferralAccepted() as accepted:
            until = end_of(accepted.until) if accepted.until else None
            return Sharing(accepted.household, accepted.referral, "referral", (accepted.receiver,), until)
        case ReferralCompleted() | ReferralRevoked() as over:
            return Sharing(over.household, over.referral, "referral", (over.receiver,), ended=True)
        case EmergencyAccessGranted() as granted:
            return Sharing(granted.household, granted.access, "emergency", (granted.agency,), granted.expires)
        case _:
            return None

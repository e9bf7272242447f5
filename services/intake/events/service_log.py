"""What intake publishes about: service log."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from services.kernel.event import Event
from services.kernel.evidence import Evidence
from services.kernel.people import AgencyCode, HouseholdId, Personal, PersonId


class ServiceDelivered(Event):
    """A service was provided to persons of the household (code of `tipo_categoria_siuss`)."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    happened: ClassVar = "delivered_on"
    delivery: UUID
    household: HouseholdId
    code: str
    delivered_on: date
    minutes: int | None = None
    amount_cents: int | None = None
    provider: AgencyCode
    recipients: tuple[PersonId, ...]
    evidence: tuple[Evidence, ...] = ()
    file_names: Annotated[tuple[str, ...] | None, Personal("recipients")] = None
    """What the documents of the evidence are called, one by one."""
    note: Annotated[str | None, Personal("recipients")] = None


class ServiceCorrected(Event):
    """The entry of a service was wrong; this is how it was. The first entry stays readable."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    happened: ClassVar = "delivered_on"
    delivery: UUID
    household: HouseholdId
    corrects_event_id: UUID
    code: str
    delivered_on: date
    minutes: int | None = None
    amount_cents: int | None = None
    provider: AgencyCode
    recipients: tuple[PersonId, ...]
    evidence: tuple[Evidence, ...] = ()
    file_names: Annotated[tuple[str, ...] | None, Personal("recipients")] = None
    note: Annotated[str | None, Personal("recipients")] = None
    reason: Annotated[str | None, Personal("recipients")] = None


class ServiceVoided(Event):
    """The service never took place; the entry counts no more and stays readable."""

    stream: ClassVar = "service-log/{household}"
    key: ClassVar = "{household}"
    about: ClassVar = ("recipients",)
    delivery: UUID
    household: HouseholdId
    corrects_event_id: UUID
    recipients: tuple[PersonId, ...]
    reason: Annotated[str | None, Personal("recipients")] = None

"""What was done for a household (prestazioni): recorded, corrected, voided; nothing is ever overwritten."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from services.intake.commands import CorrectService, RecordService, VoidService
from services.intake.domain.case import Case, takes_new_work
from services.intake.domain.household import Household, MemberNamedTwice, NotAMember, NotEnrolled
from services.intake.domain.programme import Agency, UnknownAgency
from services.intake.events import ProgrammeRules, ServiceCorrected, ServiceDelivered, ServiceVoided
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, RuleBroken, Unknown


class UnknownServiceCode(Malformed):
    """The SIUSS list of services has no such code."""


class UnknownDelivery(Unknown):
    """The household's log has no such service."""


class ServiceAlreadyVoided(RuleBroken):
    """The service was voided before; a voided entry is not corrected."""


class ServiceOutsideEnrolment(RuleBroken):
    """A service is provided while the household is in the project."""


class ServiceInTheFuture(RuleBroken):
    """A service that is recorded as provided cannot lie in the future."""


class OwnEntry(RuleBroken):
    """Figures rest on the entry: another person than its writer corrects or voids it, or approves what the writer asks."""


class FileNamesDoNotFit(Malformed):
    """Each document of the evidence has one name, or none has."""


@dataclass(frozen=True)
class Entry:
    """One service as it stands now, and the event that last said so."""

    fact: ServiceDelivered | ServiceCorrected
    event_id: UUID
    writer: str
    agency: str
    """Which recorded it first."""
    voided: bool = False


@dataclass(frozen=True)
class ServiceLog:
    """The services of a household by delivery id."""

    entries: Mapping[UUID, Entry] = field(default_factory=dict)

    def agency_of(self, delivery: UUID) -> str | None:
        """Which recorded the service."""
        return self.entries[delivery].agency if delivery in self.entries else None


def record(
    ask: RecordService, name: UUID, today: date, *, household: Household, case: Case, rules: ProgrammeRules,
    provider: str, agency: Agency, codes: Collection[str],
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """A service has a code of the SIUSS list, a day, a provider that takes part and at least one recipient."""
    if agency.name is None:
        raise UnknownAgency("provider", agency=provider)
    fact = ServiceDelivered(delivery=name, provider=provider, **ask.model_dump(exclude={"occurred_at", "source", "provider"}))
    yield from takes_new_work(case)
    yield from _broken(fact, today, household, rules, codes)
    yield fact


def correct(
    log: ServiceLog, ask: CorrectService, today: date, actor: str,
    *, household: Household, rules: ProgrammeRules, codes: Collection[str],
) -> Iterator[Event | RuleBroken]:  # fmt: skip
    """What is named replaces what was said; the rest stands."""
    entry = _entry(log, ask.delivery)
    if rules.four_eyes and entry.writer == actor:
        yield OwnEntry("delivery", delivery=ask.delivery)
    stands: dict[str, Any] = entry.fact.model_dump(exclude={"corrects_event_id", "reason"})
    stands |= ask.model_dump(exclude={"occurred_at", "source", "reason"}, exclude_unset=True)
    fact = ServiceCorrected.model_validate({**stands, "corrects_event_id": entry.event_id, "reason": ask.reason})
    yield from _broken(fact, today, household, rules, codes)
    yield fact


def void(log: ServiceLog, ask: VoidService, actor: str, *, rules: ProgrammeRules) -> Iterator[Event | RuleBroken]:
    """The entry counts no more."""
    entry = _entry(log, ask.delivery)
    if rules.four_eyes and entry.writer == actor:
        yield OwnEntry("delivery", delivery=ask.delivery)
    yield ServiceVoided(
        delivery=ask.delivery, household=ask.household, corrects_event_id=entry.event_id,
        recipients=entry.fact.recipients, reason=ask.reason,
    )  # fmt: skip


def _entry(log: ServiceLog, delivery: UUID) -> Entry:
    entry = log.entries.get(delivery)
    if entry is None:
        raise UnknownDelivery("delivery", delivery=delivery)
    if entry.voided:
        raise ServiceAlreadyVoided("delivery", delivery=delivery)
    return entry


def _broken(
    fact: ServiceDelivered | ServiceCorrected, today: date, household: Household, rules: ProgrammeRules, codes: Collection[str]
) -> Iterator[RuleBroken]:
    day = fact.delivered_on
    _check(fact, codes)
    if household.entry is None:
        raise NotEnrolled("household")
    for person in fact.recipients:
        if person not in household.everyone:
            yield NotAMember("recipients", person=person)
    if day > today:
        yield ServiceInTheFuture("delivered_on")
    if rules.service_in_enrolment and (day < household.entry or (household.exit and day > household.exit)):
        yield ServiceOutsideEnrolment("delivered_on", entry=household.entry, exit=household.exit)


def _check(fact: ServiceDelivered | ServiceCorrected, codes: Collection[str]) -> None:
    if fact.code not in codes:
        raise UnknownServiceCode("code", code=fact.code)
    if len(set(fact.recipients)) < len(fact.recipients):
        raise MemberNamedTwice("recipients")
    if fact.file_names is not None and len(fact.file_names) != len(fact.evidence):
        raise FileNamesDoNotFit("file_names", documents=len(fact.evidence))


def evolve(log: ServiceLog, fact: Recorded) -> ServiceLog:
    """The newest word on each service."""
    match fact.event:
        case ServiceDelivered() | ServiceCorrected() as event:
            entry = Entry(event, fact.id, fact.actor, log.agency_of(event.delivery) or fact.agency)
            return replace(log, entries={**log.entries, event.delivery: entry})
        case ServiceVoided(delivery=delivery) if delivery in log.entries:
            voided = replace(log.entries[delivery], event_id=fact.id, voided=True)
            return replace(log, entries={**log.entries, delivery: voided})
        case _:
            return log

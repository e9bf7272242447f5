"""A person: one id for one human, by whatever door they came, and however little is known of them."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args
from uuid import UUID

from stdnum.it import codicefiscale

from services.intake.commands import CorrectPerson, ExpirePermit, RecordResidencePermit, RegisterPerson
from services.intake.commands.person import Told
from services.intake.domain.eligibility import (
    NEVER,
    Criteria,
    Eligibility,
    Standing,
    eligible_on,
    end_of,
    group_of,
    permit_on,
    turns,
)
from services.intake.events import (
    CitizenshipGroup,
    CountingProfileSet,
    DuplicateConfirmed,
    Identity,
    MergeReleased,
    MergeTaken,
    PartlyKnown,
    PersonCorrected,
    PersonField,
    PersonRegistered,
    PersonUnlinked,
    ResidencePermitExpired,
    ResidencePermitRecorded,
    Sex,
    Sureness,
)
from services.kernel.event import Event, Recorded
from services.kernel.rules import Malformed, NotYetDue, RuleBroken, Unknown
from services.kernel.time import age_on

FIELDS: tuple[PersonField, ...] = get_args(PersonField)
PARTLY_KNOWN: tuple[PartlyKnown, ...] = get_args(PartlyKnown)
BIRTH = frozenset({"birth_date", "partial_birth_date"})


class UnknownPerson(Unknown):
    """No person has this id."""


class BornInTheFuture(Malformed):
    """Nobody is born on a day that has not come yet."""


class FiscalCodeWrong(Malformed):
    """The fiscal code does not check: its last letter or its form is wrong (D.M. 23 December 1976)."""


class SureOfNothing(Malformed):
    """What is not known cannot be sure, and what is stated is not unknown."""


class PersonAlreadyRegistered(RuleBroken):
    """The person id is taken."""


class PersonMerged(RuleBroken):
    """The person is on record under another id, the survivor's: ask with that one."""


class NeverEligible(RuleBroken):
    """Italian and European citizens are no recipients of the AMIF, also with a second citizenship."""


class UnknownPermitKind(Malformed):
    """The list of permits to stay has no such kind."""


class PermitEndsBeforeStart(Malformed):
    """A permit to stay ends on or after the day it begins."""


class ReceiptMissing(RuleBroken):
    """A permit under renewal counts by the number of the receipt."""


class UnknownPermit(Unknown):
    """The person has no such permit to stay."""


@dataclass(frozen=True)
class Person:
    """What rules ask about a person."""

    known: bool = False
    birth_date: date | None = None
    partial_birth_date: str | None = None
    sex: Sex | None = None
    citizenship: str | None = None
    second_citizenship: str | None = None
    citizenship_group: CitizenshipGroup = "not-stated"
    eligible: bool | None = None
    eligibility_ground: str = "not-stated"
    sure: Mapping[PartlyKnown, Sureness] = field(default_factory=dict)
    told_by: UUID | None = None
    permits: tuple[ResidencePermitRecorded, ...] = ()
    expired: frozenset[UUID] = frozenset()
    profiles: Mapping[date, CountingProfileSet] = field(default_factory=dict)
    merged_into: UUID | None = None
    stands_for: frozenset[UUID] = frozenset()
    parted_from: frozenset[UUID] = frozenset()

    @property
    def born(self) -> tuple[date, date] | None:
        """The first and the last day on which the person may have been born."""
        if self.birth_date:
            return self.birth_date, self.birth_date
        if self.partial_birth_date is None:
            return None
        year, _, month = self.partial_birth_date.partition("-")
        first, last = (int(month), int(month)) if month else (1, 12)
        return date(int(year), first, 1), date(int(year), last, monthrange(int(year), last)[1])

    def adult_on(self, day: date) -> bool | None:
        """Of age (18) on that day; None when nobody can tell."""
        if self.born is None:
            return None
        earliest, latest = self.born
        return True if age_on(latest, day) >= 18 else False if age_on(earliest, day) < 18 else None

    def standing(self, union: Collection[str]) -> Standing:
        """What eligibility is a function of."""
        citizenships = {country for country in (self.citizenship, self.second_citizenship) if country}
        group = group_of(citizenships, self.citizenship_group, union)
        return Standing(group, Eligibility(self.eligible, self.eligibility_ground), self.permits)


HELD = tuple(name for name in FIELDS if name in Person.__dataclass_fields__)
"""What of an identity the rules ask about."""


def register(person: Person, person_id: UUID, ask: RegisterPerson, today: date, *, fund: Criteria) -> Iterator[Event | RuleBroken]:
    """The identity goes into the record encrypted, what counting needs beside it in clear: of the birth date the month alone."""
    if person.known:
        raise PersonAlreadyRegistered(person=person_id)
    registered = PersonRegistered(person=person_id, known=_sure(person, ask, FIELDS), **_values(ask, FIELDS))
    after = _told(person, registered, FIELDS)
    yield from _broken(ask, after, today, fund)
    yield registered
    yield from _counted(person_id, after, fund)


def correct(person: Person, ask: CorrectPerson, today: date, *, fund: Criteria) -> Iterator[Event | RuleBroken]:
    """What is named replaces what was said; the rest stands."""
    if not person.known or person.told_by is None:
        raise UnknownPerson("person", person=ask.person)
    named = ask.model_fields_set | (BIRTH if ask.model_fields_set & BIRTH else set())
    changed = tuple(name for name in FIELDS if name in named)
    corrected = PersonCorrected(
        person=ask.person, corrects_event_id=person.told_by, changed=changed, reason=ask.reason,
        known=_sure(person, ask, changed), **_values(ask, changed),
    )  # fmt: skip
    after = _told(person, corrected, changed)
    yield from _broken(ask, after, today, fund)
    yield corrected
    yield from _counted(ask.person, after, fund)


def record_permit(person: Person, ask: RecordResidencePermit, permit: UUID, *, fund: Criteria) -> Iterator[Event | RuleBroken]:
    """A permit whose renewal was asked for counts as valid by its receipt."""
    if not person.known:
        raise UnknownPerson("person", person=ask.person)
    if ask.permit_kind not in fund.kinds:
        raise UnknownPermitKind("permit_kind", permit_kind=ask.permit_kind)
    if ask.valid_until and ask.valid_until < ask.valid_from:
        raise PermitEndsBeforeStart("valid_until", valid_from=ask.valid_from)
    if ask.under_renewal and not ask.receipt_number:
        yield ReceiptMissing("receipt_number")
    recorded = ResidencePermitRecorded(permit=permit, **ask.model_dump(exclude={"occurred_at", "source"}))
    yield recorded
    yield from _counted(ask.person, _permitted(person, recorded), fund)


def expire_permit(person: Person, ask: ExpirePermit, today: date) -> Iterator[Event | RuleBroken]:
    """Nothing to note of a permit that another has followed, whose renewal is awaited, or that has no end."""
    permit = next((one for one in person.permits if one.permit == ask.permit), None)
    if permit is None:
        raise UnknownPermit("permit", permit=ask.permit)
    if ask.permit in person.expired or permit_on(person.permits, today) != permit:
        return
    end = end_of(permit)
    if end and end >= today:
        raise NotYetDue("permit", valid_until=end)
    if end:
        yield ResidencePermitExpired(person=ask.person, permit=ask.permit, permit_kind=permit.permit_kind, valid_until=end)


def _broken(ask: Told, after: Person, today: date, fund: Criteria) -> Iterator[RuleBroken]:
    if after.born and after.born[0] > today:
        raise BornInTheFuture("birth_date" if after.birth_date else "partial_birth_date")
    if ask.fiscal_code and not codicefiscale.is_valid(ask.fiscal_code):
        yield FiscalCodeWrong("fiscal_code")
    if ask.eligible and (group := after.standing(fund.union).group) in NEVER:
        yield NeverEligible("eligible", citizenship_group=group)


def _values(ask: Told, names: Collection[PersonField]) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(ask, name) for name in names}
    if code := values.get("fiscal_code"):
        values["fiscal_code"] = codicefiscale.compact(code)
    return values


def _sure(person: Person, ask: Told, restated: Collection[str]) -> dict[PartlyKnown, Sureness]:
    """How sure each field is: as asked; else what has a value is stated, and what has none is not known."""
    found: dict[PartlyKnown, Sureness] = {}
    for name in PARTLY_KNOWN:
        if name not in restated and name not in ask.known:
            continue
        present = person.sure.get(name) != "unknown"
        if name in restated:
            present = bool(getattr(ask, name) or (name == "birth_date" and ask.partial_birth_date))
        found[name] = ask.known.get(name, "stated" if present else "unknown")
        if present == (found[name] == "unknown"):
            raise SureOfNothing("known", about=name)
    return found


def _counted(person_id: UUID, after: Person, fund: Criteria) -> Iterator[CountingProfileSet]:
    """What counting has not been told yet: a profile for each day on which it changes, and for each that was told otherwise."""
    in_force: CountingProfileSet | None = None
    standing = after.standing(fund.union)
    first = after.born[0].replace(day=1) if after.born else date.min
    for day in sorted({first, *turns(after.permits), *after.profiles}):
        eligible, ground = eligible_on(standing, day, fund.kinds)
        profile = CountingProfileSet(
            person=person_id, valid_from=day, sex=after.sex or "not-stated",
            birth_month=f"{after.birth_date:%Y-%m}" if after.birth_date else after.partial_birth_date,
            citizenship_group=standing.group, eligible=eligible, ground=ground,
        )  # fmt: skip
        told = after.profiles.get(day, in_force)
        if told is None or told.model_copy(update={"valid_from": day}) != profile:
            yield profile
        in_force = profile


def _told(person: Person, event: Identity, names: Collection[str]) -> Person:
    held: dict[str, Any] = {name: getattr(event, name) for name in HELD if name in names}
    return replace(person, known=True, sure={**person.sure, **event.known}, **held)


def _permitted(person: Person, permit: ResidencePermitRecorded) -> Person:
    return replace(person, permits=(*person.permits, permit))


def evolve(person: Person, fact: Recorded) -> Person:
    """A forgotten person stays known; their birth date does not."""
    match fact.event:
        case PersonRegistered() as event:
            return replace(_told(person, event, FIELDS), told_by=fact.id)
        case PersonCorrected(changed=changed) as event:
            return replace(_told(person, event, changed), told_by=fact.id)
        case CountingProfileSet() as profile:
            return replace(person, profiles={**person.profiles, profile.valid_from: profile})
        case ResidencePermitRecorded() as permit:
            return _permitted(person, permit)
        case ResidencePermitExpired(permit=permit_id):
            return replace(person, expired=person.expired | {permit_id})
        case _:
            return _merged(person, fact.event)


def _merged(person: Person, event: Event) -> Person:
    match event:
        case DuplicateConfirmed(survivor=survivor):
            return replace(person, merged_into=survivor)
        case PersonUnlinked(survivor=survivor):
            return replace(person, merged_into=None, parted_from=person.parted_from | {survivor})
        case MergeTaken(merged=merged):
            return replace(person, stands_for=person.stands_for | {merged})
        case MergeReleased(merged=merged):
            return replace(person, stands_for=person.stands_for - {merged})
        case _:
            return person

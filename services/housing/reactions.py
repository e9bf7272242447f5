"""What housing does when intake has recorded something: one pure function per fact, from the fact to commands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict, TypeVar

from services.housing.commands import (
    EndSharing,
    NoteCaseEnd,
    NoteHousehold,
    NoteMembers,
    NoteRules,
    NoteSharing,
    ReleaseAfterExit,
)
from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import (
    CaseClosed,
    CaseOpened,
    ConsentGiven,
    ConsentWithdrawn,
    FamilyEnrolled,
    FamilyExited,
    HeadChanged,
    MemberAdded,
    MemberLeft,
    ProgrammeDeclared,
)
from services.kernel.command import Command
from services.kernel.event import Event, Recorded

E = TypeVar("E", bound=Event)
React = Callable[[Recorded], Sequence[Command]]


class Origin(TypedDict):
    """What a command takes over from the fact that caused it."""

    occurred_at: datetime
    source: str | None


def on_programme_declared(fact: Recorded) -> list[Command]:
    """The rules of the project that a stay is measured by."""
    rules = _read(ProgrammeDeclared, fact).rules
    return [
        NoteRules(
            project=_read(ProgrammeDeclared, fact).project, stay_months=rules.stay_months,
            stay_cap_months=rules.stay_cap_months, agreement_required=rules.agreement_required,
            case_required=rules.case_required, **_origin(fact),
        )
    ]  # fmt: skip


def on_case_opened(fact: Recorded) -> list[Command]:
    """The household is known from here, with its head alone."""
    case = _read(CaseOpened, fact)
    return [
        NoteHousehold(
            household=case.household, project=case.project, agency=case.agency, head=case.head,
            members=(case.head,), case_open=True, **_origin(fact),
        )
    ]  # fmt: skip


def on_case_closed(fact: Recorded) -> list[Command]:
    """Nobody has the family in charge."""
    return [NoteCaseEnd(household=_read(CaseClosed, fact).household, **_origin(fact))]


def on_family_enrolled(fact: Recorded) -> list[Command]:
    """Who belongs to the household, and who of them is of age."""
    family = _read(FamilyEnrolled, fact)
    return [
        NoteHousehold(
            household=family.household, project=family.project, agency=family.agency, head=family.head,
            members=tuple(member.person for member in family.members), adults=family.adults, **_origin(fact),
        )
    ]  # fmt: skip


def on_member_added(fact: Recorded) -> list[Command]:
    """Somebody joined."""
    joined = _read(MemberAdded, fact)
    adults = (joined.person,) if joined.adult else ()
    who = joined.person
    return [
        NoteMembers(household=joined.household, joined=(who,), adults=adults, on=joined.since, **_origin(fact)),
    ]


def on_member_left(fact: Recorded) -> list[Command]:
    """Somebody left."""
    gone = _read(MemberLeft, fact)
    return [NoteMembers(household=gone.household, left=(gone.person,), on=gone.left, **_origin(fact))]


def on_head_changed(fact: Recorded) -> list[Command]:
    """Another member heads the household."""
    change = _read(HeadChanged, fact)
    return [NoteMembers(household=change.household, head=change.head, **_origin(fact))]


def on_consent_given(fact: Recorded) -> list[Command]:
    """Other agencies may act on the household."""
    consent = _read(ConsentGiven, fact)
    return [
        NoteSharing(
            household=consent.household, consent=consent.consent, agencies=consent.recipients,
            until=consent.expires, **_origin(fact),
        )
    ]  # fmt: skip


def on_consent_withdrawn(fact: Recorded) -> list[Command]:
    """They may no longer."""
    consent = _read(ConsentWithdrawn, fact)
    return [EndSharing(household=consent.household, consent=consent.consent, **_origin(fact))]


def on_family_exited(fact: Recorded) -> list[Command]:
    """Whoever has left the project has left its units."""
    left = _read(FamilyExited, fact)
    return [
        ReleaseAfterExit(household=left.household, exit=left.exit, destination=left.destination, **_origin(fact)),
    ]


def _read(kind: type[E], fact: Recorded) -> E:
    assert isinstance(fact.event, kind)
    return fact.event


def _origin(fact: Recorded) -> Origin:
    """An import may have stated a day that has not come; a reaction never happens later than its fact was recorded."""
    return Origin(occurred_at=min(fact.occurred_at, fact.recorded_at), source=fact.source)


NEIGHBOURS = (INTAKE,)
ON: Mapping[type[Event], React] = {
    ProgrammeDeclared: on_programme_declared,
    CaseOpened: on_case_opened,
    CaseClosed: on_case_closed,
    FamilyEnrolled: on_family_enrolled,
    MemberAdded: on_member_added,
    MemberLeft: on_member_left,
    HeadChanged: on_head_changed,
    ConsentGiven: on_consent_given,
    ConsentWithdrawn: on_consent_withdrawn,
    FamilyExited: on_family_exited,
}

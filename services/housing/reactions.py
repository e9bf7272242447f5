"""What housing does when a neighbour has recorded something: one pure function per fact, from the fact to commands."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict, TypeVar

from services.housing.commands import (
    EndPromisesAfterExit,
    EndSharing,
    NoteCaseEnd,
    NoteCharge,
    NoteDuplicate,
    NoteHousehold,
    NoteMembers,
    NoteRestriction,
    NoteRules,
    NoteSharing,
    RecountStay,
    ReleaseAfterExit,
)
from services.intake.events import CATALOGUE as INTAKE
from services.intake.events import (
    SHARING,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseTransferred,
    DuplicateConfirmed,
    FamilyEnrolled,
    FamilyExited,
    HeadChanged,
    MemberAdded,
    MemberLeft,
    PersonUnlinked,
    ProgrammeDeclared,
    sharing_of,
)
from services.kernel.amending import FactVoided, on_fact_voided
from services.kernel.command import Command
from services.kernel.event import Event, Recorded
from services.oversight.events import CATALOGUE as OVERSIGHT
from services.oversight.events import ProcessingRestricted, RestrictionLifted

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
            case_required=rules.case_required, ranking_required=rules.ranking_required,
            proposal_days=rules.proposal_days, **_origin(fact),
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
    """Somebody joined, and lives with the household; where there is no room, that is shown as work."""
    joined = _read(MemberAdded, fact)
    adults = (joined.person,) if joined.adult else ()
    who = joined.person
    return [
        NoteMembers(household=joined.household, joined=(who,), adults=adults, on=joined.since, **_origin(fact)),
        RecountStay(household=joined.household, joined=(who,), on=joined.since, **_origin(fact)),
    ]


def on_member_left(fact: Recorded) -> list[Command]:
    """Somebody left, and lives with the household no longer."""
    gone = _read(MemberLeft, fact)
    return [
        NoteMembers(household=gone.household, left=(gone.person,), on=gone.left, **_origin(fact)),
        RecountStay(household=gone.household, left=(gone.person,), on=gone.left, **_origin(fact)),
    ]


def on_head_changed(fact: Recorded) -> list[Command]:
    """Another member heads the household."""
    change = _read(HeadChanged, fact)
    return [NoteMembers(household=change.household, head=change.head, **_origin(fact))]


def on_sharing(fact: Recorded) -> list[Command]:
    """By a consent, a referral or in an emergency other agencies may act on the household; or they may no longer."""
    shared = sharing_of(fact.event)
    assert shared is not None
    if shared.ended:
        return [EndSharing(household=shared.household, ground=shared.ground, **_origin(fact))]
    return [
        NoteSharing(household=shared.household, ground=shared.ground, agencies=shared.agencies, until=shared.until, **_origin(fact))
    ]


def on_charge(fact: Recorded) -> list[Command]:
    """Another agency has the family in charge, or the same one again."""
    match fact.event:
        case CaseTransferred(household=household, agency=agency) | CaseReopened(household=household, agency=agency):
            return [NoteCharge(household=household, agency=agency, **_origin(fact))]
        case _:
            return []


def on_family_exited(fact: Recorded) -> list[Command]:
    """Whoever has left the project has left its units, and is bound by no agreement and no promise of help there."""
    left = _read(FamilyExited, fact)
    return [
        ReleaseAfterExit(household=left.household, exit=left.exit, destination=left.destination, **_origin(fact)),
        EndPromisesAfterExit(household=left.household, exit=left.exit, **_origin(fact)),
    ]


def on_duplicate_confirmed(fact: Recorded) -> list[Command]:
    """One id stands for two, where who belongs to a household and who has signed are asked."""
    pair = _read(DuplicateConfirmed, fact)
    return [NoteDuplicate(survivor=pair.survivor, merged=pair.merged, **_origin(fact))]


def on_person_unlinked(fact: Recorded) -> list[Command]:
    """They are two humans after all."""
    pair = _read(PersonUnlinked, fact)
    return [NoteDuplicate(survivor=pair.survivor, merged=pair.merged, same=False, **_origin(fact))]


def on_restriction(fact: Recorded) -> list[Command]:
    """What is known of somebody is not used where homes are given; or it is again."""
    match fact.event:
        case ProcessingRestricted(person=person) | RestrictionLifted(person=person) as event:
            return [NoteRestriction(person=person, restricted=isinstance(event, ProcessingRestricted), **_origin(fact))]
        case _:
            return []


def on_membership_voided(fact: Recorded) -> list[Command]:
    """What was noted goes with the fact; then the unit is told how many live there, whatever was counted on top since."""
    voided = _read(FactVoided, fact)
    asks = list(on_fact_voided(fact))
    if asks and voided.household and voided.fact_type in {MemberAdded.__name__, MemberLeft.__name__}:
        asks.append(RecountStay(household=voided.household, on=date.min, **_origin(fact)))
    return asks


def _read(kind: type[E], fact: Recorded) -> E:
    assert isinstance(fact.event, kind)
    return fact.event


def _origin(fact: Recorded) -> Origin:
    """An import may have stated a day that has not come; a reaction never happens later than its fact was recorded."""
    return Origin(occurred_at=min(fact.occurred_at, fact.recorded_at), source=fact.source)


NEIGHBOURS = (INTAKE, OVERSIGHT)
ON: Mapping[type[Event], React] = {
    ProgrammeDeclared: on_programme_declared,
    CaseOpened: on_case_opened,
    CaseClosed: on_case_closed,
    FamilyEnrolled: on_family_enrolled,
    MemberAdded: on_member_added,
    MemberLeft: on_member_left,
    HeadChanged: on_head_changed,
    CaseTransferred: on_charge,
    CaseReopened: on_charge,
    **dict.fromkeys(SHARING, on_sharing),
    FamilyExited: on_family_exited,
    DuplicateConfirmed: on_duplicate_confirmed,
    PersonUnlinked: on_person_unlinked,
    ProcessingRestricted: on_restriction,
    RestrictionLifted: on_restriction,
    FactVoided: on_membership_voided,
}

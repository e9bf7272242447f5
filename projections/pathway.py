"""The pathway of each household: its timeline across all services, on the dimensions housing, social and work.

Lines are only ever added: a correction is a line that names the line it corrects. So every moment can be read again,
as of a day in the world and as known at a cut of the record.
"""

from collections.abc import Iterable
from typing import Any

from infra.readmodel import ReadModel, Row, Table
from services.intake import events as intake
from services.kernel.amending import FactVoided
from services.kernel.event import Event, Recorded, personal_fields

HOUSING, SOCIAL, WORK = "housing", "social", "work"

LINE = Table(
    "line",
    key=("event_id",),
    columns={
        "event_id": "uuid", "household": "uuid", "service": 'text collate "C" not null', "position": "bigint not null",
        "place": "bigint not null",
        "type": 'text collate "C" not null', "dimension": "text not null", "occurred_at": "timestamptz not null",
        "recorded_at": "timestamptz not null", "agency": "text not null", "actor": "text not null",
        "actor_role": "text not null", "project": "text not null", "subjects": "jsonb not null", "data": "jsonb not null",
        "marks": "jsonb not null", "source": "text", "corrects": "uuid", "voids": "boolean not null",
    },
    indexes=("(household, occurred_at, recorded_at, service, position)", "(corrects) where corrects is not null"),
)  # fmt: skip
ABOUT = Table(
    "about",
    key=("person", "event_id"),
    columns={"person": "uuid", "event_id": "uuid"},
    indexes=("(event_id)",),
)
MEMBERSHIP = Table(
    "membership",
    key=("event_id", "person"),
    columns={
        "event_id": "uuid", "person": "uuid", "household": "uuid", "joined": "boolean", "on_day": "date",
        "position": "bigint", "place": "bigint", "relationship": "text", "voided_at": "bigint",
    },
    indexes=("(household, place)", "(person, place)"),
)  # fmt: skip
HOUSEHOLD = Table(
    "household",
    key=("household",),
    columns={
        "household": "uuid", "project": "text", "agency": "text", "head": "uuid", "entry": "date", "exit": "date",
        "destination": "text", "enrolled_at": "timestamptz",
        "case_project": "text", "case_agency": "text", "case_head": "uuid",
        "case_opened": "timestamptz", "case_closed": "timestamptz",
    },
    indexes=("(coalesce(case_agency, agency))",),
)  # fmt: skip
SHARING = Table(
    "sharing",
    key=("ground", "agency"),
    columns={
        "ground": "uuid", "agency": 'text collate "C"', "household": "uuid", "basis": "text",
        "since": "timestamptz", "until": "timestamptz", "ended": "timestamptz",
    },
    indexes=("(household, agency)",),
)  # fmt: skip

QUIET = frozenset({
    "AgencyRegistered", "ProgrammeDeclared", "PersonRegistered", "CountingProfileSet", "MembershipTaken", "MembershipReleased",
    "DwellingAdded", "UnitAdded", "RulesNoted", "HouseholdNoted", "MembersNoted", "SharingNoted", "SharingEnded", "CaseEndNoted",
    "ChargeNoted", "RecordViewed",
    "ExitNoted", "UnitTaken", "UnitFreed", "HouseholdExitNoted", "NumberTaken", "CourseNoted", "ShiftsTaken", "ShiftsReleased",
    "CoursePublished", "EditionOpened", "SessionScheduled", "SessionCancelled", "EditionClosed", "RegisterOpened", "RegisterSigned",
    "DuplicateNoted", "DuplicateCleared", "RestrictionNoted", "RestrictionCleared",
    "ProjectNoted", "AgencyNoted", "RetentionNoted", "ParticipationNoted", "SameHumanNoted",
    "SameHumanCleared", "ControlOpened",
    "SamplingRulesPublished", "SampleDrawn", "FindingRaised", "FindingAnswered", "ControlClosed",
    "IrregularityReported", "IrregularityUpdated",
    "TargetSet", "AccountOpened", "ExpenseClaimed", "ExpenseAccepted", "ExpenseRejected",
    "PotentialDuplicateDetected", "DuplicateConfirmed", "DuplicateRejected", "PersonUnlinked", "MergeTaken", "MergeReleased",
    "HelpLogged", "HelpRejected", "CourseDropped", "CandidatesRanked", "FollowUpScheduled",
})  # fmt: skip
"""Facts that hold a rule, repeat a neighbour's fact, set a day to come or are about no household: in the trail, on no timeline."""

DIMENSIONS = {
    "HousingApplied": HOUSING, "ApplicationWithdrawn": HOUSING, "CandidateRanked": HOUSING, "RankOverridden": HOUSING,
    "PlaceShifted": HOUSING, "CandidateExcluded": HOUSING,
    "UnitProposed": HOUSING, "ProposalAccepted": HOUSING, "ProposalDeclined": HOUSING,
    "AssignmentExtended": HOUSING, "HouseholdMoved": HOUSING, "OccupantJoined": HOUSING, "OccupantLeft": HOUSING,
    "StayFellDue": HOUSING, "UnitAssigned": HOUSING, "UnitReleased": HOUSING,
    "AgreementDrafted": HOUSING, "AgreementSigned": HOUSING,
    "SignatoryAdded": HOUSING, "BreachReported": HOUSING, "AgreementEnded": HOUSING, "MeetingHeld": HOUSING,
    "IncidentReported": HOUSING, "IncidentClassified": HOUSING, "MediationHeld": HOUSING, "IncidentClosed": HOUSING,
    "WarningIssued": HOUSING, "ReviewRequested": HOUSING, "ReviewHeld": HOUSING,
    "LearnerEnrolled": WORK, "LearnerWithdrawn": WORK, "AttendanceRecorded": WORK, "AttendanceCorrected": WORK,
    "LearnerAssessed": WORK, "CourseCompleted": WORK, "CertificateIssued": WORK, "CertificateRevoked": WORK,
}  # fmt: skip
CODES = {"A1.05": HOUSING, "A2.16": HOUSING, "A3": HOUSING, "A2.09": WORK}
"""SIUSS codes by prefix: aid for housing, help finding a home, public housing; support for work. The rest is social."""
PURPOSES = {"housing": HOUSING, "work": WORK, "training": WORK}
"""What another agency is asked for, or may see the file for."""


def when(fact: Recorded) -> Iterable[Row]:
    """A line for every fact of a household's story; who belongs to it, and with whom it is shared."""
    yield from _restated(fact) if fact.corrects else _standing(fact)
    if fact.type in QUIET or (isinstance(fact.event, FactVoided) and fact.event.fact_type in QUIET):
        return
    household = getattr(fact.event, "household", None)
    if household is None and not fact.subjects:
        return
    yield Row(
        "line",
        {
            "event_id": fact.id, "household": household, "service": fact.service, "position": fact.position, "place": fact.place,
            "type": fact.type, "dimension": dimension_of(fact.event), "occurred_at": fact.occurred_at,
            "recorded_at": fact.recorded_at, "agency": fact.agency, "actor": fact.actor, "actor_role": fact.actor_role,
            "project": fact.project, "subjects": [str(s) for s in fact.subjects], "data": without_personal(fact.event),
            "marks": list(fact.marks), "source": fact.source, "voids": fact.type.endswith(("Voided", "Reversed")),
            "corrects": fact.corrects or getattr(fact.event, "corrects_event_id", None),
        },
    )  # fmt: skip
    if household is None:
        for person in fact.subjects:
            yield Row("about", {"person": person, "event_id": fact.id})


def dimension_of(event: Event) -> str:
    """Housing, social or work."""
    if stated := getattr(event, "dimension", None):
        return str(stated)
    if asked := PURPOSES.get(getattr(event, "purpose", None) or ""):
        return asked
    code = getattr(event, "code", None) or ""
    by_code = next((dimension for prefix, dimension in CODES.items() if code.startswith(prefix)), SOCIAL)
    return DIMENSIONS.get(type(event).__name__, by_code)


def without_personal(event: Event) -> dict[str, Any]:
    """The data of an event without its personal fields."""
    return event.model_dump(mode="json", exclude=set(personal_fields(type(event))))


def _standing(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case intake.CaseOpened() as event:
            opened = {"case_project": event.project, "case_agency": event.agency, "case_head": event.head}
            yield Row("household", {"household": event.household, **opened, "case_opened": fact.occurred_at})
        case intake.CaseTransferred(household=household, agency=agency):
            yield Row("household", {"household": household, "case_agency": agency})
        case intake.CaseClosed(household=household):
            yield Row("household", {"household": household, "case_closed": fact.occurred_at})
        case intake.CaseReopened(household=household):
            yield Row("household", {"household": household, "case_closed": None})
        case intake.HeadChanged(household=household, head=head):
            yield Row("household", {"household": household, "head": head})
        case intake.FamilyExited() as event:
            yield Row("household", {"household": event.household, "exit": event.exit, "destination": event.destination})
        case FactVoided() as voided:
            yield from _unsaid(fact.position, voided)
        case _:
            yield from _belonging(fact)
            yield from _sharing(fact)


def _restated(fact: Recorded) -> Iterable[Row]:
    """Of what may be corrected, the read model tells where a family has gone and how somebody is related to its head."""
    match fact.event:
        case intake.FamilyExited() as event:
            yield Row("household", {"household": event.household, "destination": event.destination})
        case intake.FamilyEnrolled() | intake.MemberAdded() | intake.MemberLeft():
            yield from _memberships(fact)
        case _:
            pass


_SET_BY = {
    "CaseOpened": ("case_project", "case_agency", "case_head", "case_opened"),
    "CaseClosed": ("case_closed",),
    "FamilyEnrolled": ("project", "agency", "head", "entry", "enrolled_at"),
    "FamilyExited": ("exit", "destination"),
}
"""What each fact says of a household, and is not known when the fact is voided."""


def _unsaid(position: int, voided: FactVoided) -> Iterable[Row]:
    if voided.fact_type in _SET_BY and not voided.restated:
        yield Row("household", {"household": voided.household, **dict.fromkeys(_SET_BY[voided.fact_type])})
    if voided.fact_type in ("FamilyEnrolled", "MemberAdded", "MemberLeft"):
        for person in voided.persons:
            row = {"event_id": voided.corrects_event_id, "person": person, "voided_at": position}
            yield Row("membership", row)  # of a guardian, who may be no member, this is all that stands


def _belonging(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case intake.FamilyEnrolled() as event:
            entered = {"project": event.project, "agency": event.agency, "head": event.head, "entry": event.entry}
            yield Row("household", {"household": event.household, **entered, "enrolled_at": fact.recorded_at})
        case _:
            pass
    yield from _memberships(fact)


def _memberships(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case intake.FamilyEnrolled() as event:
            for member in event.members:
                yield _membership(fact, event.household, member.person, event.entry, member.relationship)
        case intake.MemberAdded() as event:
            yield _membership(fact, event.household, event.person, event.since, event.relationship)
        case intake.MemberLeft() as event:
            yield _membership(fact, event.household, event.person, event.left, None)
        case _:
            pass


def _membership(fact: Recorded, household: Any, person: Any, day: Any, relationship: str | None) -> Row:
    return Row(
        "membership",
        {
            "event_id": fact.id, "person": person, "household": household, "joined": fact.type != "MemberLeft",
            "on_day": day, "position": fact.position, "place": fact.place, "relationship": relationship,
        },
    )  # fmt: skip


def _sharing(fact: Recorded) -> Iterable[Row]:
    """A row per agency: on which ground it may see the household, since when, until when, and when that ended early."""
    shared = intake.sharing_of(fact.event)
    if shared is None:
        return
    opened = {"household": shared.household, "basis": shared.basis, "since": fact.occurred_at, "until": shared.until}
    for agency in shared.agencies:
        row = {"ended": fact.occurred_at} if shared.ended else opened
        yield Row("sharing", {"ground": shared.ground, "agency": agency, **row})


MODEL = ReadModel("pathway", version=3, tables=(LINE, ABOUT, MEMBERSHIP, HOUSEHOLD, SHARING), when=when)

"""What is due: everything with a day on which somebody has to act, from the fact that set the day to the fact that settled it.

The same rows tell the clock what to note and the desk what a caseworker has to do. A voided fact sets and settles nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from infra.readmodel import ReadModel, Row, Table
from projections.families import Viewer
from services.housing import events as housing
from services.intake import events as intake
from services.kernel.access import CASEWORKER, COORDINATOR, HOUSING, REGISTRAR, may
from services.kernel.amending import AmendmentApproved, AmendmentAsked, AmendmentRefused, FactVoided
from services.kernel.event import Event, Recorded
from services.register import events as register

OPENED = Table(
    "opened",
    key=("event_id",),
    columns={
        "event_id": "uuid", "place": "bigint not null", "kind": 'text collate "C" not null', "thing": "uuid not null",
        "due_on": "date", "household": "uuid", "person": "uuid", "agency": "text not null", "acts": "text",
        "project": "text not null", "service": "text not null", "says": "uuid",
    },
    indexes=("(kind, thing, place)", "(due_on)", "(household)"),
)  # fmt: skip
SETTLED = Table(
    "settled",
    key=("event_id",),
    columns={
        "event_id": "uuid", "place": "bigint not null", "kind": 'text collate "C" not null', "thing": "uuid not null",
        "noted": "boolean not null",
    },
    indexes=("(kind, thing, place)",),
)  # fmt: skip
VOIDED = Table("voided", key=("event_id",), columns={"event_id": "uuid"})

KINDS: Mapping[str, frozenset[str]] = {
    "consent": frozenset({CASEWORKER, COORDINATOR}),
    "permit": frozenset({CASEWORKER, COORDINATOR}),
    "referral": frozenset({CASEWORKER, COORDINATOR}),
    "review": frozenset({CASEWORKER, COORDINATOR}),
    "goal": frozenset({CASEWORKER, COORDINATOR}),
    "follow_up": frozenset({CASEWORKER, COORDINATOR}),
    "stay": frozenset({HOUSING, COORDINATOR}),
    "proposal": frozenset({HOUSING, COORDINATOR}),
    "vacancy": frozenset({HOUSING, COORDINATOR}),
    "help": frozenset({HOUSING, COORDINATOR}),
    "incident_review": frozenset({HOUSING, COORDINATOR}),
    "cover": frozenset({REGISTRAR, COORDINATOR}),
    "hours": frozenset({REGISTRAR, COORDINATOR}),
    "amendment": frozenset({COORDINATOR}),
}
"""What can be due, and whose work it is."""

HORIZON = timedelta(days=30)


@dataclass(frozen=True)
class Opens:
    """A fact that sets a day: of what kind, the fields with the thing and the day (left out: the day it happened)."""

    kind: str
    thing: str
    day: str = ""
    acts: str = ""
    """Who has to act, where it is not the agency that has the household in charge: a field, or `agency` of the envelope."""
    says: str = ""
    """A field that the clock needs beside."""
    unless: str = ""
    """A field that, where it is true, says that there is nothing to do by the day."""


OPENS: Mapping[type[Event], Opens] = {
    intake.ConsentGiven: Opens("consent", "consent", "expires"),
    intake.ConsentRenewed: Opens("consent", "consent", "expires"),
    intake.ResidencePermitRecorded: Opens("permit", "person", "valid_until", says="permit", unless="under_renewal"),
    intake.ReferralSent: Opens("referral", "referral", acts="receiver"),
    intake.PlanAgreed: Opens("review", "household", "next_review"),
    intake.PlanReviewed: Opens("review", "household", "next_review"),
    intake.GoalSet: Opens("goal", "goal", "due"),
    intake.FollowUpScheduled: Opens("follow_up", "follow_up", "due"),
    housing.UnitAssigned: Opens("stay", "assignment", "planned_end", acts="agency"),
    housing.AssignmentExtended: Opens("stay", "assignment", "planned_end", acts="agency"),
    housing.UnitProposed: Opens("proposal", "proposal", "until", acts="agency"),
    housing.VacancyOpened: Opens("vacancy", "vacancy", "opens", acts="agency"),
    housing.HelpLogged: Opens("help", "help", "day", acts="agency"),
    housing.ReviewRequested: Opens("incident_review", "review", "due", acts="agency"),
    register.CoverStarted: Opens("cover", "cover", "until", acts="agency"),
    register.CoverRenewed: Opens("cover", "cover", "until", acts="agency"),
    register.HoursLogged: Opens("hours", "hours", "day", acts="agency"),
    AmendmentAsked: Opens("amendment", "amendment", acts="agency"),
}
NOTES: Mapping[type[Event], tuple[str, str]] = {
    intake.ResidencePermitExpired: ("permit", "person"),
    intake.FollowUpFellDue: ("follow_up", "follow_up"),
    intake.ReviewFellDue: ("review", "household"),
    housing.StayFellDue: ("stay", "assignment"),
}
"""Facts by which the clock says that a day has come; the thing is still to be done."""
SETTLES: Mapping[type[Event], tuple[str, str]] = {
    intake.ConsentWithdrawn: ("consent", "consent"),
    intake.ConsentExpired: ("consent", "consent"),
    intake.ReferralAccepted: ("referral", "referral"),
    intake.ReferralRejected: ("referral", "referral"),
    intake.ReferralRevoked: ("referral", "referral"),
    intake.GoalReached: ("goal", "goal"),
    intake.FollowUpRecorded: ("follow_up", "follow_up"),
    housing.UnitReleased: ("stay", "assignment"),
    housing.ProposalAccepted: ("proposal", "proposal"),
    housing.ProposalDeclined: ("proposal", "proposal"),
    housing.VacancyClosed: ("vacancy", "vacancy"),
    housing.CommitmentKept: ("help", "help"),
    housing.HelpRejected: ("help", "help"),
    housing.ReviewHeld: ("incident_review", "review"),
    register.CoverEnded: ("cover", "cover"),
    register.CoverLapsed: ("cover", "cover"),
    register.HoursApproved: ("hours", "hours"),
    register.HoursRejected: ("hours", "hours"),
    register.HoursReversed: ("hours", "hours"),
    AmendmentApproved: ("amendment", "amendment"),
    AmendmentRefused: ("amendment", "amendment"),
}
"""Facts after which there is nothing to do."""


def when(fact: Recorded) -> Iterable[Row]:
    """A row for every fact that sets a day, notes that it has come, or settles what was to be done by then."""
    kind = type(fact.event)
    if isinstance(fact.event, FactVoided):
        yield Row("voided", {"event_id": fact.event.corrects_event_id})
    elif kind in OPENS:
        yield _opened(fact, OPENS[kind])
    elif kind in NOTES:
        yield _settled(fact, *NOTES[kind], noted=True)
    elif kind in SETTLES:
        yield _settled(fact, *SETTLES[kind], noted=False)


def _opened(fact: Recorded, opens: Opens) -> Row:
    told = {name: getattr(fact.event, name) for name in type(fact.event).model_fields}
    day = told[opens.day] if opens.day else fact.occurred_at.date()
    values = {
        "event_id": fact.id, "place": fact.place, "kind": opens.kind, "thing": told[opens.thing],
        "due_on": None if told.get(opens.unless) else day, "household": told.get("household"),
        "person": fact.subjects[0] if fact.subjects else None, "agency": fact.agency, "project": fact.project,
        "acts": fact.agency if opens.acts == "agency" else told.get(opens.acts), "service": fact.service,
        "says": told.get(opens.says),
    }  # fmt: skip
    return Row("opened", values)


def _settled(fact: Recorded, kind: str, thing: str, *, noted: bool) -> Row:
    of = {"kind": kind, "thing": getattr(fact.event, thing), "noted": noted}
    return Row("settled", {"event_id": fact.id, "place": fact.place, **of})


@dataclass(frozen=True)
class Due:
    """Something that somebody has to do by a day."""

    kind: str
    thing: UUID
    due_on: date
    household: UUID | None
    person: UUID | None
    agency: str | None
    """Who has to act."""
    project: str | None
    service: str
    says: UUID | None
    opened_by: UUID
    noted: bool


_HOLDS = "not exists (select 1 from due.voided v where v.event_id = {}.event_id)"
_LATER = f"""exists (select 1 from due.{{}} l where l.kind = o.kind and l.thing = o.thing and l.place > o.place
                  and {_HOLDS.format("l")} {{}})"""
_ITEMS = f"""select o.kind, o.thing, o.due_on, o.household, o.person, o.project, o.service, o.says, o.event_id as opened_by,
           coalesce(o.acts, h.case_agency, h.agency, o.agency) as agency, {_LATER.format("settled", "and l.noted")} as noted
      from due.opened o left join pathway.household h on h.household = coalesce(o.household, (
           select m.household from pathway.membership m where m.person = o.person and o.kind = 'permit' and m.joined
              and m.voided_at is null order by m.place desc limit 1))
     where {_HOLDS.format("o")} and not {_LATER.format("opened", "")} and not {_LATER.format("settled", "and not l.noted")}"""
"""What is open: the newest fact that sets a day of a thing, where no later one has settled it; voided facts do neither."""


def due(
    connection: psycopg.Connection[Any], viewer: Viewer, *,
    until: date, household: UUID | None = None, kind: str | None = None, after: str | None = None, limit: int = 100,
) -> tuple[list[Due], str | None]:  # fmt: skip
    """What the viewer's agency has to do by a day, the earliest first, as far as it is the work of the viewer's role.

    Gives the cursor of the next page beside it. Raises `ValueError` for a cursor that is none of ours.
    """
    kinds = [name for name, roles in KINDS.items() if viewer.role in roles or may(viewer.role, "read every agency")]
    values: dict[str, Any] = {
        "until": until, "kinds": [name for name in kinds if kind in (None, name)], "household": household, "limit": limit + 1,
        "all": may(viewer.role, "read every agency"), "agency": viewer.agency,
    }  # fmt: skip
    beyond = ""
    if after:
        day, kind_, thing = after.split("~", 2)
        values |= {"day": date.fromisoformat(day), "after_kind": kind_, "after_thing": UUID(thing)}
        beyond = "and (q.due_on, q.kind, q.thing) > (%(day)s, %(after_kind)s, %(after_thing)s)"
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"""select * from ({_ITEMS} and o.due_on <= %(until)s) q where q.kind = any(%(kinds)s)
                   and (%(all)s or q.agency = %(agency)s) and (%(household)s::uuid is null or q.household = %(household)s) {beyond}
                 order by q.due_on, q.kind, q.thing limit %(limit)s""",
            values,
        ).fetchall()
    found = [Due(**row) for row in rows[:limit]]
    more = len(rows) > limit
    return found, f"{found[-1].due_on.isoformat()}~{found[-1].kind}~{found[-1].thing}" if more else None


def fallen_due(connection: psycopg.Connection[Any], kinds: Mapping[str, timedelta], today: date, limit: int = 500) -> list[Due]:
    """What the clock has to note: of these kinds, so long after their day, and not noted yet."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"""select q.* from ({_ITEMS} and o.due_on <= %(today)s) q
                  join unnest(%(kinds)s::text[], %(waits)s::int[]) as k (kind, wait) on k.kind = q.kind
                 where not q.noted and q.due_on + k.wait <= %(today)s order by q.due_on, q.kind, q.thing limit %(limit)s""",
            {"kinds": list(kinds), "waits": [wait.days for wait in kinds.values()], "today": today, "limit": limit},
        ).fetchall()
    return [Due(**row) for row in rows]


MODEL = ReadModel("due", version=2, tables=(OPENED, SETTLED, VOIDED), when=when)

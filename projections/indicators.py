"""Indicators: one row per event, person, indicator and month; distinct things are counted when asked, never kept as counters.

Who was merged into another counts as that other, as long as the merge stands.

Each figure can name the events behind it. A corrected or voided entry counts no more; its correction counts instead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from infra.readmodel import ReadModel, Row, Table
from projections.identities import SURVIVORS
from services.housing import events as housing
from services.intake import events as intake
from services.kernel.event import Recorded
from services.register import events as register
from services.training import events as training

COUNTED = Table(
    "counted",
    key=("indicator", "event_id", "thing"),
    columns={
        "indicator": 'text collate "C"', "event_id": "uuid", "thing": "text", "person": "uuid", "on_day": "date not null",
        "quantity": "numeric not null", "project": 'text collate "C" not null', "household": "uuid",
        "service": "text not null", "position": "bigint not null",
    },
    indexes=("(indicator, on_day)", "(household)"),
)  # fmt: skip
STAY = Table(
    "stay",
    key=("assignment", "person"),
    columns={
        "assignment": "uuid", "person": "uuid", "household": "uuid", "project": "text", "starts": "date",
        "assigned_by": "uuid", "joined_to": "uuid",
    },
    indexes=("(starts)",),
)  # fmt: skip
RELEASE = Table("release", key=("assignment",), columns={"assignment": "uuid", "ends": "date", "released_by": "uuid"})
"""The end of a stay is that of everybody who has not left before; also of who, as it turns out, had not left."""
LEAVING = Table(
    "leaving",
    key=("event_id",),
    columns={"event_id": "uuid", "household": "uuid not null", "person": "uuid not null", "left_on": "date not null"},
    indexes=("(person, household)",),
)
SUPERSEDED = Table(
    "superseded",
    key=("event_id", "by_event"),
    columns={"event_id": "uuid", "by_event": "uuid"},
)

FAMILIES, PERSONS, NIGHTS = "families_served", "persons_served", "nights_housed"
VOLUNTEERING, TRAINING, EXITS = "volunteer_hours", "training_hours", "exits"
INDICATORS = {
    FAMILIES: "families", PERSONS: "persons", NIGHTS: "nights", VOLUNTEERING: "hours", TRAINING: "hours", EXITS: "families",
}  # fmt: skip
"""Indicators and their units."""

SERVING = frozenset({"ServiceDelivered", "ServiceCorrected", "UnitAssigned", "OccupantJoined", "CourseCompleted"})
"""What makes a family or person served in a period (Reg. (EU) 516/2014 Annex IV, b(ii))."""
SERVED_AS = (None, "recipient")
"""As whom: an active citizen or an operator who completes a course was trained, not assisted."""


def when(fact: Recorded) -> Iterable[Row]:
    """What a fact adds to figures, and what it takes out of them."""
    event = fact.event
    if corrects := getattr(event, "corrects_event_id", None):
        yield Row("superseded", {"event_id": corrects, "by_event": fact.id})
    if fact.type in SERVING and getattr(event, "learner_type", None) in SERVED_AS:
        yield from _served(fact)
    yield from _measured(fact)


def _measured(fact: Recorded) -> Iterable[Row]:
    event = fact.event
    match event:
        case housing.UnitAssigned() | housing.OccupantJoined() | housing.UnitReleased():
            yield from _housed(fact)
        case intake.MemberLeft() as left:
            yield Row("leaving", {"event_id": fact.id, "household": left.household, "person": left.person, "left_on": left.left})
        case register.HoursApproved(person=person, minutes=minutes):
            yield _counted(fact, VOLUNTEERING, str(person), person, minutes / 60)
        case training.AttendanceRecorded() | training.AttendanceCorrected():
            yield _counted(fact, TRAINING, str(event.person), event.person, event.minutes / 60)
        case intake.FamilyExited(destination=destination):
            yield _counted(fact, EXITS, destination, None, 1)
        case _:
            pass


def _counted(fact: Recorded, indicator: str, thing: str, person: UUID | None, quantity: float) -> Row:
    return Row(
        "counted",
        {
            "indicator": indicator, "event_id": fact.id, "thing": thing, "person": person,
            "on_day": getattr(fact.event, type(fact.event).happened or "day", fact.occurred_at.date()),
            "quantity": float(quantity), "project": fact.project, "household": getattr(fact.event, "household", None),
            "service": fact.service, "position": fact.position,
        },
    )  # fmt: skip


def _served(fact: Recorded) -> Iterable[Row]:
    if household := getattr(fact.event, "household", None):
        yield _counted(fact, FAMILIES, str(household), None, 1)
    for person in fact.subjects:
        yield _counted(fact, PERSONS, str(person), person, 1)


def _housed(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case housing.UnitAssigned() as event:
            yield from _stays(fact, event)
        case housing.OccupantJoined() as joined:
            yield _joined(fact, joined)
        case housing.UnitReleased(assignment=assignment, released=day):
            yield Row("release", {"assignment": assignment, "ends": day, "released_by": fact.id})
        case _:
            pass


def _stays(fact: Recorded, event: housing.UnitAssigned) -> Iterable[Row]:
    for person in event.members:
        yield Row(
            "stay",
            {
                "assignment": event.assignment, "person": person, "household": event.household, "project": fact.project,
                "starts": event.starts, "assigned_by": fact.id,
            },
        )  # fmt: skip


def _joined(fact: Recorded, event: housing.OccupantJoined) -> Row:
    """A stay within the stay of the household, with a row of its own, so that who left may come back."""
    return Row(
        "stay",
        {
            "assignment": fact.id, "person": event.person, "household": event.household, "project": fact.project,
            "starts": event.joined_on, "assigned_by": fact.id, "joined_to": event.assignment,
        },
    )  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One indicator over a period, and by month."""

    name: str
    unit: str
    value: float
    by_month: Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Behind:
    """One event behind a figure, and what it adds to it."""

    event_id: UUID
    person: UUID | None
    household: UUID | None
    thing: str
    on_day: date
    quantity: float


_VOIDED = "exists (select 1 from indicators.superseded v where v.event_id = {})"
"""Whether a fact counts no more, because it was voided or another stands in its place."""
_ROWS = f"""select c.*, coalesce(v.survivor::text, c.thing) as human from indicators.counted c
      left join ({SURVIVORS}) v on v.person = c.person
    where c.indicator = %(name)s and c.on_day between %(since)s and %(until)s
      and (%(project)s::text is null or c.project = %(project)s)
      and not {_VOIDED.format("c.event_id")}"""
_STAYS = f"""select n.assigned_by as event_id, n.person, n.household, n.person::text as thing, lower(r) as on_day,
           upper(r) - lower(r) as quantity
    from (select s.*, datemultirange(daterange(s.first, s.last))
                      - coalesce(range_agg(daterange(s.first, s.last)) over earlier, '{{}}') as nights
            from (select s.*, coalesce(v.survivor, s.person) as human, greatest(s.starts, %(since)s::date) as first,
                         least(coalesce(e.ends, current_date), %(until)s::date + 1, (
                             select min(l.left_on) from indicators.leaving l
                              where l.person = s.person and l.household = s.household and l.left_on >= s.starts
                                and not {_VOIDED.format("l.event_id")})) as last
                    from indicators.stay s left join ({SURVIVORS}) v on v.person = s.person
                    left join indicators.release e on e.assignment = coalesce(s.joined_to, s.assignment)
                                                  and not {_VOIDED.format("e.released_by")}
                   where s.starts <= %(until)s and (%(project)s::text is null or s.project = %(project)s)
                     and not {_VOIDED.format("s.assigned_by")}) s
           where s.last > s.first
          window earlier as (partition by s.human order by s.starts, s.assignment, s.person
                             rows between unbounded preceding and 1 preceding)
         ) n, unnest(n.nights) as r"""
"""The nights of each stay: up to the day on which somebody left the household, and none that an earlier stay has counted."""
_NIGHTS_BY_MONTH = f"""select m.month, sum(least(n.on_day + n.quantity, m.next) - greatest(n.on_day, m.month))
    from (select g::date as month, (g + interval '1 month')::date as next
            from generate_series(date_trunc('month', %(since)s::date), %(until)s::date, '1 month') g) m
    join ({_STAYS}) n on n.on_day < m.next and n.on_day + n.quantity > m.month group by 1 order by 1"""


def figures(connection: psycopg.Connection[Any], *, since: date, until: date, project: str | None = None) -> list[Figure]:
    """Every indicator for the days from `since` to `until`, both included."""
    return [figure(connection, name, since=since, until=until, project=project) for name in INDICATORS]


def figure(connection: psycopg.Connection[Any], name: str, *, since: date, until: date, project: str | None = None) -> Figure:
    """One indicator. Raises `KeyError` for a name that is none."""
    values = {"name": name, "since": since, "until": until, "project": project, "cut": None}
    if name == NIGHTS:
        total, months = f"select coalesce(sum(quantity), 0) from ({_STAYS}) n", _NIGHTS_BY_MONTH
    else:
        measure = "count(distinct human)" if name in (FAMILIES, PERSONS) else "coalesce(sum(quantity), 0)"
        total = f"select {measure} from ({_ROWS}) r"
        months = f"select date_trunc('month', on_day)::date, {measure} from ({_ROWS}) r group by 1 order by 1"
    row = connection.execute(total, values).fetchone()
    by_month = connection.execute(months, values).fetchall()
    return Figure(name, INDICATORS[name], _rounded(row[0] if row else 0), [(month, _rounded(value)) for month, value in by_month])


def _rounded(value: Any) -> float:
    """Three times twenty minutes are one hour, not 0.999999999999999 of one."""
    return round(float(value), 6)


def by_destination(
    connection: psycopg.Connection[Any], *, since: date, until: date, project: str | None = None
) -> list[tuple[str, int]]:
    """Exits by destination, the most frequent first."""
    values = {"name": EXITS, "since": since, "until": until, "project": project, "cut": None}
    return connection.execute(
        f"select thing, count(*) from ({_ROWS}) r group by 1 order by 2 desc, 1",
        values,
    ).fetchall()


def behind(
    connection: psycopg.Connection[Any], name: str, *, since: date, until: date, project: str | None = None,
    after: str | None = None, limit: int = 100,
) -> tuple[list[Behind], str | None]:  # fmt: skip
    """The events behind a figure, in order of day, and the cursor of the next page."""
    values: dict[str, Any] = {"name": name, "since": since, "until": until, "project": project, "limit": limit + 1, "cut": None}
    rows = _STAYS if name == NIGHTS else _ROWS
    beyond = ""
    if after:
        day, event_id, thing = after.split("~", 2)
        values |= {"day": date.fromisoformat(day), "event": UUID(event_id), "thing": thing}
        beyond = "where (on_day, event_id, thing) > (%(day)s, %(event)s, %(thing)s)"
    query = f"""select event_id, person, household, thing, on_day, quantity from ({rows}) q {beyond}
                order by on_day, event_id, thing limit %(limit)s"""
    found = [Behind(e, p, h, t, d, float(q)) for e, p, h, t, d, q in connection.execute(query, values).fetchall()]
    page = found[:limit]
    more = len(found) > limit
    return page, f"{page[-1].on_day}~{page[-1].event_id}~{page[-1].thing}" if more else None


MODEL = ReadModel("indicators", version=5, tables=(COUNTED, STAY, RELEASE, LEAVING, SUPERSEDED), when=when)

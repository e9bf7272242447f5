"""Questions to the pathway: which families somebody may see, and the timeline of one at any moment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from infra.wrapping import BlindIndex
from projections import people, rights
from projections.known import Cut
from services.kernel.access import may

LATE = timedelta(days=3)


@dataclass(frozen=True)
class Viewer:
    """Who looks: the role and agency of their token."""

    role: str
    agency: str


@dataclass(frozen=True)
class Family:
    """A household as it stands."""

    household: UUID
    project: str | None
    agency: str
    head: UUID | None
    members: int
    entry: date | None
    exit: date | None
    destination: str | None
    case_open: bool | None
    """None where nobody ever had the family in charge."""


@dataclass(frozen=True)
class Page:
    """Families in order of their entry, newest first, and the cursor of the next page."""

    families: Sequence[Family]
    after: str | None


@dataclass(frozen=True)
class Line:
    """One line of a timeline."""

    event_id: UUID
    type: str
    dimension: str
    occurred_at: datetime
    recorded_at: datetime
    service: str
    position: int
    agency: str
    actor: str
    actor_role: str
    project: str
    subjects: list[str]
    data: dict[str, Any]
    marks: list[str]
    source: str | None
    corrects: UUID | None
    corrected_by: UUID | None
    voided: bool

    @property
    def late(self) -> bool:
        """Whether it was recorded well after it happened."""
        return self.recorded_at - self.occurred_at > LATE


@dataclass(frozen=True)
class Timeline:
    """The lines of a household, and the cut of the record they were read at."""

    lines: Sequence[Line]
    positions: dict[str, int]
    complete: bool
    after: str | None


VISIBLE = """(%(all)s or coalesce(h.case_agency, h.agency) = %(agency)s or exists (
    select 1 from pathway.sharing s where s.household = h.household and s.agency = %(agency)s
    and s.ended is null and (s.until is null or s.until > now())))"""
"""Which households (`h`) a viewer may see: all of them, those of their agency, and those shared with it."""

_FAMILY = """h.household, coalesce(h.project, h.case_project) as project, coalesce(h.case_agency, h.agency) as agency,
    coalesce(h.head, h.case_head) as head, h.entry, h.exit, h.destination,
    case when h.case_opened is not null then h.case_closed is null end as case_open,
    (select count(*) from (select distinct on (m.person) m.joined from pathway.membership m where m.household = h.household
                           and m.voided_at is null order by m.person, m.place desc) n where n.joined) as members"""


def families(
    connection: psycopg.Connection[Any], viewer: Viewer, *,
    text: str | None = None, blind: BlindIndex | None = None, project: str | None = None, state: str | None = None,
    after: str | None = None, limit: int = 50,
) -> Page:  # fmt: skip
    """The families a viewer may see. `text` is part of a member's name, `state` is `in` (the project), `out` or None.

    Raises `ValueError` for a cursor that is none of ours.
    """
    if not may(viewer.role, "read pathway"):
        return Page((), None)
    values: dict[str, Any] = {"all": may(viewer.role, "read every agency"), "agency": viewer.agency, "limit": limit + 1}
    where = [VISIBLE]
    if text:
        found_by_name = people.search(connection, text, blind)
        hidden = set() if may(viewer.role, "read restricted") else rights.restricted(connection, found_by_name)
        values["people"] = [person for person in found_by_name if person not in hidden]
        where.append("""exists (select 1 from pathway.membership m where m.household = h.household
                                 and m.voided_at is null and m.person = any(%(people)s))
                        or h.case_head = any(%(people)s)""")
    if project:
        values["project"] = project
        where.append("coalesce(h.project, h.case_project) = %(project)s")
    if state in ("in", "out"):
        where.append("h.entry is not null and h.exit is null" if state == "in" else "h.exit is not null")
    if after:
        day, _, name = after.partition("~")
        values |= {"day": date.fromisoformat(day), "name": UUID(name)}
        where.append("(coalesce(h.entry, date '0001-01-01'), h.household) < (%(day)s, %(name)s)")
    conditions = " and ".join(f"({condition})" for condition in where)
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"""select {_FAMILY} from pathway.household h where {conditions}
                order by coalesce(h.entry, date '0001-01-01') desc, h.household desc limit %(limit)s""",
            values,
        ).fetchall()
    found = [Family(**row) for row in rows[:limit]]
    last = found[-1] if len(rows) > limit else None
    return Page(found, f"{(last.entry or date.min).isoformat()}~{last.household}" if last else None)


def family(connection: psycopg.Connection[Any], household: UUID, viewer: Viewer) -> Family | None:
    """One household, or None where it is unknown or not shared with the viewer."""
    if not may(viewer.role, "read pathway"):
        return None
    values = {"all": may(viewer.role, "read every agency"), "agency": viewer.agency, "household": household}
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(
            f"select {_FAMILY} from pathway.household h where h.household = %(household)s and {VISIBLE}",
            values,
        ).fetchone()
    return Family(**row) if row else None


def visible(connection: psycopg.Connection[Any], households: Collection[UUID], viewer: Viewer) -> set[UUID]:
    """Those of the households that are of the viewer's agency or shared with it, whatever the role may read of them."""
    values = {"all": may(viewer.role, "read every agency"), "agency": viewer.agency, "households": list(households)}
    rows = connection.execute(
        f"select h.household from pathway.household h where h.household = any(%(households)s) and {VISIBLE}", values
    )
    return {household for (household,) in rows.fetchall()}


def family_as_it_was(
    connection: psycopg.Connection[Any], now: Family, *, as_of: date | None = None, known: Cut | None = None
) -> Family:
    """The household by the end of the day `as_of`, as it was known at the cut `known`; what came later is left out."""
    if not as_of and not known:
        return now
    return families_as_they_were(connection, [now.household], as_of=as_of, known=known).get(now.household, _unknown(now.household))


def families_as_they_were(
    connection: psycopg.Connection[Any], households: Sequence[UUID], *, as_of: date | None = None, known: Cut | None = None
) -> dict[UUID, Family]:
    """Those of the households of which anything had been told by then, as they stood."""
    cut = known.positions.get("intake", 0) if known else None
    values = {"households": list(households), "cut": cut, "as_of": as_of}
    stories: dict[UUID, list[tuple[str, dict[str, Any]]]] = {}
    for household, type_, data, on_day in connection.execute(_STANDING, values).fetchall():
        if not as_of or on_day <= as_of:
            stories.setdefault(household, []).append((type_, data))
    present = dict(connection.execute(_PRESENT, values).fetchall())
    known_by_then = [household for household in households if household in stories or household in present]
    return {
        household: _retold(replace(_unknown(household), members=present.get(household, 0)), stories.get(household, ()))
        for household in known_by_then
    }


def _unknown(household: UUID) -> Family:
    return Family(household, None, "", None, 0, None, None, None, None)


def _retold(then: Family, story: Iterable[tuple[str, dict[str, Any]]]) -> Family:
    """Who has the family in charge goes before who enrolled it; the project that it entered before that of its case."""
    for type_, data in story:
        match type_:
            case "CaseOpened":
                head, project = (then.head, then.project) if then.entry else (UUID(data["head"]), data["project"])
                then = replace(then, agency=data["agency"], case_open=True, head=head, project=project)
            case "CaseTransferred":
                then = replace(then, agency=data["agency"])
            case "CaseClosed" | "CaseReopened":
                then = replace(then, case_open=type_ == "CaseReopened")
            case "FamilyEnrolled":
                agency = data["agency"] if then.case_open is None else then.agency
                then = replace(
                    then, head=UUID(data["head"]), entry=date.fromisoformat(data["entry"]), project=data["project"], agency=agency
                )
            case "HeadChanged":
                then = replace(then, head=UUID(data["head"]))
            case "FamilyExited":
                then = replace(then, exit=date.fromisoformat(data["exit"]), destination=data["destination"])
    return then


_STANDING = """select l.household, l.type, l.data,
           coalesce((data ->> 'entry')::date, (data ->> 'exit')::date, (occurred_at at time zone 'Europe/Rome')::date) as on_day
    from pathway.line l where household = any(%(households)s) and service = 'intake'
     and type in ('CaseOpened', 'CaseTransferred', 'CaseClosed', 'CaseReopened', 'FamilyEnrolled', 'HeadChanged', 'FamilyExited')
     and (%(cut)s::bigint is null or position <= %(cut)s)
     and not exists (select 1 from pathway.line v
                      where v.corrects = l.event_id and (%(cut)s::bigint is null or v.position <= %(cut)s))
    order by place"""


def members(
    connection: psycopg.Connection[Any], household: UUID, *, as_of: date | None = None, known: Cut | None = None
) -> list[tuple[UUID, str | None, date, date | None]]:
    """Everybody who had belonged by the end of the day `as_of`, as known at the cut: person, relationship, since, until."""
    return [belonged[1:] for belonged in members_of(connection, [household], as_of=as_of, known=known)]


def members_of(
    connection: psycopg.Connection[Any], households: Sequence[UUID], *, as_of: date | None = None, known: Cut | None = None
) -> list[tuple[UUID, UUID, str | None, date, date | None]]:
    """The same for several households: household, person, relationship, since, until."""
    rows = connection.execute(
        _MEMBERS
        + """select household, person, relationship, since, case when until <= coalesce(%(as_of)s::date, 'infinity') then until end
               from stay where since <= coalesce(%(as_of)s::date, 'infinity') order by household, since, person""",
        {"households": list(households), "cut": known.positions.get("intake", 0) if known else None, "as_of": as_of},
    )
    return rows.fetchall()


_MEMBERS = """with stay as (
    select household, person, relationship, on_day as since,
           (select l.on_day from pathway.membership l where l.household = j.household and l.person = j.person and not l.joined
            and (l.voided_at is null or l.voided_at > %(cut)s::bigint)
            and l.place > j.place and (%(cut)s::bigint is null or l.position <= %(cut)s) order by l.place limit 1) as until
      from pathway.membership j where household = any(%(households)s) and joined
       and (j.voided_at is null or j.voided_at > %(cut)s::bigint) and (%(cut)s::bigint is null or position <= %(cut)s))"""
_PRESENT = f"""{_MEMBERS} select household, count(distinct person) from stay
    where since <= coalesce(%(as_of)s::date, 'infinity')
      and (until is null or until > coalesce(%(as_of)s::date, 'infinity')) group by household"""


def timeline(
    connection: psycopg.Connection[Any], household: UUID, *, as_of: date | None = None, known: Cut | None = None,
    dimension: str | None = None, only: Collection[UUID] | None = None, newest_first: bool = False, after: str | None = None,
    limit: int = 500,
) -> Timeline:  # fmt: skip
    """The lines that happened by the end of the day `as_of`, as they were known at the cut `known`.

    A line that was corrected or voided by then says by what. `only` asks for some lines and those that they correct.
    `after` is the cursor of the page before.
    """
    marks = _marks(connection)
    cut = known or Cut(marks)
    positions = cut.positions
    values: dict[str, Any] = {
        "household": household, "households": [household], "cut": positions.get("intake", 0), "limit": limit + 1,
        "dimension": dimension,
        "until": as_of + timedelta(days=1) if as_of else None, "services": list(positions), "cuts": list(positions.values()),
    }  # fmt: skip
    order = "desc" if newest_first else "asc"
    beyond = ""
    if only is not None:
        values["only"] = list(only)
        beyond = _ONLY
    if after:
        occurred, recorded, service, position = after.split("~")
        values |= {"o": datetime.fromisoformat(occurred), "r": datetime.fromisoformat(recorded), "s": service, "p": int(position)}
        sign = "<" if newest_first else ">"
        beyond += f" and (l.occurred_at, l.recorded_at, l.service, l.position) {sign} (%(o)s, %(r)s, %(s)s, %(p)s)"
    columns = ", ".join(f"l.{column} {order}" for column in ("occurred_at", "recorded_at", "service", "position"))
    query = f"{_MEMBERS}, {_LINES} {beyond} order by {columns} limit %(limit)s"
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query, values).fetchall()
    lines = [Line(**row) for row in rows[:limit]]
    return Timeline(lines, positions, cut.reached_by(marks), _cursor(lines[-1]) if len(rows) > limit else None)


_LINES = """cut as (select * from unnest(%(services)s::text[], %(cuts)s::bigint[]) as c (service, position))
    select l.event_id, l.type, coalesce(meant.dimension, l.dimension) as dimension, l.occurred_at, l.recorded_at, l.service,
           l.position, l.agency, l.actor, l.actor_role, l.project, l.subjects, l.data, l.marks, l.source, l.corrects,
           later.event_id as corrected_by, coalesce(later.voids, false) as voided
      from pathway.line l join cut on cut.service = l.service and l.position <= cut.position
      left join lateral (select k.event_id, k.voids from pathway.line k
                           join cut kc on kc.service = k.service and k.position <= kc.position
                          where k.corrects = l.event_id order by k.position desc limit 1) later on true
      left join pathway.line meant on meant.event_id = case when l.voids then l.corrects
                                                            when l.type like 'Amendment%%' then (l.data ->> 'fact')::uuid end
     where (l.household = %(household)s or (l.household is null and l.event_id in (
               select a.event_id from pathway.about a join stay on stay.person = a.person
                where l.occurred_at >= stay.since and (stay.until is null or l.occurred_at < stay.until + 1))))
       and (%(until)s::date is null or l.occurred_at < %(until)s::timestamp at time zone 'Europe/Rome')
       and (%(dimension)s::text is null or coalesce(meant.dimension, l.dimension) = %(dimension)s)"""
"""What voids a line, or asks that it be amended, stands on the dimension of that line."""

_ONLY = """and l.event_id in (select unnest(%(only)s::uuid[]) union
    select c.corrects from pathway.line c where c.event_id = any(%(only)s::uuid[]))"""


def _cursor(line: Line) -> str:
    return f"{line.occurred_at.isoformat()}~{line.recorded_at.isoformat()}~{line.service}~{line.position}"


def _marks(connection: psycopg.Connection[Any]) -> dict[tuple[str, int], int]:
    rows = connection.execute("select service, lane, position from pathway.mark").fetchall()
    return {(service, lane): position for service, lane, position in rows}

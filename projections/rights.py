"""Rights: what is kept of whom and why, who was forgotten, whose data is restricted, to whom it was given. Ids only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from infra.readmodel import ReadModel, Row, Table
from services.kernel.event import Recorded
from services.oversight import events

SUBJECT = Table(
    "subject",
    key=("person",),
    columns={
        "person": "uuid", "care_erased": "boolean", "evidence_erased": "boolean", "readmitted_at": "timestamptz",
        "restricted": "boolean", "restriction": "text", "restricted_at": "timestamptz",
    },
    indexes=("(person) where restricted", "(person) where readmitted_at is not null"),
)  # fmt: skip
ERASURE = Table(
    "erasure",
    key=("erasure",),
    columns={
        "erasure": "uuid", "person": "uuid", "persons": "jsonb", "what": "text", "asked_on": "date", "agency": "text",
        "ground": "text", "project": "text", "until": "date", "erased_at": "timestamptz",
    },
    indexes=("(person)", "(asked_on) where erased_at is null and ground is null"),
)  # fmt: skip
HOLD = Table(
    "hold",
    key=("hold",),
    columns={
        "hold": "uuid", "person": "uuid", "project": "text", "ground": "text", "covers": "text", "until": "date", "ends": "date",
        "placed_at": "timestamptz",
    },
    indexes=("(person)", "(project)"),
)  # fmt: skip
PARTICIPATION = Table(
    "participation", key=("person", "project"), columns={"person": "uuid", "project": "text"}, indexes=("(project)",)
)
RETENTION = Table(
    "retention",
    key=("project",),
    columns={
        "project": "text", "years": "integer", "counted_from": "text", "years_after_recovery": "integer",
        "years_after_case": "integer", "paid_on": "date",
    },
)  # fmt: skip
OBJECTION = Table(
    "objection",
    key=("objection",),
    columns={
        "objection": "uuid", "person": "uuid", "against": "text", "raised_at": "timestamptz", "upheld": "boolean",
        "decided_at": "timestamptz", "decided_by": "text",
    },
    indexes=("(person)",),
)  # fmt: skip
DISCLOSED = Table(
    "disclosed",
    key=("disclosure", "person"),
    columns={
        "disclosure": "uuid", "person": "uuid", "event_id": "uuid", "recipient": "text", "purpose": "text", "fields": "jsonb",
        "project": "text", "disclosed_on": "date",
    },
    indexes=("(person)",),
)  # fmt: skip
TOLD = Table(
    "told",
    key=("event_id",),
    columns={
        "event_id": "uuid", "person": "uuid", "disclosure": "uuid", "recipient": "text", "what": "text", "told_on": "date",
    },
    indexes=("(person)",),
)  # fmt: skip


def when(fact: Recorded) -> Iterable[Row]:
    """What each fact of oversight says of rights."""
    match fact.event:
        case events.ErasureRequested() | events.ErasureRefused() as event:
            yield Row("erasure", _erasure(fact, event))
        case events.SubjectErased(person=person, what=what, erasure=name):
            erased = {"care_erased": True} | ({"evidence_erased": True} if what == "everything" else {})
            yield Row("subject", {"person": person, **erased})
            yield Row("erasure", {"erasure": name, "erased_at": fact.recorded_at})
        case events.SubjectReadmitted(person=person, what=what):
            known = {"care_erased": False} | ({"evidence_erased": False} if what == "everything" else {})
            yield Row("subject", {"person": person, "readmitted_at": fact.recorded_at, **known})
        case events.ProcessingRestricted(person=person, ground=ground):
            yield Row("subject", {"person": person, "restricted": True, "restriction": ground, "restricted_at": fact.recorded_at})
        case events.RestrictionLifted(person=person):
            yield Row("subject", {"person": person, "restricted": False, "restriction": None, "restricted_at": None})
        case _:
            yield from _kept(fact)
            yield from _given(fact)


def _erasure(fact: Recorded, event: events.ErasureRequested | events.ErasureRefused) -> dict[str, Any]:
    said = {
        "erasure": event.erasure, "person": event.person, "persons": [str(person) for person in event.persons],
        "what": event.what, "asked_on": event.asked_on, "agency": fact.agency,
    }  # fmt: skip
    if isinstance(event, events.ErasureRefused):
        said |= {"ground": event.ground, "project": event.project, "until": event.until}
    return said


def _kept(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case events.HoldPlaced() as event:
            names = ("hold", "person", "project", "ground", "covers", "until")
            yield Row("hold", {**{name: getattr(event, name) for name in names}, "placed_at": fact.recorded_at})
        case events.HoldReleased(hold=hold, ends=ends):
            yield Row("hold", {"hold": hold, "ends": ends})
        case events.ParticipationNoted(person=person, project=project):
            yield Row("participation", {"person": person, "project": project})
        case events.RetentionNoted() as event:
            yield Row("retention", event.model_dump())
        case events.FinalPaymentDeclared(project=project, paid_on=day):
            yield Row("retention", {"project": project, "paid_on": day})
        case _:
            pass


def _given(fact: Recorded) -> Iterable[Row]:
    match fact.event:
        case events.ObjectionRaised(objection=name, person=person, against=against):
            yield Row("objection", {"objection": name, "person": person, "against": against, "raised_at": fact.recorded_at})
        case events.ObjectionDecided(objection=name, upheld=upheld):
            yield Row(
                "objection",
                {"objection": name, "upheld": upheld, "decided_at": fact.recorded_at, "decided_by": fact.actor},
            )
        case events.DataDisclosed() as event:
            shared = {
                "disclosure": event.disclosure, "event_id": fact.id, "recipient": event.recipient, "purpose": event.purpose,
                "fields": list(event.fields), "project": event.project, "disclosed_on": event.disclosed_on,
            }  # fmt: skip
            yield from (Row("disclosed", {**shared, "person": person}) for person in event.persons)
        case events.RecipientTold() as event:
            yield Row("told", {"event_id": fact.id, **event.model_dump()})
        case _:
            pass


def restricted(connection: psycopg.Connection[Any], persons: Collection[UUID]) -> set[UUID]:
    """Those of the persons whose data is kept and not used."""
    if not persons:
        return set()
    rows = connection.execute("select person from rights.subject where restricted and person = any(%s)", (list(persons),))
    return {person for (person,) in rows.fetchall()}


def pending(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Erasures that were asked for and are not done, oldest first."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            """select erasure, person, persons, what, agency from rights.erasure
                where erased_at is null and ground is null and person is not null order by asked_on, erasure"""
        ).fetchall()


def readmitted(connection: psycopg.Connection[Any]) -> list[tuple[UUID, str]]:
    """Who came back, and with which classes of data, as it stands now."""
    rows = connection.execute(
        """select person, class from rights.subject,
                  lateral (values ('care', care_erased), ('evidence', evidence_erased)) c (class, erased)
            where readmitted_at is not null and erased = false order by person, class"""
    )
    return rows.fetchall()


def of_person(connection: psycopg.Connection[Any], persons: Collection[UUID]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """All that is known of the rights of a human, by table."""
    found: dict[str, Sequence[Mapping[str, Any]]] = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for table in (SUBJECT, ERASURE, HOLD, PARTICIPATION, OBJECTION, DISCLOSED, TOLD):
            query = f"select * from rights.{table.name} where person = any(%s) order by {', '.join(table.key)}"
            found[table.name] = cursor.execute(query, (list(persons),)).fetchall()
    return found


def kept_until(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """Every funded project with the day until which its papers are kept, and how many persons that holds."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            """select r.*, (select count(*) from rights.participation p where p.project = r.project) as persons,
                      (select count(*) from rights.hold h where h.project = r.project
                          and (coalesce(h.ends, h.until) is null or coalesce(h.ends, h.until) >= current_date)) as holds
                 from rights.retention r order by r.project"""
        ).fetchall()
    return [{**row, "ends": _ends(row)} for row in rows]


def _ends(row: Mapping[str, Any]) -> date | None:
    return events.kept_until(row["paid_on"], row["years"] or 5, row["counted_from"] or "year-end")


def may_go(connection: psycopg.Connection[Any], today: date, limit: int = 500) -> list[dict[str, Any]]:
    """Persons all of whose projects are past their end, and on whom no hold lasts: their data may be forgotten."""
    over = [row["project"] for row in kept_until(connection) if row["ends"] and row["ends"] < today and not row["holds"]]
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            """select p.person, array_agg(p.project order by p.project) as projects from rights.participation p
                where not exists (select 1 from rights.subject s where s.person = p.person and s.evidence_erased)
                  and not exists (select 1 from rights.hold h where h.person = p.person
                                   and (coalesce(h.ends, h.until) is null or coalesce(h.ends, h.until) >= %(today)s))
                group by p.person having bool_and(p.project = any(%(over)s)) order by p.person limit %(limit)s""",
            {"today": today, "over": over, "limit": limit},
        ).fetchall()


MODEL = ReadModel(
    "rights", version=1, tables=(SUBJECT, ERASURE, HOLD, PARTICIPATION, RETENTION, OBJECTION, DISCLOSED, TOLD), when=when,
    services=("oversight",),
)  # fmt: skip

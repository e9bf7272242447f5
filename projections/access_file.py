"""The access file of a person (GDPR Art. 15): all that is known of them, who was given it, who read it, how they were ranked.

Made for one reader, the data protection officer, who hands it over. What a person may take elsewhere (Art. 20) is the
part of it that is about nobody else.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import dict_row

from projections import people, rights

RANKED = ("CandidateRanked", "CandidatesRanked", "CandidateExcluded", "RankOverridden", "PlaceShifted")
RULES = ("RulesPublished", "MatchingRulesPublished")
VIEWED = "RecordViewed"
_IDENTITY = (
    "given_name", "family_name", "other_names", "birth_date", "partial_birth_date", "birth_place", "sex", "citizenship",
    "fiscal_code", "language", "contact",
)  # fmt: skip


def of(connection: psycopg.Connection[Any], person: UUID) -> dict[str, Any]:
    """All that is known of a human, under whichever id it was entered."""
    ids = same_human(connection, person)
    facts = list(_facts(connection, ids))
    households = sorted({fact["household"] for fact in facts if fact["household"]})
    return {
        "person": person, "ids": ids, "identity": identity(connection, ids), "facts": facts,
        "recipients": _recipients(connection, ids, households), "readers": readers(connection, households),
        "rankings": _rankings(connection, ids), "rights": rights.of_person(connection, ids),
    }  # fmt: skip


def portable(connection: psycopg.Connection[Any], person: UUID) -> dict[str, Any]:
    """What a person may take elsewhere: who they are, and the facts that are about nobody else."""
    ids = same_human(connection, person)
    own = [fact for fact in _facts(connection, ids) if not fact["others"]]
    facts = [{name: fact[name] for name in ("type", "occurred_at", "data", "texts")} for fact in own]
    return {"person": person, "identity": identity(connection, ids), "facts": facts}


def same_human(connection: psycopg.Connection[Any], person: UUID) -> list[UUID]:
    """All ids of the human, the one asked about first."""
    rows = connection.execute(
        """with recursive newest as (
               select distinct on (merged) merged, survivor, joined from identities.link order by merged, position desc),
             linked (one, other) as (
               select merged, survivor from newest where joined union select survivor, merged from newest where joined),
             human (person) as (select %(person)s::uuid union select l.other from linked l join human h on h.person = l.one)
           select person from human order by person <> %(person)s, person""",
        {"person": person},
    )
    return [found for (found,) in rows.fetchall()]


def identity(connection: psycopg.Connection[Any], ids: Collection[UUID]) -> list[dict[str, Any]]:
    """Who somebody is, as entered under each id; nothing where they were forgotten."""
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(
            f"select person, {', '.join(_IDENTITY)} from people.person where person = any(%s) order by person", (list(ids),)
        ).fetchall()
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def readers(connection: psycopg.Connection[Any], households: Sequence[UUID]) -> list[dict[str, Any]]:
    """Who has opened the file of a family, newest first."""
    rows = connection.execute(
        """select recorded_at, wire from audit_trail.entry where type = %s and household = any(%s)
            order by recorded_at desc, position desc""",
        (VIEWED, list(households)),
    )
    views = ((at, orjson.loads(wire)) for at, wire in rows.fetchall())
    return [{"at": at, **{name: view[name] for name in ("household", "viewer", "role", "agency")}} for at, view in views]


def _facts(connection: psycopg.Connection[Any], ids: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    """Every fact about the human, oldest first: what stands in clear, and the texts that still open."""
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            """select event_id, service, type, household, project, agency, actor, actor_role, occurred_at, recorded_at,
                      legal_basis, source, corrects, subjects, wire from audit_trail.entry
                where subjects @> any(%s) order by recorded_at, service, position""",
            ([orjson.dumps([str(one)]).decode() for one in ids],),
        ).fetchall()
    texts = people.texts(connection, [row["event_id"] for row in found])
    own = {str(one) for one in ids}
    for row in found:
        data, subjects = orjson.loads(row.pop("wire")), row.pop("subjects")
        clear = {name: value for name, value in data.items() if not (isinstance(value, dict) and "ct" in value)}
        yield {**row, "data": clear, "texts": texts.get(row["event_id"], {}), "others": len(set(subjects) - own)}


def _recipients(connection: psycopg.Connection[Any], ids: Sequence[UUID], households: Sequence[UUID]) -> list[dict[str, Any]]:
    """To whom it was given: by a disclosure that was written down, or because the family's file is open to an agency."""
    given = rights.of_person(connection, ids)["disclosed"]
    found = [
        {"recipient": one["recipient"], "on": one["disclosed_on"], "ground": one["purpose"], "fields": one["fields"]}
        for one in given
    ]
    rows = connection.execute(
        "select agency, basis, since, until, ended from pathway.sharing where household = any(%s) order by since, agency",
        (list(households),),
    )
    found += [
        {"recipient": agency, "on": since, "ground": basis, "until": ended or until}
        for agency, basis, since, until, ended in rows.fetchall()
    ]
    return found


def _rankings(connection: psycopg.Connection[Any], ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Every ranking the human was part of: inputs, points and place, and by which published rules."""
    own = {str(one) for one in ids}
    rows = connection.execute(
        "select type, agency, recorded_at, wire from audit_trail.entry where type = any(%s) order by recorded_at, position",
        ([*RANKED, *RULES],),
    ).fetchall()
    told = [(type_, agency, at, orjson.loads(wire)) for type_, agency, at, wire in rows]
    logic = {(agency, str(data.get("rules_version") or data.get("version"))): data for t, agency, _, data in told if t in RULES}
    found = []
    for type_, agency, at, data in told:
        if type_ in RANKED and (mine := _of_mine(data, own)):
            version = str(data.get("rules_version", ""))
            found.append({"type": type_, "agency": agency, "at": at, "place": mine, "rules": logic.get((agency, version))})
    return found


def _of_mine(data: dict[str, Any], own: Collection[str]) -> dict[str, Any] | None:
    """What a ranking says of the human, and of nobody else."""
    for place, one in enumerate(data.get("candidates", ()), 1):
        if one.get("person") in own:
            return {"place": place, **one}
    return data if data.get("head") in own or data.get("person") in own else None

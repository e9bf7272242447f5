"""Rankings as they were recorded: who stood where, with which points, and which rule would refuse; nobody is chosen by them.

Read from the trail, where every ranking stands whole: of volunteers for a need, and of households for a home.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg

from projections.families import Viewer
from services.kernel.access import may

NEWEST = 30


@dataclass(frozen=True)
class Place:
    """One candidate: the place (None if left out), the points by criterion with what they follow from, the rules that refuse."""

    place: int | None
    person: UUID
    household: UUID | None
    total: int
    points: dict[str, int]
    measures: dict[str, Any]
    refused: tuple[str, ...] = ()
    moved_from: int | None = None


@dataclass(frozen=True)
class Ranking:
    """One ranking: whose rules, in which version, and the candidates in their order."""

    ranking: UUID
    event_id: UUID
    agency: str
    project: str
    household: UUID | None
    rules_version: str
    actor: str
    recorded_at: datetime
    places: tuple[Place, ...] = field(default_factory=tuple)


def of_volunteers(connection: psycopg.Connection[Any], viewer: Viewer) -> list[Ranking]:
    """The newest rankings of volunteers that the viewer's agency has made."""
    return [
        Ranking(
            UUID(data["ranking"]), event_id, agency, project, UUID(data["household"]), data["rules_version"], actor, at,
            tuple(_candidate(n, one) for n, one in enumerate(data["candidates"], 1)),
        )
        for event_id, agency, project, actor, at, data in _told(connection, viewer, ("CandidatesRanked",), NEWEST)
    ]  # fmt: skip


def of_households(connection: psycopg.Connection[Any], viewer: Viewer) -> list[Ranking]:
    """The newest ranking of each waiting list of the viewer's agency, with the places that people have changed since."""
    newest: dict[tuple[str, str], Ranking] = {}
    for event_id, agency, project, actor, at, data in _told(connection, viewer, ("ListRanked",), NEWEST):
        made = Ranking(UUID(data["ranking"]), event_id, agency, project, None, data["rules_version"], actor, at)
        newest.setdefault((agency, project), made)
    return [_with_places(connection, viewer, ranking) for ranking in newest.values()]


def _with_places(connection: psycopg.Connection[Any], viewer: Viewer, ranking: Ranking) -> Ranking:
    ranked = {
        data["household"]: data for *_, data in _told(connection, viewer, ("CandidateRanked",), 5000, str(ranking.ranking))
    }  # fmt: skip
    now = {household: data["place"] for household, data in ranked.items()}
    for *_, data in reversed(list(_told(connection, viewer, ("PlaceShifted", "RankOverridden"), 5000, str(ranking.ranking)))):
        now[data["household"]] = data["to_place"]
    places = [_household(data, now[household]) for household, data in ranked.items()]
    left_out = [
        Place(None, UUID(data["head"]), UUID(data["household"]), 0, {}, {}, (data["rule"],))
        for *_, data in _told(connection, viewer, ("CandidateExcluded",), 5000, str(ranking.ranking))
    ]  # fmt: skip
    return replace(ranking, places=(*sorted(places, key=lambda one: one.place or 0), *left_out))


def _candidate(place: int, one: dict[str, Any]) -> Place:
    return Place(place, UUID(one["person"]), None, one["total"], one["points"], one["measures"], tuple(one["refused"]))


def _household(data: dict[str, Any], place: int) -> Place:
    measures = {**data["situation"], "months_on_list": data["months_on_list"]}
    points = {part["input"]: part["points"] for part in data["parts"]}
    moved = data["place"] if place != data["place"] else None
    return Place(place, UUID(data["head"]), UUID(data["household"]), data["total"], points, measures, moved_from=moved)


def _told(
    connection: psycopg.Connection[Any], viewer: Viewer, kinds: Sequence[str], limit: int, ranking: str | None = None
) -> Iterator[tuple[Any, ...]]:
    rows = connection.execute(
        """select event_id, agency, project, actor, recorded_at, wire from audit_trail.entry
            where type = any(%(kinds)s) and (%(all)s or agency = %(agency)s)
              and (%(ranking)s::text is null or wire::jsonb ->> 'ranking' = %(ranking)s)
            order by recorded_at desc, position desc limit %(limit)s""",
        {
            "kinds": list(kinds), "all": may(viewer.role, "read every agency"), "agency": viewer.agency, "ranking": ranking,
            "limit": limit,
        },
    )  # fmt: skip
    for *told, wire in rows.fetchall():
        yield (*told, orjson.loads(wire))

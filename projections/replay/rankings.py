"""Rankings replayed (AT-04): the rules of then, the inputs of then, the same order and score parts, or what differs.

A waiting list is also checked against what the households had told by then: nobody on the list was left out without a rule that
is named, nothing was weighed that had not been told. Of volunteers the measures are taken as recorded, and the points follow
from them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg.rows import class_row

from projections.known import Cut
from projections.replay import ranked_again

TYPES = (
    "RulesPublished", "HousingApplied", "ApplicationWithdrawn", "CandidateRanked", "CandidateExcluded", "ListRanked",
    "RankOverridden", "PlaceShifted", "MatchingRulesPublished", "CandidatesRanked", "FactVoided",
)  # fmt: skip
"""All that a ranking rests on."""
MADE = ("ListRanked", "CandidatesRanked")
SERVICES = ("housing", "register")


@dataclass(frozen=True)
class Fact:
    """One event of the trail, as far as a ranking needs it."""

    event_id: UUID
    type: str
    stream: str
    version: int
    service: str
    position: int
    agency: str
    project: str
    actor: str
    recorded_at: datetime
    corrects: UUID | None
    wire: str

    @property
    def data(self) -> dict[str, Any]:
        """What was recorded; personal fields are encrypted."""
        return dict(orjson.loads(self.wire))


@dataclass(frozen=True)
class Difference:
    """A place where the recorded ranking is not what rules and inputs give."""

    who: str | None
    what: str
    recorded: Any
    again: Any


@dataclass(frozen=True)
class Replayed:
    """A ranking made again."""

    ranking: UUID
    kind: str
    """`ListRanked` or `CandidatesRanked`."""
    event_id: UUID
    recorded_at: datetime
    agency: str
    project: str
    actor: str
    rules: Mapping[str, Any] | None
    rules_event: UUID | None
    places: Sequence[Mapping[str, Any]]
    moved: Sequence[Mapping[str, Any]]
    """Places that people have changed since, each with the fact that says so."""
    differences: Sequence[Difference]

    @property
    def same(self) -> bool:
        """Whether order and score parts are those recorded."""
        return not self.differences


_FACT = "select event_id, type, stream, version, service, position, agency, project, actor, recorded_at, corrects, wire"


def upto(connection: psycopg.Connection[Any], *, as_of: date, known: Cut, project: str | None) -> list[dict[str, Any]]:
    """The rankings made by the end of a day, as known at a cut: which, by whose rules, in which order of whom."""
    query = f"""{_FACT} from audit_trail.entry where type = any(%(made)s) and (%(project)s::text is null or project = %(project)s)
                   and recorded_at < %(until)s::timestamp at time zone 'Europe/Rome' order by service, position"""
    asked = {"made": list(MADE), "project": project, "until": as_of + timedelta(days=1)}
    return [
        {
            "ranking": fact.data["ranking"], "kind": fact.type, "event_id": fact.event_id, "recorded_at": fact.recorded_at,
            "agency": fact.agency, "project": fact.project, "rules_version": fact.data["rules_version"],
            "order_sha256": fact.data.get("order_sha256") or ranked_again.order_sha256(fact.data["persons"]),
        }
        for fact in _facts(connection, query, asked)
        if fact.position <= known.positions.get(fact.service, 0)
    ]  # fmt: skip


def replay(connection: psycopg.Connection[Any], ranking: UUID) -> Replayed | None:
    """One ranking made again; None where it is unknown."""
    query = f"{_FACT} from audit_trail.entry where type = any(%(made)s) and wire::jsonb ->> 'ranking' = %(ranking)s"
    made = next(_facts(connection, query, {"made": list(MADE), "ranking": str(ranking)}), None)
    if made is None:
        return None
    return _list(connection, ranking, made) if made.type == "ListRanked" else _candidates(connection, ranking, made)


def _list(connection: psycopg.Connection[Any], ranking: UUID, made: Fact) -> Replayed:
    story = list(_facts(connection, f"{_FACT} from audit_trail.entry where stream = %(stream)s order by version", vars(made)))
    before = _standing([fact for fact in story if fact.version < made.version])
    said = made.data
    rules = _rules(before, "RulesPublished", said["rules_version"])
    told = [(fact, fact.data) for fact in before if fact.type == "CandidateRanked" and fact.data["ranking"] == str(ranking)]
    again = ranked_again.households(rules.data, [data for _, data in told]) if rules else []
    recorded = [
        {
            "place": data["place"], "household": data["household"], "parts": {p["input"]: p["points"] for p in data["parts"]},
            "total": data["total"], "tie_key": data["tie_key"],
        }
        for _, data in sorted(told, key=lambda one: int(one[1]["place"]))
    ]  # fmt: skip
    left_out = (fact.data for fact in before if fact.type == "CandidateExcluded")
    excused = {data["household"] for data in left_out if data["ranking"] == str(ranking)}
    found = [*_unequal("household", recorded, again), *_inputs(before, told, said["day"], excused)]
    if (order := ranked_again.order_sha256(one["household"] for one in again)) != said["order_sha256"]:
        found.append(Difference(None, "order_sha256", said["order_sha256"], order))
    by_id = {data["household"]: (fact.event_id, data) for fact, data in told}
    places = [{**one, "event_id": by_id[one["household"]][0], "inputs": _weighed(by_id[one["household"]][1])} for one in again]
    return _replayed(ranking, made, rules, places, _moved(story, ranking), found)


def _candidates(connection: psycopg.Connection[Any], ranking: UUID, made: Fact) -> Replayed:
    said = made.data
    query = f"{_FACT} from audit_trail.entry where stream = %(stream)s and position < %(position)s order by version"
    published = _facts(connection, query, {"stream": f"matching-rules/{said['agency']}", "position": made.position})
    rules = _rules(_standing(list(published)), "MatchingRulesPublished", said["rules_version"])
    again = ranked_again.volunteers(rules.data, said["need"], said["candidates"]) if rules else []
    recorded = [
        {
            "place": place, "person": one["person"], "parts": one["points"], "total": one["total"], "tie_key": one["tie"],
            "refused": bool(one["refused"]),
        }
        for place, one in enumerate(said["candidates"], 1)
    ]  # fmt: skip
    by_id = {one["person"]: one for one in said["candidates"]}
    places = [{**one, "refused": by_id[one["person"]]["refused"], "inputs": by_id[one["person"]]["measures"]} for one in again]
    return _replayed(ranking, made, rules, places, [], list(_unequal("person", recorded, again)))


def _replayed(
    ranking: UUID, made: Fact, rules: Fact | None, places: Sequence[Mapping[str, Any]], moved: Sequence[Mapping[str, Any]],
    found: list[Difference],
) -> Replayed:  # fmt: skip
    if rules is None:
        found.append(Difference(None, "rules", made.data["rules_version"], None))
    return Replayed(
        ranking, made.type, made.event_id, made.recorded_at, made.agency, made.project, made.actor,
        rules.data if rules else None, rules.event_id if rules else None, places, moved, found,
    )  # fmt: skip


def _standing(facts: Sequence[Fact]) -> list[Fact]:
    """The facts that were not voided by then; one that was stated again stands where it was."""
    gone = {fact.corrects for fact in facts if fact.type == "FactVoided"}
    return [fact for fact in facts if fact.event_id not in gone and fact.type != "FactVoided"]


def _rules(facts: Sequence[Fact], type_: str, version: str) -> Fact | None:
    return next((fact for fact in reversed(facts) if fact.type == type_ and fact.data["version"] == version), None)


def _unequal(who: str, recorded: Sequence[Mapping[str, Any]], again: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    made = {one[who]: one for one in again}
    for one in recorded:
        for what, value in one.items():
            if (other := made.get(one[who], {}).get(what)) != value:
                yield Difference(one[who], what, value, other)


def _inputs(
    before: Sequence[Fact], told: Sequence[tuple[Fact, dict[str, Any]]], day: str, excused: Collection[str]
) -> Iterator[Difference]:
    """What was weighed is what had been told, of everybody who was on the list but the `excused`, of whom a rule is told."""
    listed: dict[str, dict[str, Any]] = {}
    for fact in before:
        if fact.type == "HousingApplied":
            listed[fact.data["household"]] = fact.data
        elif fact.type == "ApplicationWithdrawn":
            listed.pop(fact.data["household"], None)
    ranked = {data["household"]: data for _, data in told}
    for household, data in ranked.items():
        had_told = listed.get(household)
        wanted = {**_weighed(had_told, day), "inputs_sha256": ranked_again.inputs_sha256(data)} if had_told else {}
        for what, value in {**_weighed(data), "inputs_sha256": data["inputs_sha256"]}.items():
            if value != wanted.get(what):
                yield Difference(household, what, value, wanted.get(what))
    for household in sorted(listed.keys() - ranked.keys() - set(excused)):
        yield Difference(household, "left_out", None, _weighed(listed[household], day))


def _weighed(data: Mapping[str, Any], day: str | None = None) -> dict[str, Any]:
    waited = ranked_again.months(data["applied"], day) if day else data["months_on_list"]
    return {**data["situation"], "applied": data["applied"], "months_on_list": waited}


def _moved(story: Sequence[Fact], ranking: UUID) -> list[dict[str, Any]]:
    return [
        {
            "household": fact.data["household"], "from_place": fact.data["from_place"], "to_place": fact.data["to_place"],
            "event_id": fact.event_id, "actor": fact.actor, "overridden": fact.type == "RankOverridden",
        }
        for fact in _standing(story)
        if fact.type in ("RankOverridden", "PlaceShifted") and fact.data["ranking"] == str(ranking)
    ]  # fmt: skip


def _facts(connection: psycopg.Connection[Any], query: str, values: Mapping[str, Any]) -> Iterator[Fact]:
    with connection.cursor(row_factory=class_row(Fact)) as cursor:
        yield from cursor.execute(query, values).fetchall()

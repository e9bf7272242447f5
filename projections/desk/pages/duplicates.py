"""Persons who may be one human: both side by side, with the evidence in words, for whoever decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from projections import identities, people
from projections.desk import questions
from projections.desk.asked import Asked, Unreadable
from projections.desk.desk import desk_of
from projections.desk.session import reader_of
from projections.families import Viewer
from projections.matching.weights import SAME

DECIDES = "ConfirmDuplicate"
PAGE = 25


def router() -> APIRouter:
    """The addresses of these pages."""
    routes = APIRouter(tags=["people"])
    routes.add_api_route("/duplicates", listing, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """The pairs that wait for a decision, the likeliest first; of a person whom the reader may not see, the initials."""
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    reader.need(DECIDES)
    viewer = Viewer(next(role for role in reader.identity.roles if reader.may(DECIDES)), reader.identity.agency)
    with desk.pool.connection() as connection:
        try:
            page = identities.open_pairs(connection, viewer, after=asked.text("after"), limit=PAGE)
        except ValueError as error:
            raise Unreadable("after") from error
        known = people.entries(connection, {person for pair in page.pairs for person in (pair.low, pair.high)})
        names = questions.names_for(connection, [])
    pairs = [_shown(pair, known) for pair in page.pairs]
    return desk.answers.answer(request, "duplicates.html", reader, {"pairs": pairs, "after": page.after}, shown={"names": names})


def _shown(pair: identities.Pair, known: Mapping[UUID, people.Entry]) -> dict[str, Any]:
    sides = [_side(known.get(who), seen=seen) for who, seen in ((pair.low, pair.low_seen), (pair.high, pair.high_seen))]
    return {
        "low": pair.low, "high": pair.high, "score": pair.score, "surely": pair.score >= SAME, "detected_at": pair.detected_at,
        "rules_version": pair.rules_version, "seen": [pair.low_seen, pair.high_seen],
        "fields": [{**one, "values": [side.get(one["field"]) for side in sides]} for one in pair.evidence],
    }  # fmt: skip


def _side(entry: people.Entry | None, *, seen: bool) -> Mapping[str, str | None]:
    """The values of one person by field; initials, and nothing else, of one whom the reader may not see."""
    if entry is None:
        return {}
    return entry.values if seen else {name: people.initials(entry.values[name]) for name in ("given_name", "family_name")}

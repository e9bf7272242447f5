"""A ranking made again from its published rules and its recorded inputs, by nothing but this page.

Written for who checks, and not shared with the programs that rank: it reads the events as they were published (JSON), and its
arithmetic is whole numbers and SHA-256. `tests/projections/test_ranked_again.py` holds it equal to what the services do.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, get_args

from services.register.events.volunteer import Level

LEVELS: tuple[str, ...] = get_args(Level)
Json = Mapping[str, Any]


def households(rules: Json, candidates: Iterable[Json]) -> list[dict[str, Any]]:
    """A waiting list in order: the more points the earlier, equal totals by the tie key (`RulesPublished`, `CandidateRanked`)."""
    found = []
    for one in candidates:
        inputs = {**one["situation"], "months_on_list": one["months_on_list"]}
        parts = {each["input"]: each["weight"] * _band(each["bands"], inputs[each["input"]]) for each in rules["criteria"]}
        found.append(
            {"household": one["household"], "parts": parts, "total": sum(parts.values()), "tie_key": _list_tie(rules, one)}
        )
    found.sort(key=lambda one: (-one["total"], one["tie_key"]))
    return [{"place": place, **one} for place, one in enumerate(found, 1)]


def _band(bands: Sequence[Json], value: int | str) -> int:
    """The points of a code, or of the highest number that is reached."""
    if isinstance(value, str):
        return next((band["points"] for band in bands if band["code"] == value), 0)
    reached = [(band["at_least"], band["points"]) for band in bands if band["at_least"] is not None and band["at_least"] <= value]
    return int(max(reached, default=(0, 0))[1])


def _list_tie(rules: Json, one: Json) -> str:
    lot = hashlib.sha256(f"{rules['version']}\0{one['household']}".encode()).hexdigest()[:16]
    first = one["applied"] if rules["tie"] == "applied" else ""
    return f"{first} {lot} {one['household']}".strip()


def inputs_sha256(one: Json) -> str:
    """The hash of all that was weighed of a household."""
    inputs = {**one["situation"], "months_on_list": one["months_on_list"]}
    return hashlib.sha256(json.dumps([sorted(inputs.items()), one["applied"]], separators=(",", ":")).encode()).hexdigest()


def order_sha256(order: Iterable[str]) -> str:
    """The hash of an order of households."""
    return hashlib.sha256("\n".join(order).encode()).hexdigest()


def months(applied: str, day: str) -> int:
    """Whole months on the list."""
    first, last = date.fromisoformat(applied), date.fromisoformat(day)
    return max(0, (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day))


def volunteers(rules: Json, need: str, candidates: Iterable[Json]) -> list[dict[str, Any]]:
    """Candidates for a need in order: whom a rule refuses last, the more points the earlier, then the tie key."""
    found = []
    for one in candidates:
        parts = _points(rules, one["measures"])
        tie = hashlib.sha256(f"{need}/{rules['version']}/{one['person']}".encode()).hexdigest()[:16]
        refused = bool(one["refused"])
        found.append({"person": one["person"], "parts": parts, "total": sum(parts.values()), "tie_key": tie, "refused": refused})
    found.sort(key=lambda one: (one["refused"], -one["total"], one["tie_key"], one["person"]))
    return [{"place": place, **one} for place, one in enumerate(found, 1)]


def _points(rules: Json, known: Json) -> dict[str, int]:
    weights, away = rules["weights"], known["kilometres"]
    skill = {"verified": 100, "declared": rules["declared_percent"], None: 0}[known["skill"]]
    level = LEVELS.index(known["level"]) + 1 if known["level"] else 0
    near = 0 if away is None else max(0, rules["farthest_km"] - away)
    return {
        "skill": _share(weights["skill"], skill, 100),
        "language": _share(weights["language"], level, len(LEVELS)),
        "distance": _share(weights["distance"], near, rules["farthest_km"]),
        "free_hours": _share(weights["free_hours"], known["free_minutes"], rules["free_minutes"]),
        "past_matches": _share(weights["past_matches"], known["past_matches"], rules["past_matches"]),
        "courses": _share(weights["courses"], known["courses"], 1),
    }


def _share(weight: int, part: int, whole: int) -> int:
    return int(weight * min(part, whole) // max(whole, 1))

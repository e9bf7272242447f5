"""Histories for property tests: any facts of all five services, about a few families, in the order of their streams."""

from collections import defaultdict
from datetime import time, timedelta
from functools import cache
from typing import Any, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st

from projections.models import catalogues
from services.kernel.amending import FactVoided
from services.kernel.event import Event, Recorded
from services.kernel.evidence import Evidence
from services.register.events import Slot
from tests.spec import NOW, an_id, recorded

HOUSEHOLDS = [an_id(f"household {n}") for n in range(3)]
PERSONS = [an_id(f"person {n}") for n in range(5)]
THINGS = [an_id(f"thing {n}") for n in range(4)]
AGENCIES = ["sds", "porto", "casa"]
OWNED = {"assignment", "consent"}
"""A stay belongs to one household, a consent too: no other stream speaks of it."""

TYPES = [(catalogue.service, event) for catalogue in catalogues() for event in catalogue.by_name.values()]
IDS = st.sampled_from(PERSONS)
SLOTS = st.lists(st.sampled_from([Slot(weekday=day, start=time(15), end=time(17)) for day in (1, 3)]), max_size=2).map(tuple)
CITED = st.lists(st.sampled_from([Evidence(sha256=c * 64, kind="invoice") for c in "0f"]), max_size=2).map(tuple)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


def _field(name: str, annotation: Any) -> st.SearchStrategy[Any] | None:
    """What a field of this name and type holds; None where any value of the type will do."""
    pools: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
        "household": (UUID, st.sampled_from(HOUSEHOLDS)), "agency": (str, st.sampled_from(AGENCIES)),
        "project": (str, st.sampled_from(["P-1", "P-2"])), "minutes": (int, st.integers(0, 600)),
        **dict.fromkeys(("person", "head", "before", "teacher", "signatory", "survivor", "merged"), (UUID, IDS)),
        "code": (str, st.sampled_from(["A1.01", "A1.05.01", "A2.09", "A3"])), "destination": (str, TEXTS),
        "slots": (tuple, SLOTS), "shifts": (tuple, SLOTS), "evidence": (tuple[Evidence, ...], CITED),
    }  # fmt: skip
    type_, pool = pools.get(name, (None, None))
    fits = type_ in {annotation, get_origin(annotation), *get_args(annotation)}
    return pool if fits else None


@cache
def events_of(event_class: type[Event]) -> st.SearchStrategy[Any]:
    """Any event of a class, with ids from small pools so that histories meet."""
    known = {name: _field(name, field.annotation) for name, field in event_class.model_fields.items()}
    fields = {name: pool for name, pool in known.items() if pool is not None}
    for name, field in event_class.model_fields.items():
        if field.annotation is UUID and name not in fields:
            fields[name] = st.sampled_from(THINGS)
    return st.builds(event_class, **fields).map(_owned)


def _owned(event: Event) -> Event:
    household = getattr(event, "household", None)
    changes = {name: an_id(f"{name} {getattr(event, name)} {household}") for name in OWNED & type(event).model_fields.keys()}
    return event.model_copy(update=changes)


def _voiding(event: FactVoided, fact: Recorded) -> FactVoided:
    of = {"corrects_event_id": fact.id, "fact_type": fact.type, "of_stream": fact.stream, "of_key": fact.event.partition_key}
    return event.model_copy(update={**of, "household": getattr(fact.event, "household", None), "persons": fact.subjects})


@st.composite
def histories(draw: st.DrawFn, most: int = 40) -> list[Recorded]:
    """Facts in the order of their services' logs: streams without holes, corrections of what is in the same stream."""
    events = draw(st.lists(st.sampled_from(TYPES).flatmap(lambda t: st.tuples(st.just(t[0]), events_of(t[1]))), max_size=most))
    positions: dict[str, int] = defaultdict(int)
    streams: dict[str, list[Recorded]] = defaultdict(list)
    facts = []
    for n, (service, event) in enumerate(events):
        if isinstance(event, FactVoided):
            earlier = [fact for fact in facts if fact.service == service]
            if not earlier:
                continue
            event = _voiding(event, draw(st.sampled_from(earlier)))  # noqa: PLW2901
        stream = streams[f"{service} {event.stream_id}"]
        if hasattr(event, "corrects_event_id") and stream and not isinstance(event, FactVoided):
            event = event.model_copy(update={"corrects_event_id": stream[-1].id})  # noqa: PLW2901
        positions[service] += 1
        at = NOW + timedelta(hours=n)
        fact = recorded(
            event, len(stream) + 1, at=at, service=service, position=positions[service],
            id=an_id(f"{service} {positions[service]}"), occurred_at=at - timedelta(days=draw(st.integers(0, 60))),
            project=getattr(event, "project", None) or "common",
        )  # fmt: skip
        stream.append(fact)
        facts.append(fact)
    return facts


@st.composite
def interleavings(draw: st.DrawFn, facts: list[Recorded]) -> list[Recorded]:
    """The same facts in another order, that of each stream kept."""
    queues: dict[str, list[Recorded]] = defaultdict(list)
    for fact in facts:
        queues[f"{fact.service} {fact.stream}"].append(fact)
    turns = draw(st.permutations([f"{fact.service} {fact.stream}" for fact in facts]))
    return [queues[turn].pop(0) for turn in turns]

"""Three words for tests: given facts, when a decision, then facts or a refusal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import NAMESPACE_OID, UUID, uuid5

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken

S = TypeVar("S")
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def an_id(name: str) -> UUID:
    """The same id for the same name, so that tests read like stories."""
    return uuid5(NAMESPACE_OID, name)


def recorded(
    event: Event, n: int = 1, *, at: datetime = NOW, agency: str = "sds", service: str = "intake", **more: Any
) -> Recorded:
    """A fact as the record holds it."""
    fixed: dict[str, Any] = {
        "event": event, "id": an_id(f"{event.stream_id} {n}"), "service": service, "stream": event.stream_id,
        "version": n, "lane": 0, "occurred_at": at, "recorded_at": at, "actor": "anna", "actor_role": "caseworker",
        "agency": agency, "command_id": an_id("command"), "correlation_id": an_id("story"), "project": "PROG-2784",
        "subjects": event.subjects, "position": n,
    }  # fmt: skip
    return Recorded(**{**fixed, **more})


@dataclass(frozen=True)
class given(Generic[S]):  # noqa: N801 - reads as a word
    """The state that these facts fold to. `given(evolve, State(), *facts).when(decide, ask, …).then(*facts)`."""

    state: S

    def __init__(self, evolve: Callable[[S, Recorded], S], initial: S, *facts: Event | Recorded) -> None:
        state = initial
        for n, fact in enumerate(facts, 1):
            state = evolve(state, fact if isinstance(fact, Recorded) else recorded(fact, n))
        object.__setattr__(self, "state", state)

    def when(self, decide: Callable[..., Iterable[Event | RuleBroken]], *arguments: Any, **facts: Any) -> "decided":
        """Run a decision on the state."""
        return decided.by(lambda: decide(self.state, *arguments, **facts))


@dataclass(frozen=True)
class decided:  # noqa: N801 - reads as a word
    """What a decision came to: facts, and the rules it would break."""

    facts: tuple[Event, ...]
    broken: tuple[RuleBroken, ...]
    impossible: RuleBroken | None = None

    @classmethod
    def by(cls, decide: Callable[[], Iterable[Event | RuleBroken]]) -> "decided":
        """Collect what a decision raises and yields."""
        outcomes: list[Event | RuleBroken] = []
        impossible = None
        try:
            outcomes.extend(decide())
        except RuleBroken as rule:
            impossible = rule
        facts = tuple(o for o in outcomes if isinstance(o, Event))
        return cls(facts, tuple(o for o in outcomes if isinstance(o, RuleBroken)), impossible)

    def then(self, *facts: Event) -> None:
        """Exactly these facts, and no rule broken."""
        assert self.impossible is None, repr(self.impossible)
        assert self.broken == ()
        assert self.facts == facts

    def refuses(self, rule: type[RuleBroken], **facts: Any) -> None:
        """The first rule broken is this one, with these facts."""
        first = self.broken[0] if self.broken else self.impossible
        assert type(first) is rule, f"{first!r} instead of {rule.__name__}"
        assert facts.items() <= {**first.facts, "field": first.field}.items()

"""What a project means to reach, by indicator and quarter."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken
from services.oversight.commands import SetTarget
from services.oversight.events import TargetSet


@dataclass(frozen=True)
class Target:
    """The value that counts."""

    value: int | None = None


def set_target(target: Target, ask: SetTarget) -> Iterator[Event | RuleBroken]:
    """Set again to the same value, nothing changes."""
    if target.value != ask.value:
        yield TargetSet(project=ask.project, indicator=ask.indicator, quarter=ask.quarter, value=ask.value)


def evolve(target: Target, fact: Recorded) -> Target:
    """The newest counts."""
    return Target(fact.event.value) if isinstance(fact.event, TargetSet) else target

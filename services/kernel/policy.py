"""What a service says of each of its facts: whether it is voided and corrected, by whom, and what rests on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.kernel.command import Command
from services.kernel.event import Event, Recorded
from services.kernel.rules import RuleBroken


@dataclass(frozen=True)
class Rest:
    """Later facts of these types rest on a fact: in its own stream or the one named, where they name what `field` names."""

    types: tuple[type[Event], ...]
    field: str = ""
    stream: str = ""
    named: str = ""
    """What the later facts call it, where they call it otherwise; there it may be one of several."""
    restate: bool = False
    """Whether they say all of it again: then it is not corrected either, for what they say would stand beside."""

    def names(self, event: Event, later: Event) -> bool:
        """Whether the later fact is about what this one is about."""
        thing, named = getattr(event, self.field, None), getattr(later, self.named or self.field, None)
        return not self.field or (thing in named if isinstance(named, tuple) else thing == named)

    def stream_of(self, fact: Recorded) -> str:
        """Where the facts that rest on this one would stand."""
        return self.stream.format_map(vars(fact.event)) if self.stream else fact.stream


@dataclass(frozen=True)
class Amendable:
    """Facts of a type may be voided by who may give `command`; of their fields these may be corrected.

    A field that other facts hold too, or that a rule depends on, is no field to correct: void the fact and record it anew.
    """

    command: type[Command]
    fields: tuple[str, ...] = ()
    four_eyes: bool = False
    voidable: bool = True
    rests: tuple[Rest, ...] = ()
    check: Callable[[Any], RuleBroken | None] | None = None
    """Which rule of its command the corrected fact would break."""


@dataclass(frozen=True)
class Part:
    """Facts of this type go with the one that was recorded beside them."""

    rests: tuple[Rest, ...] = ()


@dataclass(frozen=True)
class Instead:
    """Facts of this type have a command of their own that says how it really is; without one they stand for ever."""

    command: str | None = None


Policy = Mapping[type[Event], Amendable | Part | Instead]

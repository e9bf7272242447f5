"""Refusals: what the domain answers when an ask would break one of its rules.

Exception
└── RuleBroken            409  a rule of the domain; every service's rules derive from it
    ├── Malformed         422  what was asked cannot be, whatever the state of the world
    ├── NotAllowed        403  the role may not ask for this
    ├── Unknown           404  no such thing, or it is not shared with the asker: the two look alike on purpose
    ├── Stale             412  the asker decided on an older version
    ├── NotYetDue             409  the clock asks for what is due on a later day
    ├── SubjectForgotten      409  the person's keys were destroyed
    ├── ProcessingRestricted  409  what is known of the person is kept and not used
    └── EventTooLarge     413  one event holds at most 32 KiB
"""

import re
from typing import Any, ClassVar


class RuleBroken(Exception):
    """A rule of the domain refuses. The class names the state of the world; `facts` hold ids and dates, never names."""

    status: ClassVar[int] = 409

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        super().__init__(type(self).__name__)
        self.field = field
        self.facts = facts

    @classmethod
    def problem_type(cls) -> str:
        """The stable `type` of the problem document: `UnitOccupied` gives `/problems/unit-occupied`."""
        return "/problems/" + re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @property
    def sentence(self) -> str:
        """The rule in words, from the docstring of its class."""
        return " ".join((type(self).__doc__ or type(self).__name__).split())


class Malformed(RuleBroken):
    """What was asked cannot be, whatever the state of the world."""

    status = 422


class NotAllowed(RuleBroken):
    """The asker's role may not do this."""

    status = 403


class Unknown(RuleBroken):
    """There is no such thing, or it is not shared with the asker's agency."""

    status = 404


class Stale(RuleBroken):
    """The thing has changed since the version the asker decided on."""

    status = 412


class InTheFuture(Malformed):
    """A fact cannot have happened on a day that has not come yet."""


class NotYetDue(RuleBroken):
    """What falls due on a later day has not fallen due yet."""


class KeyReused(Malformed):
    """The idempotency key was used before for another request."""


class SubjectForgotten(RuleBroken):
    """The person was forgotten; nothing new is written about them unless they come back and are readmitted."""


class ProcessingRestricted(RuleBroken):
    """What is known of a person whose data is restricted is kept and not used: nobody ranks, proposes or matches them."""


class EventTooLarge(RuleBroken):
    """One event may hold at most 32 KiB; file long lists as evidence and cite them."""

    status = 413

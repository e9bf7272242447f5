"""A command: what may be asked. Its fields are the request body, its schema the documentation."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field

from services.kernel.people import Text
from services.kernel.time import AskedMoment

WEITA = UUID("6f1f5c6e-2784-5a5e-9d0b-77656974612e")
OF_REACTIONS = "reaction:"
"""How the keys of reactions begin. Nobody else's may: a receipt under one would keep a reaction from acting."""


class Command(BaseModel):
    """The base of every ask. `occurred_at` is when it happened in the world; left out, it is now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    occurred_at: AskedMoment | None = None
    source: Annotated[Text, Field(min_length=1, max_length=200)] | None = None
    """Where an imported fact comes from, e.g. `hmis:Services/4975497_3264`; kept on the event."""

    resource: ClassVar[str] = ""


@dataclass(frozen=True)
class Caller:
    """Who asks, for which agency, with which key: from the token and the headers, never from the body."""

    actor: str
    role: str
    agency: str
    key: str
    now: datetime
    name: str = ""
    on_behalf_of: str | None = None
    causation_id: UUID | None = None
    correlation_id: UUID | None = None
    if_match: int | None = None
    body_sha256: bytes = b""
    roles: tuple[str, ...] = ()
    """All roles of the asker; `role` is the one by which they may give this command."""
    imports: bool = False
    """Whether the caller states what happened elsewhere, and asks for no decision."""

    @property
    def command_id(self) -> UUID:
        """Derived from agency and key, so that a repeated ask is the same command."""
        return uuid5(WEITA, f"{self.agency}\0{self.key}")

    def new_id(self, kind: str) -> UUID:
        """A fresh id for a thing this command brings into being; the same for every attempt of the command."""
        return uuid5(self.command_id, kind)

    @property
    def today(self) -> date:
        """The day of the ask."""
        return self.now.date()


def new_id(agency: str, key: str, kind: str) -> UUID:
    """The id that a command with this agency and key gives to its new thing; lets an importer know it beforehand."""
    return uuid5(uuid5(WEITA, f"{agency}\0{key}"), kind)


@dataclass(frozen=True)
class Receipt:
    """The answer to a command: the ids of what it recorded. Holds no personal value."""

    command_id: UUID
    recorded_at: datetime
    events: tuple[dict[str, Any], ...]
    first_position: int
    ids: dict[str, str] = field(default_factory=dict)
    replayed: bool = False
    marks: tuple[str, ...] = ()
    promise: str | None = None
    """What the writer keeps: signed, that these events will be sealed, and by when."""

    @property
    def version(self) -> int:
        """The version of the first stream written, the `ETag` of the thing that was changed."""
        return max((int(e["version"]) for e in self.events if e["stream"] == self.events[0]["stream"]), default=0)

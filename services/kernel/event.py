"""An event: a fact that happened. What a decision returns is what is stored, published and documented."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.kernel.people import Personal

COMMON = "common"
CIPHERTEXT = {
    "type": "object",
    "properties": {"kid": {"type": "string"}, "nonce": {"type": "string"}, "ct": {"type": "string"}},
    "required": ["kid", "nonce", "ct"],
    "additionalProperties": False,
}


class Event(BaseModel):
    """The base of every published fact. `stream` and `key` are patterns over the fields.

    `key` decides the Kafka partition: it must be a function of the stream, never of the event (design decision 2).
    `about` names the fields that hold the ids of the persons the fact is about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: ClassVar[int] = 1
    stream: ClassVar[str]
    key: ClassVar[str] = ""
    about: ClassVar[tuple[str, ...]] = ()
    happened: ClassVar[str] = ""
    """The field with the day it happened in the world, where the fact itself has one."""

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        """Bring the data of an older schema version to this one; personal fields come decrypted or absent."""
        del version
        return data

    @property
    def stream_id(self) -> str:
        """The stream this fact belongs to, such as `household/<id>`."""
        return type(self).stream.format_map(vars(self))

    @property
    def partition_key(self) -> str:
        """What keeps facts in one order on Kafka: the household for streams it owns, else the stream."""
        return type(self).key.format_map(vars(self)) or self.stream_id

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """The persons the fact is about."""
        found: list[UUID] = []
        for name in type(self).about:
            value = getattr(self, name)
            found.extend(value if isinstance(value, list | tuple) else [value] if value else [])
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the record, with its envelope: who, for whom, when and why."""

    event: Event
    id: UUID
    service: str
    stream: str
    version: int
    lane: int
    occurred_at: datetime
    recorded_at: datetime
    actor: str
    actor_role: str
    agency: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    on_behalf_of: str | None = None
    project: str = COMMON
    legal_basis: str = "public-task"
    subjects: tuple[UUID, ...] = ()
    marks: tuple[str, ...] = ()
    source: str | None = None
    corrects: UUID | None = None
    """The fact in whose place this one stands, where it states again what was wrong."""
    corrects_position: int = 0
    """The position of the first fact in whose place this one stands; 0 for one that stands in its own."""
    position: int = 0
    previous_position: int = 0
    wire: str = ""
    """The data as stored, byte for byte: personal fields encrypted."""

    @property
    def place(self) -> int:
        """Where in the order of its service's facts it counts: a corrected fact counts where the first one stood."""
        return self.corrects_position or self.position

    @property
    def sha256(self) -> str:
        """SHA-256 of the stored bytes."""
        return hashlib.sha256(self.wire.encode()).hexdigest()

    @property
    def type(self) -> str:
        """The stable type name, such as `FamilyEnrolled`."""
        return type(self.event).__name__


@dataclass(frozen=True, slots=True)
class Restated:
    """A fact stated again as it was: what a decision yields instead of the event alone, to stand in another's place."""

    event: Event
    corrects: Recorded


@cache
def personal_fields(event_class: type[Event]) -> Mapping[str, Personal]:
    """The personal fields of an event class, by name."""
    return {name: mark for name, field in event_class.model_fields.items() for mark in field.metadata if isinstance(mark, Personal)}


def wire_schema(event_class: type[Event]) -> dict[str, Any]:
    """The JSON Schema of the published form: a personal field is a ciphertext, its clear type under `x-clear-type`."""
    schema = event_class.model_json_schema(mode="serialization")
    for name in personal_fields(event_class):
        clear = schema["properties"][name]
        schema["properties"][name] = {"anyOf": [CIPHERTEXT, {"type": "null"}], "x-clear-type": clear}
    schema["x-schema-version"] = event_class.schema_version
    schema["x-stream"] = event_class.stream
    return schema


class Catalogue:
    """The events of one service by type name: its published language."""

    def __init__(self, service: str, *events: type[Event]) -> None:
        self.service = service
        self.by_name: dict[str, type[Event]] = {event.__name__: event for event in events}

    def load(self, name: str, version: int, data: dict[str, Any]) -> Event:
        """Rebuild an event from clear data of any schema version.

        Raises `KeyError` for a type that is not in the catalogue, `ValidationError` for data that does not fit.
        """
        event_class = self.by_name[name]
        if version < event_class.schema_version:
            data = event_class.upcast(data, version)
        return event_class.model_validate(data)

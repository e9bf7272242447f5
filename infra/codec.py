"""Between a recorded event and its stored form: JSON, encryption of personal fields, upcasting, lanes."""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError

from infra.keys import Owner, Vault, kids_of
from infra.settings import LANES
from infra.transparency import leaf
from services.kernel.event import Catalogue, Recorded, personal_fields
from services.kernel.rules import EventTooLarge


@dataclass(frozen=True)
class StoredFact(StoredEvent):
    """A row of the record: what stands in the database and, byte for byte, on Kafka."""

    id: UUID
    schema_version: int
    lane: int
    occurred_at: datetime
    envelope: str
    position: int = 0
    previous_position: int = 0
    recorded_at: datetime | None = None


def lane_of(partition_key: str) -> int:
    """The Kafka partition of a key, computed by us and never by a client library: CRC-32 modulo the partition count."""
    return zlib.crc32(partition_key.encode()) % LANES


def place_of(event_id: UUID, stream: str, version: int, type_: str, field: str) -> bytes:
    """The associated data of a personal field: the one place where its ciphertext is valid."""
    return f"{event_id}\n{stream}\n{version}\n{type_}\n{field}".encode()


class Unloadable(Exception):
    """Raised when a decision needs an event of the record that its class does not take: our fault, not the asker's."""


class Codec(Mapper[str]):
    """The mapper of our applications. Upcasters see decrypted or absent values."""

    def __init__(self, catalogue: Catalogue, vault: Vault | None) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.catalogue = catalogue
        self.vault = vault

    def ensure_keys(self, facts: Iterable[Recorded]) -> None:
        """Make the keys these facts will need, before any of them is encrypted."""
        owners = [owner for fact in facts for of_field in owners_of(fact).values() for owner in of_field]
        if owners and self.vault:
            self.vault.ensure(owners)

    def to_stored_event(self, domain_event: Any) -> StoredFact:
        """Encrypt and encode. Raises `EventTooLarge` where a leaf of the transparency log (32 KiB) cannot hold it."""
        fact: Recorded = domain_event
        data = fact.event.model_dump(mode="json")
        for name, owners in owners_of(fact).items():
            if data[name] is not None and self.vault:
                place = place_of(fact.id, fact.stream, fact.version, fact.type, name)
                data[name] = self.vault.seal(owners, data[name], place)
        state, envelope = orjson.dumps(data), orjson.dumps(envelope_of(fact))
        around = (fact.project, fact.service, fact.stream, fact.type, fact.agency, fact.actor)
        if leaf.size_of(*around, envelope, state) > leaf.LARGEST:
            raise EventTooLarge(bytes=len(state))
        return StoredFact(
            originator_id=fact.stream, originator_version=fact.version, topic=fact.type, state=state,
            id=fact.id, schema_version=fact.event.schema_version, lane=fact.lane,
            occurred_at=fact.occurred_at, envelope=envelope.decode(),
        )  # fmt: skip

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode, decrypt, upcast. Raises whatever makes the event unreadable: `Unloadable`, `KeyError`, `InvalidTag`."""
        assert isinstance(stored_event, StoredFact)
        try:
            return self.decode(stored_event)
        except ValidationError:
            raise Unloadable(f"{stored_event.topic} {stored_event.id}") from None  # the error's own words hold clear values

    def decode(self, stored: StoredFact, *, clear: bool = True) -> Recorded:
        """The recorded event; with `clear` false personal fields stay absent, and no key is needed."""
        data: dict[str, Any] = orjson.loads(stored.state)
        event_class = self.catalogue.by_name[stored.topic]
        for name in personal_fields(event_class):
            if isinstance(sealed := data.get(name), dict):
                place = place_of(stored.id, str(stored.originator_id), stored.originator_version, stored.topic, name)
                data[name] = self.vault.open(sealed, place) if clear and self.vault else None
        event = self.catalogue.load(stored.topic, stored.schema_version, data)
        return recorded(stored, self.catalogue.service, event)

    def key_ids(self, stored: StoredFact) -> list[UUID]:
        """The keys that a stored fact's personal fields need; none for a type that is not in the catalogue."""
        fields = self.personal_fields_of(stored)
        data = orjson.loads(stored.state) if fields else {}
        return [kid for name in fields if isinstance(data.get(name), dict) for kid in kids_of(data[name]["kid"])]

    def personal_fields_of(self, stored: StoredFact) -> Collection[str]:
        """The names of a stored fact's personal fields; none for a type that is not in the catalogue."""
        event_class = self.catalogue.by_name.get(stored.topic)
        return personal_fields(event_class) if event_class else ()


def owners_of(fact: Recorded) -> dict[str, tuple[Owner, ...]]:
    """Whose keys encrypt each personal field of a fact."""
    found: dict[str, tuple[Owner, ...]] = {}
    for name, mark in personal_fields(type(fact.event)).items():
        persons = getattr(fact.event, mark.of)
        if not isinstance(persons, list | tuple):
            persons = () if persons is None else (persons,)
        if persons:
            found[name] = tuple((person, mark.kind) for person in dict.fromkeys(persons))
    return found


def envelope_of(fact: Recorded) -> dict[str, Any]:
    """What the envelope holds beyond the columns of the record."""
    full = {
        "actor": fact.actor, "actorrole": fact.actor_role, "agency": fact.agency, "onbehalfof": fact.on_behalf_of,
        "commandid": fact.command_id, "causationid": fact.causation_id, "correlationid": fact.correlation_id,
        "projectcode": fact.project, "legalbasis": fact.legal_basis,
        "subjectids": list(fact.subjects) or None, "marks": list(fact.marks) or None, "sourceref": fact.source,
        "corrects": fact.corrects, "correctsposition": str(fact.corrects_position) if fact.corrects else None,
        "partitionkey": fact.event.partition_key,
    }  # fmt: skip
    return {name: value for name, value in full.items() if value is not None}


def recorded(stored: StoredFact, service: str, event: Any) -> Recorded:
    """Join a decoded event with its envelope and columns."""
    envelope: dict[str, Any] = orjson.loads(stored.envelope)
    causation, behalf, corrects = envelope.get("causationid"), envelope.get("onbehalfof"), envelope.get("corrects")
    return Recorded(
        event=event, id=stored.id, service=service,
        stream=str(stored.originator_id), version=stored.originator_version, lane=stored.lane,
        occurred_at=stored.occurred_at, recorded_at=stored.recorded_at or stored.occurred_at,
        actor=envelope["actor"], actor_role=envelope["actorrole"], agency=envelope["agency"],
        command_id=UUID(envelope["commandid"]), correlation_id=UUID(envelope["correlationid"]),
        causation_id=UUID(causation) if causation else None, on_behalf_of=behalf,
        project=envelope["projectcode"], legal_basis=envelope["legalbasis"],
        subjects=tuple(UUID(subject) for subject in envelope.get("subjectids", ())),
        marks=tuple(envelope.get("marks", ())), source=envelope.get("sourceref"),
        corrects=UUID(corrects) if corrects else None, corrects_position=int(envelope.get("correctsposition", 0)),
        position=stored.position, previous_position=stored.previous_position,
        wire=stored.state.decode(),
    )  # fmt: skip


def placed(fact: Recorded, position: int, recorded_at: datetime) -> Recorded:
    """The fact as the record has just placed it."""
    return replace(fact, position=position, recorded_at=recorded_at)

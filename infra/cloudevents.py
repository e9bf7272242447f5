"""A stored fact on Kafka: CloudEvents 1.0 in binary mode, `ce_*` headers and the stored bytes as value."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from infra.codec import StoredFact

Headers = list[tuple[str, bytes]]

_LISTS = frozenset({"subjectids", "marks"})
_ENVELOPE = (
    "actor", "actorrole", "agency", "onbehalfof", "commandid", "causationid", "correlationid",
    "projectcode", "legalbasis", "subjectids", "marks", "sourceref", "corrects", "correctsposition", "partitionkey",
)  # fmt: skip


class NotACloudEvent(ValueError):
    """Raised when a Kafka message lacks what every event of ours carries."""


def to_headers(fact: StoredFact, service: str) -> Headers:
    """The headers of one message; lists are joined by commas, as CloudEvents attributes are texts."""
    envelope: dict[str, Any] = orjson.loads(fact.envelope)
    assert fact.recorded_at is not None
    attributes = {
        "specversion": "1.0", "id": str(fact.id), "source": f"/weita/{service}", "type": fact.topic,
        "datacontenttype": "application/json", "dataschema": f"/schemas/{service}/{fact.topic}.v{fact.schema_version}.json",
        "schemaversion": str(fact.schema_version), "subject": str(fact.originator_id),
        "streamversion": str(fact.originator_version), "time": fact.recorded_at.isoformat(),
        "occurredat": fact.occurred_at.isoformat(), "lane": str(fact.lane), "position": str(fact.position),
        "previousposition": str(fact.previous_position),
    }  # fmt: skip
    for name, value in envelope.items():
        attributes[name] = ",".join(value) if name in _LISTS else value
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    return [*headers, ("content-type", b"application/json")]


def from_message(headers: Mapping[str, bytes] | Iterable[tuple[str, bytes]], value: bytes) -> tuple[str, StoredFact]:
    """Service and stored fact of a message. Raises `NotACloudEvent`."""
    try:
        at = {name: value.decode() for name, value in dict(headers).items()}
        envelope: dict[str, Any] = {name: at[f"ce_{name}"] for name in _ENVELOPE if f"ce_{name}" in at}
        for name in _LISTS & envelope.keys():
            envelope[name] = envelope[name].split(",")
        fact = StoredFact(
            originator_id=at["ce_subject"], originator_version=int(at["ce_streamversion"]), topic=at["ce_type"],
            state=value, id=UUID(at["ce_id"]), schema_version=int(at["ce_schemaversion"]), lane=int(at["ce_lane"]),
            occurred_at=datetime.fromisoformat(at["ce_occurredat"]), envelope=orjson.dumps(envelope).decode(),
            position=int(at["ce_position"]), previous_position=int(at["ce_previousposition"]),
            recorded_at=datetime.fromisoformat(at["ce_time"]),
        )  # fmt: skip
        source = at["ce_source"]
    except (KeyError, ValueError, AttributeError) as error:
        raise NotACloudEvent(str(error)) from error
    return source.rpartition("/")[2], fact

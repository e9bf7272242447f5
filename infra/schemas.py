"""What services publish, as documents kept in the repository: JSON Schemas, AsyncAPI, tables of events, reactions, access.

They are made from the catalogues, compared with what was published before, and written by `weita schemas`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from infra.processing import record_of_processing
from infra.settings import LANES, SERVICES
from services.kernel.access import ACCESS, ROLES
from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue, Event, personal_fields, wire_schema

Schema = dict[str, Any]
UNSAID = ("title", "description", "default", "examples", "$id", "$schema")


def catalogues() -> tuple[Catalogue, ...]:
    """The catalogue of every service that has one. Imported by name: machinery knows no service."""
    present = [name for name in SERVICES if find_spec(f"services.{name}") and find_spec(f"services.{name}.events")]
    return tuple(import_module(f"services.{name}.events").CATALOGUE for name in present)


def reactions() -> dict[str, Mapping[type[Event], Callable[..., Any]]]:
    """What each service does about its neighbours' facts."""
    present = [name for name in SERVICES if find_spec(f"services.{name}") and find_spec(f"services.{name}.reactions")]
    return {name: import_module(f"services.{name}.reactions").ON for name in present}


def schema_path(service: str, event: type[Event]) -> str:
    """Where the schema of an event's present version is kept under `docs`, and served."""
    return f"schemas/{service}/{event.__name__}.v{event.schema_version}.json"


def published(service: str, event: type[Event]) -> Schema:
    """The JSON Schema of an event as it goes on Kafka."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"/{schema_path(service, event)}"}
    return head | wire_schema(event) | {"x-key": event.key or event.stream}


def breaks(old: Schema, new: Schema) -> list[str]:
    """What of a published schema a newer form of the same version breaks; empty when readers and old events still fit."""
    found = [f"{name} is another" for name in ("x-stream", "x-key") if old.get(name) != new.get(name)]
    return found + list(_differences(old, new, "", old.get("$defs", {}), new.get("$defs", {})))


def _differences(old: Any, new: Any, at: str, olds: Schema, news: Schema) -> Iterator[str]:
    old, new = _resolved(old, olds), _resolved(new, news)
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() - after.keys():
        yield f"{at}{name} is gone"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{at}{name} is required now"
    for name in sorted(before.keys() & after.keys()):
        yield from _differences(before[name], after[name], f"{at}{name}.", olds, news)
    if not set(old.get("enum", ())) <= set(new.get("enum", old.get("enum", ()))):
        yield f"{at.rstrip('.')} allows fewer values"
    yield from _parts(old, new, at, olds, news)
    if _kind(old) != _kind(new):
        yield f"{at.rstrip('.') or 'the event'} has another type"


def _parts(old: Schema, new: Schema, at: str, olds: Schema, news: Schema) -> Iterator[str]:
    for part in ("items", "additionalProperties", "x-clear-type"):
        if isinstance(old.get(part), dict) and isinstance(new.get(part), dict):
            yield from _differences(old[part], new[part], at, olds, news)
    for one, other in zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False):
        yield from _differences(one, other, at, olds, news)


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref", "")
    return dict(definitions[reference.rpartition("/")[2]]) if reference else schema


def _kind(schema: Schema) -> Schema:
    """What makes the type of a value, leaving out words, and what is compared part by part."""
    apart = {*UNSAID, "properties", "required", "enum", "items", "x-clear-type", "$defs", "x-schema-version", "x-stream", "x-key"}
    kind = {name: value for name, value in schema.items() if name not in apart}
    shape = {name: True for name in ("items", "x-clear-type", "enum") if name in schema}
    if isinstance(kind.get("additionalProperties"), dict):
        kind["additionalProperties"] = "a schema"
    if "anyOf" in kind:
        kind["anyOf"] = len(kind["anyOf"])
    return kind | shape


def documents(all_of_them: Iterable[Catalogue]) -> dict[str, str]:
    """Every generated document by its path under `docs`."""
    listed = tuple(all_of_them)
    found = {
        schema_path(catalogue.service, event): json.dumps(published(catalogue.service, event), indent=1, ensure_ascii=False) + "\n"
        for catalogue in listed
        for event in catalogue.by_name.values()
    }
    tables = {"events.md": event_table(listed), "reactions.md": reaction_table(listed), "access.md": access_table()}
    tables["processing.md"] = record_of_processing(listed)
    return found | tables | {"asyncapi.yaml": as_yaml(asyncapi(listed))}


def reaction_table(all_of_them: Iterable[Catalogue]) -> str:
    """Which fact makes which other service do what."""
    lines = [
        "# What follows by itself",
        "",
        "Made by `weita schemas` from `services/*/reactions.py`.",
        "",
        "| fact | recorded by | heard by | what it does |",
        "|---|---|---|---|",
    ]
    rows = [
        _reaction_row(catalogue.service, event, name, on[event])
        for catalogue in all_of_them
        for event in catalogue.by_name.values()
        for name, on in reactions().items()
        if event in on
    ]
    return "\n".join([*lines, *dict.fromkeys(rows)]) + "\n"


def _reaction_row(service: str, event: type[Event], name: str, reaction: Callable[..., Any]) -> str:
    said = " ".join((reaction.__doc__ or "").split())
    recorded = "any other service" if event in AMENDING else service
    return f"| `{event.__name__}` | {recorded} | {name} | {said} |"


def event_table(all_of_them: Iterable[Catalogue]) -> str:
    """The page of all events, in the order of each service's story."""
    lines = [
        "# Events",
        "",
        "Made by `weita schemas` from `services/*/events`; personal fields are encrypted in the record and on Kafka.",
    ]
    for catalogue in all_of_them:
        lines += [
            "",
            f"## {catalogue.service}",
            "",
            "| event | v | says | fields | personal | stream | key | heard by |",
            "|---|---|---|---|---|---|---|---|",
        ]
        lines += [_event_row(event, catalogue.service) for event in catalogue.by_name.values()]
    return "\n".join(lines) + "\n"


def _event_row(event: type[Event], service: str) -> str:
    personal = personal_fields(event)
    clear = ", ".join(f"`{name}`" for name in event.model_fields if name not in personal)
    secret = ", ".join(f"`{name}` ({mark.kind}, of `{mark.of}`)" for name, mark in personal.items())
    says = " ".join((event.__doc__ or "").split())
    heard = ", ".join(name for name, on in reactions().items() if event in on and name != service)
    place = f"`{event.stream}` | `{event.key or event.stream}`"
    return f"| `{event.__name__}` | {event.schema_version} | {says} | {clear} | {secret or '–'} | {place} | {heard or '–'} |"


def access_table() -> str:
    """Every cell of action × role."""
    lines = [
        "# Who may do what",
        "",
        "Made by `weita schemas` from `services/kernel/access.py`, the one table that API, desk, search and export ask.",
        "",
    ]
    lines += [f"| action | {' | '.join(ROLES)} |", "|---" * (len(ROLES) + 1) + "|"]
    lines += [f"| {action} | {' | '.join('yes' if role in roles else '·' for role in ROLES)} |" for action, roles in ACCESS.items()]
    return "\n".join(lines) + "\n"


HEADERS: Mapping[str, str] = {
    "ce_specversion": "always 1.0",
    "ce_id": "event id, unique for ever",
    "ce_source": "/weita/<service>",
    "ce_type": "the event's stable type name",
    "ce_schemaversion": "the version of its schema",
    "ce_dataschema": "where its schema is served",
    "ce_subject": "the stream",
    "ce_streamversion": "its version, 1..n without holes",
    "ce_time": "when we learned it (RFC 3339, UTC)",
    "ce_occurredat": "when it happened in the world",
    "ce_partitionkey": "what keeps facts in one order",
    "ce_lane": "the partition, computed by us",
    "ce_position": "the place in the service's log",
    "ce_previousposition": "the place of the event before it in the same lane",
    "ce_actor": "who did it",
    "ce_actorrole": "in which role",
    "ce_agency": "for which agency",
    "ce_commandid": "the command it came from",
    "ce_correlationid": "the story it belongs to",
    "ce_projectcode": "the funded project, or common",
    "ce_legalbasis": "ground for processing",
    "ce_onbehalfof": "the causing person, for the system's own acts",
    "ce_causationid": "the event or command that caused it",
    "ce_subjectids": "the persons it is about, joined by commas",
    "ce_marks": "rules that an imported fact breaks, joined by commas",
    "ce_sourceref": "where an imported fact comes from",
    "ce_corrects": "id of the fact in whose place this one stands, where it states again what was wrong",
    "ce_correctsposition": "the position of the first fact in whose place this one stands",
}
SOMETIMES = {"ce_onbehalfof", "ce_causationid", "ce_subjectids", "ce_marks", "ce_sourceref", "ce_corrects", "ce_correctsposition"}


SCHEMA_FORMAT = "application/schema+json;version=draft-2020-12"
ABOUT = "CloudEvents 1.0 in Kafka binary mode. Only the services' own relay writes here."


def asyncapi(all_of_them: Iterable[Catalogue]) -> dict[str, Any]:
    """The AsyncAPI 3 document of the topics."""
    listed = tuple(all_of_them)
    names = {c.service: list(c.by_name) for c in listed}
    messages = {
        f"{c.service}.{name}": {
            "name": name, "title": " ".join((event.__doc__ or name).split()), "contentType": "application/json",
            "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
            "payload": {"schemaFormat": SCHEMA_FORMAT, "schema": {"$ref": schema_path(c.service, event)}},
        }
        for c in listed for name, event in c.by_name.items()
    }  # fmt: skip
    channels = {
        service: {
            "address": f"weita.{service}",
            "messages": {name: {"$ref": f"#/components/messages/{service}.{name}"} for name in events},
            "bindings": {"kafka": {"partitions": LANES}},
        }
        for service, events in names.items()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "WE-ITA events",
            "version": "1",
            "description": "CloudEvents 1.0 in Kafka binary mode. Only the services' own relay writes here.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {f"publish-{name}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}} for name in channels},
        "components": {"messages": messages, "schemas": {"CloudEventHeaders": _header_schema()}},
    }


def _header_schema() -> Schema:
    properties = {name: {"type": "string", "description": text} for name, text in HEADERS.items()}
    return {"type": "object", "properties": properties, "required": [name for name in HEADERS if name not in SOMETIMES]}


def as_yaml(value: Mapping[str, Any], depth: int = 0) -> str:
    """A document of mappings, lists of texts and scalars as YAML; every text is quoted as in JSON, which YAML reads."""
    lines = []
    for name, item in value.items():
        label = f"{'  ' * depth}{json.dumps(name, ensure_ascii=False) if not name.replace('_', '').isalnum() else name}:"
        if isinstance(item, Mapping) and item:
            lines.append(f"{label}\n{as_yaml(item, depth + 1)}")
        elif isinstance(item, list):
            lines.append(label + "".join(f"\n{'  ' * depth}- {json.dumps(entry, ensure_ascii=False)}" for entry in item) + "\n")
        else:
            lines.append(f"{label} {json.dumps(item, ensure_ascii=False)}\n")
    return "".join(lines)

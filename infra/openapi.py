"""What a service publishes of its HTTP interface, as an OpenAPI document: every address, every answer, every refusal by name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from infra.uploading import Upload
from infra.web import Route
from services.kernel.rules import RuleBroken

Part = dict[str, Any]

OF_HTTP: Mapping[int, Mapping[str, str]] = {
    400: {
        "unreadable": "The body is not JSON.",
        "idempotency-key-missing": "The header Idempotency-Key is needed: 1 to 200 characters.",
        "idempotency-key-reserved": "Keys that begin so belong to reactions.",
        "if-match-unreadable": 'If-Match is the ETag of the thing, such as "3".',
    },
    401: {"not-authenticated": "There is no valid token."},
    404: {"not-found": "There is nothing at this address."},
    405: {"method-not-allowed": "This address has other methods, which the header Allow names."},
    413: {"too-large": "The body is larger than may be."},
    422: {"does-not-fit": "The request does not fit the schema; `errors` names every field and what is wrong with it."},
    503: {"try-again": "The record is busy or away; send the same request again."},
}
"""The refusals of the HTTP layer itself; all others are rules."""
MEANING = {
    400: "unreadable, or no idempotency key", 401: "no valid token", 403: "not for this role",
    404: "unknown, or not shared with you", 409: "a rule of the domain refuses", 412: "changed since you read it",
    413: "too large", 422: "does not fit the schema, or cannot be", 503: "the record cannot be reached; send the same again",
}  # fmt: skip

ID = {"type": "string", "format": "uuid"}
KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "description": "Names the command: who sends the same again gets the same answer, and nothing is done twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[!-~]([ -~]*[!-~])?$"},
}  # fmt: skip
MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag on which the asker decided; the command is refused when the thing has changed since.",
    "schema": {"type": "string", "pattern": r'^(W/)?"?[0-9]{1,9}"?$'},
}  # fmt: skip
NAME = {
    "name": "Content-Disposition", "in": "header", "required": True,
    "description": "What the document is called: a name may be a person's, and stands in no address.",
    "schema": {"type": "string", "pattern": r'^attachment; filename="[A-Za-z0-9 _-]{1,50}\.pdf"$'},
}  # fmt: skip
ETAG = {"ETag": {"description": "The version of what was changed.", "required": True, "schema": {"type": "string"}}}
RECEIPT: Part = {
    "type": "object",
    "description": "What was recorded: ids, versions and positions, never a personal value.",
    "properties": {
        "command_id": ID,
        "recorded_at": {"type": "string", "format": "date-time"},
        "replayed": {"type": "boolean", "description": "Whether this is the answer to an earlier request with the same key."},
        "ids": {"type": "object", "additionalProperties": ID, "description": "By name the things that the command brought about."},
        "events": {"type": "array", "items": {"$ref": "#/components/schemas/RecordedEvent"}},
        "marks": {"type": "array", "items": {"type": "string"}, "description": "Rules that an import has broken."},
        "promise": {
            "type": "string",
            "description": "A signed note: these events will be sealed in the log, and by when. Keep it.",
        },
    },
    "required": ["command_id", "recorded_at", "replayed", "ids", "events", "marks"],
    "additionalProperties": False,
}
RECORDED: Part = {
    "type": "object",
    "properties": {
        "id": ID, "type": {"type": "string"}, "stream": {"type": "string"},
        "version": {"type": "integer", "minimum": 1}, "position": {"type": "integer", "minimum": 1},
        "sealed": {"$ref": "#/components/schemas/Sealed"},
    },
    "required": ["id", "type", "stream", "version", "position"],
    "additionalProperties": False,
}  # fmt: skip
SEALED: Part = {
    "type": "object",
    "description": "Where the event stands in the transparency log; only `/receipts/{key}` knows it, some seconds later.",
    "properties": {
        "log": {"type": "string"}, "index": {"type": "integer", "minimum": 0},
        "leaf_hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "leaf": {"type": "string", "description": "The sealed bytes, base64."},
        "proof": {"type": "string", "description": "A C2SP tlog-proof, with a witnessed checkpoint where there is one."},
        "witnessed_by": {"type": "array", "items": {"type": "string"}},
        "enough_witnesses": {"type": "boolean"},
    },
    "required": ["log", "index", "leaf_hash"],
    "additionalProperties": False,
}  # fmt: skip
MISFITS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"field": {"type": "string"}, "reason": {"type": "string"}, "kind": {"type": "string"}},
        "required": ["field", "reason", "kind"],
    },
}


def document(name: str, routes: Sequence[Route], events: Sequence[str], uploads: Sequence[Upload] = ()) -> Part:
    """The whole document of one service."""
    schemas: Part = {"Receipt": RECEIPT, "RecordedEvent": RECORDED, "Sealed": SEALED, **_problems(name)}
    paths = {route.path: {"post": _command(route, schemas)} for route in routes}
    paths |= {upload.path: {"post": _upload(upload, schemas)} for upload in uploads}
    return {
        "openapi": "3.1.0",
        "info": {"title": f"WE-ITA {name}", "version": "1", "description": "Commands in, receipts out; events tell the rest."},
        "paths": {**paths, **_operations(events)},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
        "security": [{"bearer": []}],
    }


def _command(route: Route, schemas: Part) -> Part:
    schema = route.command.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    given = {name: schema["properties"].pop(name) for name in route.path_fields}
    schema["required"] = [name for name in schema.get("required", []) if name not in given]
    done = {"content": _json({"$ref": "#/components/schemas/Receipt"}), "headers": ETAG}
    return {
        "operationId": route.command.__name__,
        "summary": (route.command.__doc__ or "").split("\n")[0],
        "tags": [route.path.split("/")[1]],
        "parameters": [*(_in_path(field, schema) for field, schema in given.items()), KEY, MATCH],
        "requestBody": {"required": bool(schema["required"]), "content": _json(schema)},
        "responses": {
            "201": {"description": "done", **done},
            "200": {"description": "done before, under the same key", **done},
            **_refusals(*MEANING),
        },
    }


def _upload(upload: Upload, schemas: Part) -> Part:
    """What is said of a document stands in the query; the body is the document."""
    schema = upload.said.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    needed = schema.get("required", [])
    asked = [
        {"name": name, "in": "query", "required": name in needed, "schema": field}
        for name, field in schema["properties"].items()
        if name != "file_name"
    ]
    done = {"content": _json({"$ref": "#/components/schemas/Receipt"}), "headers": ETAG}
    return {
        "operationId": upload.said.__name__,
        "summary": (upload.said.__doc__ or "").split("\n")[0],
        "tags": [upload.path.split("/")[1]],
        "parameters": [*asked, NAME, KEY, MATCH],
        "requestBody": {"required": True, "content": {"application/octet-stream": {}}},
        "responses": {
            "201": {"description": "stored and filed", **done},
            "200": {"description": "done before, under the same key", **done},
            **_refusals(*MEANING),
        },
    }


def _operations(events: Sequence[str]) -> Part:
    """The addresses that every service has."""
    event, version = {"type": "string", "enum": list(events)}, {"type": "string", "pattern": "^[1-9][0-9]*$"}
    receipt = {"description": "found", "content": _json({"$ref": "#/components/schemas/Receipt"}), "headers": ETAG}
    asked = _json({"type": "object", "properties": {"asked": ID}, "required": ["asked"]})
    return {
        "/commands": {"post": _batch()},
        "/receipts/{key}": {
            "get": _operation(
                "FindReceipt", "The answer to an earlier command of your agency",
                {"200": receipt, **_refusals(400, 401, 404, 503)}, [_in_path("key", {"type": "string", "minLength": 1})],
            )
        },
        "/promises.vkey": {
            "get": _operation(
                "ReadPromiseKey", "The verifier key (C2SP signed-note) by which promises are checked",
                {"200": {"description": "found", "content": {"text/plain": {"schema": {"type": "string"}}}}, **_refusals(404)}, [],
            ) | {"security": []}
        },
        "/refused-reactions/{event}/retry": {
            "post": _operation(
                "RetryReaction", "Have a refused reaction tried again",
                {"202": {"description": "asked for", "content": asked}, **_refusals(401, 403, 404, 422, 503)},
                [_in_path("event", ID)],
            )
        },
        "/schemas/{service}/{type_}.v{version}.json": {
            "get": _operation(
                "ReadSchema", "The published schema of an event",
                {"200": {"description": "found", "content": _json({"type": "object"})}, **_refusals(404)},
                [_in_path("service", {"type": "string"}), _in_path("type_", event), _in_path("version", version)],
            ) | {"security": []}
        },
        "/health": {"get": _operation("Health", "Whether the service can serve", _health(), []) | {"security": []}},
    }  # fmt: skip


def _batch() -> Part:
    lines = {"description": "one JSON document a line", "content": {"application/x-ndjson": {}}}
    said = (
        'Each line is `{"command", "key", "body", "after"?}` and is answered by a line with `status` and a Receipt or a Problem,'
        " in the order of the lines. Lines with the same `after` are done one after the other."
    )
    return _operation(
        "GiveCommands", "Many commands as JSON lines, each answered for itself",
        {"200": lines, **_refusals(401, 413, 503)}, [],
    ) | {"description": said, "requestBody": lines}  # fmt: skip


def _health() -> Part:
    told = {"status": {"const": "ok"}, "service": {"type": "string"}, "position": {"type": "integer", "minimum": 0}}
    well = {"type": "object", "properties": told, "required": list(told)}
    return {"200": {"description": "well", "content": _json(well)}, **_refusals(503)}


def _operation(name: str, summary: str, responses: Part, parameters: Sequence[Part]) -> Part:
    return {
        "operationId": name, "summary": summary, "tags": ["operations"], "parameters": list(parameters), "responses": responses,
    }  # fmt: skip


def _in_path(name: str, schema: Mapping[str, Any]) -> Part:
    return {"name": name, "in": "path", "required": True, "schema": dict(schema)}


def _json(schema: Mapping[str, Any]) -> Part:
    return {"application/json": {"schema": dict(schema)}}


def _refusals(*statuses: int) -> Part:
    return {
        str(status): {
            "description": MEANING[status],
            "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/Problem{status}"}}},
        }
        for status in statuses
    }


def _problems(service: str) -> Part:
    """For each status a schema of its problem documents: the `type` is one of those named, each with its sentence."""
    named: dict[int, dict[str, str]] = {status: dict(problems) for status, problems in OF_HTTP.items()}
    for rule in _rules(RuleBroken):
        if rule.__module__.startswith((f"services.{service}.", "services.kernel.")):
            named.setdefault(rule.status, {})[rule.problem_type().removeprefix("/problems/")] = rule("").sentence
    return {f"Problem{status}": _problem(status, types) for status, types in sorted(named.items())}


def _rules(of: type[RuleBroken]) -> Iterator[type[RuleBroken]]:
    for rule in of.__subclasses__():
        yield rule
        yield from _rules(rule)


def _problem(status: int, types: Mapping[str, str]) -> Part:
    named = [{"const": f"/problems/{name}", "description": sentence} for name, sentence in sorted(types.items())]
    said = {"type": {"oneOf": named}, "title": {"type": "string"}, "status": {"const": status}, "field": {"type": "string"}}
    return {"type": "object", "properties": {**said, "errors": MISFITS}, "required": ["type", "title", "status"]}

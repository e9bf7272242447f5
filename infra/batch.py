"""Many commands in one request, as JSON lines: each is answered for itself, and those of one household keep their order."""

from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from fastapi import Request

from infra.auth import Identity
from infra.web import Problem, Route, perform, problem_of, receipt_document

WORKERS = 16
MOST_LINES = 10_000


def run_batch(routes: Mapping[str, Route], identity: Identity, request: Request, body: bytes) -> bytes:
    """Answer each line `{"command", "key", "body", "after"?}` with a line `{"status", …}`, in the order of the lines.

    Lines with the same `after` value (a household, say) are run one after the other; others side by side, so that
    they share the record's group commit.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise Problem(413, "too-large", f"a batch may have at most {MOST_LINES} lines")
    answers: list[dict[str, Any]] = [{}] * len(lines)
    queues: dict[str, list[int]] = defaultdict(list)
    asks: dict[int, dict[str, Any]] = {}
    for n, line in enumerate(lines):
        try:
            asks[n] = orjson.loads(line)
            queues[str(asks[n].get("after", n))].append(n)
        except (orjson.JSONDecodeError, AttributeError):
            answers[n] = Problem(400, "unreadable", "the line is not a JSON object").document

    def run(queue: list[int]) -> None:
        for n in queue:
            answers[n] = _one(routes, identity, request, asks[n])

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(run, queues.values()))
    return b"\n".join(orjson.dumps(answer, default=str) for answer in answers) + b"\n"


def _one(routes: Mapping[str, Route], identity: Identity, request: Request, ask: dict[str, Any]) -> dict[str, Any]:
    try:
        route = routes.get(str(ask.get("command")))
        if route is None:
            raise Problem(422, "does-not-fit", "no such command", field="command")
        body, key = ask.get("body", {}), ask.get("key", "")
        if not isinstance(body, dict) or not isinstance(key, str):
            raise Problem(422, "does-not-fit", "body must be an object and key a text", field="body")
        path = {name: body.pop(name) for name in route.path_fields if name in body}
        receipt = perform(route, identity, request, key, _encoded(body), path)
        return {"status": 200 if receipt.replayed else 201, **receipt_document(receipt)}
    except Exception as error:
        document = problem_of(error)
        if document is None:
            raise
        return document


def _encoded(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError as error:
        raise Problem(400, "unreadable", "the body is nested too deep") from error

"""The page of a service's commands, made of its OpenAPI document: no script, nothing from another site, works offline."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import orjson

STYLE = "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto}pre{overflow:auto;background:#eee;padding:1rem}"
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "X-Content-Type-Options": "nosniff"}


def page(document: Mapping[str, Any]) -> str:
    """Every operation with its parameters, body and answers."""
    title = escape(document["info"]["title"])
    operations = [
        part
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for part in _operation(f"{method.upper()} {path}", operation)
    ]
    return "\n".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head><body>',
            f'<h1>{title}</h1><p>The same for programs: <a href="openapi.json">openapi.json</a>.</p>',
            *operations,
            "<section><h2>Schemas</h2>",
            *(_schema(name, schema) for name, schema in document["components"]["schemas"].items()),
            "</section></body></html>",
        ]
    )


def _operation(address: str, operation: Mapping[str, Any]) -> Iterable[str]:
    yield f"<section><h2><code>{escape(address)}</code></h2><p>{escape(operation.get('summary', ''))}</p><ul>"
    for parameter in operation.get("parameters", ()):
        needed = "needed" if parameter.get("required") else "optional"
        yield f"<li><code>{escape(parameter['name'])}</code> ({escape(parameter['in'])}, {needed})</li>"
    yield "</ul>"
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield _schema("Body", content.get("schema", {}))
    answers = (f"{code} {answer['description']}" for code, answer in operation["responses"].items())
    yield f"<p>{escape('; '.join(answers))}.</p></section>"


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    text = orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode()
    return f"<details><summary>{escape(name)}</summary><pre>{escape(text)}</pre></details>"

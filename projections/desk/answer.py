"""One answer, two forms: a page for people, the same content as JSON for programs."""

from datetime import UTC
from pathlib import Path
from typing import Any

import orjson
from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from projections.desk.asked import Asked
from projections.desk.asking import amends
from projections.desk.assets import Assets
from projections.desk.session import Reader, language_of, wants_json
from projections.desk.wording import Names, Words

PAGES = (
    ("auditing", "/auditing", "read every agency"),
    ("families", "/families", "read pathway"),
    ("due", "/due", "read due"),
    ("rankings", "/rankings", "read rankings"),
    ("do", "/do", "work"),
    ("duplicates", "/duplicates", "ConfirmDuplicate"),
    ("uploads", "/uploads", "upload sheets"),
    ("indicators", "/indicators", "read indicators"),
    ("figures", "/figures", "read indicators"),
    ("reports", "/reports", "read persons behind figures"),
    ("audit", "/audit", "read audit trail"),
    ("programmes", "/programmes", ""),
    ("refused", "/refused", "read refused reactions"),
)
"""The navigation: name, address and what one must be allowed to do."""
SORTED = "%Y-%m-%dT%H:%M:%S.%f"
HEADERS = {"Cache-Control": "private, no-store", "Vary": "Accept, Accept-Language, Cookie"}


class Answers:
    """Makes pages out of templates."""

    def __init__(self, assets: Assets) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "asset": assets.url, "json": _attribute, "sort_key": sort_key, "names": Names(), "amends": amends,
        }  # fmt: skip
        self.words = {language: Words(language) for language in ("it", "en")}

    def answer(
        self, request: Request, template: str, reader: Reader | None, content: dict[str, Any],
        *, shown: dict[str, Any] | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        """`content` as JSON, or the page that shows it; `shown` is what only the page needs."""
        if wants_json(request):
            return as_json(content, status)
        language = language_of(request)
        text = self.page(language, template, reader, Asked(request), request.url.path, {**content, **(shown or {})})
        return Response(text, status, HEADERS | {"Content-Language": language}, "text/html; charset=utf-8")

    def page(self, language: str, template: str, reader: Reader | None, asked: Asked, path: str, content: dict[str, Any]) -> str:
        """A whole page."""
        pages = [(name, address) for name, address, action in PAGES if reader and (not action or reader.may(action))]
        return self._templates.get_template(template).render(
            t=self.words[language],
            reader=reader,
            pages=pages,
            path=path,
            here=asked.here,
            notice=_notice(self.words[language], asked),
            **content,
        )

    def part(self, language: str, template: str, content: dict[str, Any]) -> str:
        """A part of a page, such as one line of a timeline."""
        return self._templates.get_template(template).render(t=self.words[language], **content)


def as_json(content: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """JSON, ids and days as text."""
    return Response(orjson.dumps(content, option=orjson.OPT_NON_STR_KEYS, default=str), status, HEADERS, media_type)


def sort_key(line: Any) -> str:
    """Text that sorts as timelines do, so that a browser can put a new line in its place."""
    happened, recorded = line.occurred_at.astimezone(UTC), line.recorded_at.astimezone(UTC)
    return f"{happened:{SORTED}} {recorded:{SORTED}} {line.service} {line.position:012d}"


def _notice(words: Words, asked: Asked) -> str:
    """What has just been recorded, or is on its way to the pages, as the address says it."""
    done, state = asked.text("done") or "", asked.text("state") or ""
    what = words.first(f"command.{done}", f"done.{done}", otherwise="")
    return words.first(f"do.{state}", otherwise="").format(what=what) if what else ""


def _attribute(value: Any) -> str:
    """JSON for a data attribute; Jinja escapes it."""
    return orjson.dumps(value, default=str).decode()

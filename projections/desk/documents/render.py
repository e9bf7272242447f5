"""From data to an accessible PDF (PDF/UA-1), in ten languages. Pure: the same data give the same document.

In this mode a character that no font has is an error and never a blank. Only names and titles can bring one in: they
are then written in Latin letters.
"""

import json
import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst
from anyascii import anyascii

from projections.desk.documents.controller import Controller

HERE = Path(__file__).parent
LANGUAGES = ("it", "en", "fr", "es", "ar", "uk", "bn", "ur", "sq", "zh")
RIGHT_TO_LEFT = frozenset({"ar", "ur"})
FAMILIES = ("Noto Sans", "Noto Naskh Arabic", "Noto Sans Bengali", "Noto Sans Hans")
FIRST = {"ar": "Noto Naskh Arabic", "ur": "Noto Nastaliq Urdu", "bn": "Noto Sans Bengali", "zh": "Noto Sans Hans"}
"""The letters that a language is set in; for what they lack, the others in their order."""
LEADING = {"ur": 1.1, "ar": 0.65, "bn": 0.75, "zh": 0.75}
SIZE = {"ur": 9.0, "ar": 10.0, "zh": 10.0}

Kind = Literal["notice", "consent", "certificate"]


@dataclass(frozen=True)
class Consent:
    """What is consented to; what is left out is written in by hand."""

    name: str = ""
    purpose: str = ""
    recipients: Sequence[str] = ()
    until: date | None = None


@dataclass(frozen=True)
class Certificate:
    """What a certificate says, and the address where it is checked."""

    credential: str
    name: str
    agency: str
    course: str
    hours: int
    minutes: int
    test: str | None
    completed_on: date
    issued_on: date
    code: str
    address: str
    revoked_on: date | None = None


@cache
def texts(language: str) -> Mapping[str, Any]:
    """What documents say in a language. Raises `KeyError` for one that is none of ours."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads((HERE / "texts" / f"{language}.toml").read_text())


def names() -> Mapping[str, str]:
    """The languages that we print in, each by the name its speakers give it."""
    return {language: texts(language)["name"] for language in LANGUAGES}


def notice(language: str, project: str, controller: Controller, fonts: Path) -> bytes:
    """The privacy notice (GDPR art. 13)."""
    values = {
        "project": project, "controller": controller.name, "address": controller.address, "email": controller.email,
        "dpo": controller.dpo, "authority": controller.authority, "years": controller.years,
    }  # fmt: skip
    return _made("notice", language, values, {"author": controller.name, "footer": project}, fonts)


def consent(language: str, project: str, controller: Controller, asked: Consent, fonts: Path) -> bytes:
    """The form by which a family agrees that its data are shared."""
    said = texts(language)
    values = {"name": asked.name or "_" * 30, "controller": controller.name, "email": controller.email}
    more = {
        "purpose": said["purpose"].get(asked.purpose, ""), "recipients": ", ".join(asked.recipients),
        "until": _day(language, asked.until) if asked.until else "", "author": controller.name, "footer": project,
    }  # fmt: skip
    return _made("consent", language, values, more, fonts)


def certificate(language: str, given: Certificate, fonts: Path) -> bytes:
    """The certificate of who has completed a course."""
    said = texts(language)["certificate"]
    facts = [
        (said["hours"], str(given.hours)), (said["attended"], f"{given.minutes // 60}:{given.minutes % 60:02}"),
        *([(said["test"], said["passed"])] if given.test == "passed" else []),
        (said["completed_on"], _day(language, given.completed_on)), (said["issued_on"], _day(language, given.issued_on)),
    ]  # fmt: skip
    values = {"agency": given.agency, "day": _day(language, given.revoked_on) if given.revoked_on else ""}
    more = {
        "name": given.name, "course": given.course, "facts": facts, "code": given.code, "address": given.address,
        "author": given.agency, "footer": given.credential,
    }  # fmt: skip
    return _made("certificate", language, values, more, fonts, without=() if given.revoked_on else ("revoked",))


def _day(language: str, day: date) -> str:
    return str(texts(language)["day"].format(d=day.day, m=day.month, y=day.year))


def _made(
    kind: Kind, language: str, values: Mapping[str, Any], more: Mapping[str, Any], fonts: Path, without: Sequence[str] = ()
) -> bytes:
    """The document; if a name has letters that no font has, once more in Latin letters."""
    try:
        return _compiled(kind, _data(kind, language, values, more, without), fonts)
    except typst.TypstError:
        return _compiled(kind, _data(kind, language, _latin(values), _latin(more), without), fonts)


def _data(
    kind: Kind, language: str, values: Mapping[str, Any], more: Mapping[str, Any], without: Sequence[str]
) -> Mapping[str, Any]:
    said = texts(language)
    words = {key: string.Formatter().vformat(text, (), values) for key, text in {**said["signature"], **said[kind]}.items()}
    return {
        **more, "words": words | dict.fromkeys(without, ""), "language": language, "rtl": language in RIGHT_TO_LEFT,
        "fonts": list(dict.fromkeys((FIRST.get(language, FAMILIES[0]), *FAMILIES))), "leading": LEADING.get(language, 0.65),
        "size": SIZE.get(language, 10.5),
    }  # fmt: skip


def _compiled(kind: Kind, data: Mapping[str, Any], fonts: Path) -> bytes:
    made = typst.compile(
        HERE / "templates" / f"{kind}.typ", root=HERE / "templates", font_paths=[fonts], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"], timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _latin(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: anyascii(value) if isinstance(value, str) else value for key, value in values.items()}

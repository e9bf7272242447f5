"""Cells: what a spreadsheet or a CSV file holds in one, and what it means in a column. Formulas are never worked out."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from stdnum.it import codicefiscale

from services.exchange.sheets.choices import choices
from services.exchange.sheets.problems import Wrong
from services.exchange.sheets.words import folded
from services.kernel.time import FIRST_DAY, LAST_DAY


class Unread(Enum):
    """What stands in a cell and is no value: a formula, or what a formula came to when it failed."""

    FORMULA = "formula"


Raw = str | int | float | bool | date | datetime | time | Unread
Read = Callable[[Raw], Any]

LEADS_A_FORMULA = ("=", "+", "-", "@")
LONGEST_CODE = 40
YES = frozenset({"si", "s", "yes", "y", "x", "1", "vero", "true"})
NO = frozenset({"no", "n", "0", "falso", "false"})
PRESENT, ABSENT = frozenset({"presente", "p", "si", "x"}), frozenset({"assente", "a", "no"})
WRITTEN_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
CLOCK = re.compile(r"(?P<day>.+?)(?:,|T|\s)\s*(?:ore\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::00)?", re.ASCII)


def is_blank(raw: Raw | None) -> bool:
    """Whether a cell holds nothing."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def as_text(raw: Raw) -> str:
    """A cell as text: a whole number without its decimals. Raises `Wrong`."""
    match raw:
        case Unread():
            raise Wrong("formula")
        case str():
            return unicodedata.normalize("NFC", raw.strip())
        case bool():
            return "sì" if raw else "no"
        case float() if raw.is_integer():
            return str(int(raw))
        case datetime() | date() | time():
            raise Wrong("does_not_fit")
        case _:
            return str(raw)


def contact(raw: Raw) -> str:
    """Text; a telephone number may begin with a plus."""
    text = as_text(raw)
    if text.startswith(LEADS_A_FORMULA) and not re.fullmatch(r"\+[\d ()./\-]{5,}", text, re.ASCII):
        raise Wrong("like_a_formula")
    return text


def plain(raw: Raw) -> str:
    """Text that no spreadsheet takes for a formula."""
    if (text := as_text(raw)).startswith(LEADS_A_FORMULA):
        raise Wrong("like_a_formula")
    return text


def code(raw: Raw) -> str:
    """A short code of the agency's own, in one spelling."""
    text = " ".join(plain(raw).casefold().split())
    if len(text) > LONGEST_CODE or not re.fullmatch(r"[^\W_][\w .\-/]*", text):
        raise Wrong("not_a_code")
    if is_tax_code(text):
        raise Wrong("code_is_tax_code")
    return text


def tax_code(raw: Raw) -> str:
    """A tax code of 16 characters, or a provisional one of 11 digits; a number has lost its leading zeros."""
    text = as_text(raw)
    if isinstance(raw, int | float):
        text = text.zfill(11)
    if not is_tax_code(text):
        raise Wrong("tax_code_wrong")
    return str(codicefiscale.compact(text))


def is_tax_code(text: str) -> bool:
    """Whether a text checks as a tax code."""
    return bool(codicefiscale.is_valid(text))


def chosen(name: str) -> Read:
    """The code of a list, from its code or label."""

    def read(raw: Raw) -> str:
        if (found := choices(name).code(as_text(raw))) is None:
            raise Wrong("unknown_code")
        return found

    return read


def yes_or_no(raw: Raw) -> bool:
    """Whether it is so."""
    text = folded(as_text(raw))
    if text not in YES | NO:
        raise Wrong("not_yes_or_no")
    return text in YES


def day(raw: Raw) -> date:
    """A day: a real date, dd/mm/yyyy or YYYY-MM-DD."""
    match raw:
        case datetime():
            return _in_calendar(raw.date())
        case date():
            return _in_calendar(raw)
        case str():
            return _written(raw.strip())
        case Unread():
            raise Wrong("formula")
        case _:
            raise Wrong("not_a_day")


def birth(raw: Raw) -> date | str:
    """A birth date, or as much of one as is known: `1990-05` or `1990`."""
    text = str(raw).strip() if isinstance(raw, str | int) else as_text(raw) if isinstance(raw, float) else ""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return text if FIRST_DAY.year <= int(text) <= LAST_DAY.year else _no_day("no_such_day")
    if month := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", text, re.ASCII):
        _written(f"1/{month[1]}/{month[2]}")
        return f"{month[2]}-{int(month[1]):02}"
    return day(raw)


def moment(raw: Raw) -> tuple[date, time | None] | UUID:
    """The day of a lesson, with its time where it is said; or its id."""
    if isinstance(raw, datetime):
        return _in_calendar(raw.date()), raw.time() if raw.time() != time() else None
    if isinstance(raw, str) and (name := identity(raw)):
        return name
    if isinstance(raw, str) and (said := CLOCK.fullmatch(raw.strip())):
        try:
            return day(said["day"].strip()), time(int(said["hour"]), int(said["minute"]))
        except ValueError:
            raise Wrong("not_a_day") from None
    return day(raw), None


def presence(raw: Raw) -> int | bool:
    """Minutes (a decimal comma does no harm), or whether somebody was there."""
    text = folded(as_text(raw)) if isinstance(raw, str | bool | Unread) else ""
    if text in PRESENT | ABSENT:
        return text in PRESENT
    number = raw.strip().replace(",", ".") if isinstance(raw, str) else str(raw)
    if not re.fullmatch(r"\d{1,4}(\.0+)?", number, re.ASCII):
        raise Wrong("not_minutes")
    return int(float(number))


def identity(text: str) -> UUID | None:
    """The id that a text is; None where it is none."""
    try:
        return UUID(text.strip()) if len(text.strip()) == 36 else None
    except ValueError:
        return None


def _written(text: str) -> date:
    if said := WRITTEN_DAY.fullmatch(text):
        d, m, y = map(int, said.groups())
    elif said := ISO_DAY.fullmatch(text.removesuffix("T00:00:00").removesuffix(" 00:00:00")):
        y, m, d = map(int, said.groups())
    else:
        raise Wrong("not_a_day")
    try:
        return _in_calendar(date(y, m, d))
    except ValueError:
        raise Wrong("no_such_day") from None


def _in_calendar(found: date) -> date:
    return found if FIRST_DAY <= found <= LAST_DAY else _no_day("no_such_day")


def _no_day(why: str) -> Any:
    raise Wrong(why)

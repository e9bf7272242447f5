"""Days and periods, as the programme counts them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

ROME = ZoneInfo("Europe/Rome")
"""Where a moment is said to be of a day, it is the day in Italy."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Nobody whom we meet was born before, and nothing that we write down happened; far from these arithmetic on dates breaks."""


def a_day(value: Any) -> date:
    """A day as `YYYY-MM-DD`; a number is none, nor is a moment. Raises `ValueError`."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        value = date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("a day is written YYYY-MM-DD")  # noqa: TRY004 - what pydantic turns into a refusal
    return value


def day_to_moment(value: Any) -> datetime:
    """A bare day means its first moment in UTC; a moment without a zone is read as UTC. Raises `ValueError`."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    if not isinstance(value, datetime):
        raise ValueError("a moment is written YYYY-MM-DDThh:mm:ssZ, or as a day")  # noqa: TRY004 - as above
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _parsed(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


def in_calendar(day: date) -> date:
    """The day, or moment, if a calendar in use has it. Raises `ValueError`."""
    on = day.date() if isinstance(day, datetime) else day
    if not FIRST_DAY <= on <= LAST_DAY:
        raise ValueError(f"a day lies between {FIRST_DAY} and {LAST_DAY}")
    return day


Day = Annotated[date, BeforeValidator(a_day), AfterValidator(in_calendar)]
"""A day as it may be asked; a fact has a plain `date`, so that it can always be read."""
Moment = Annotated[datetime, BeforeValidator(day_to_moment)]
AskedMoment = Annotated[
    Moment,
    AfterValidator(in_calendar),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}),
]


def end_of(day: date) -> datetime:
    """The moment at which a day is over."""
    return day_to_moment(day + timedelta(days=1))


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_on(birth: date, day: date) -> int:
    """Completed years of age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(frozen=True)
class Period:
    """Days from `start` up to and without `end`; `end` None is open."""

    start: date
    end: date | None = None

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

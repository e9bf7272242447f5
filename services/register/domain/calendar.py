"""Days and hours of the week: what lies inside what, and what meets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from services.register.events import Slot


@dataclass(frozen=True)
class Days:
    """A stretch of days, first and last included."""

    start: date
    until: date

    def contains(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.start <= day <= self.until

    def holds(self, other: "Days") -> bool:
        """Whether all days of the other are among them."""
        return self.start <= other.start and other.until <= self.until

    def common(self, other: "Days") -> "Days | None":
        """The days both have."""
        both = Days(max(self.start, other.start), min(self.until, other.until))
        return both if both.start <= both.until else None

    def has_weekday(self, weekday: int) -> bool:
        """Whether such a day of the week is among them."""
        return (weekday - self.start.isoweekday()) % 7 <= (self.until - self.start).days


def first_bare_day(days: Days, covers: Iterable[Days]) -> date | None:
    """The first of the days that no cover contains."""
    day = days.start
    for cover in sorted(covers, key=lambda c: c.start):
        if cover.contains(day):
            if cover.until >= days.until:
                return None
            day = cover.until + timedelta(1)
    return day if day <= days.until else None


def fits(shift: Slot, slots: Iterable[Slot]) -> bool:
    """Whether every minute of the shift lies in one of the slots; slots that touch count as one."""
    reached = shift.start
    for slot in sorted(slots, key=lambda s: s.start):
        if slot.weekday == shift.weekday and slot.start <= reached < slot.end:
            reached = slot.end
    return reached >= shift.end


def meet(one: Slot, other: Slot) -> bool:
    """Whether two slots share a minute of the week."""
    return one.weekday == other.weekday and one.start < other.end and other.start < one.end


def minutes_of(slots: Iterable[Slot]) -> frozenset[int]:
    """The minutes of the week that the slots hold, each once."""
    return frozenset(
        minute for slot in slots for minute in range(_minute(slot.weekday, slot.start), _minute(slot.weekday, slot.end))
    )


def _minute(weekday: int, at: time) -> int:
    return (weekday * 24 + at.hour) * 60 + at.minute

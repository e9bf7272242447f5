"""What is asked of figures: for which project, which days, as known at which cut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from infra.clock import now
from infra.settings import SERVICES
from services.kernel.time import ROME, months_after

EVERYTHING = 2**63 - 1
BEGINNING = date(2014, 1, 1)
"""Before it no project of the fund began."""


@dataclass(frozen=True, order=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """`2026-Q2`, `2026-05` or `2026` where it is a quarter, month or year; else its days."""
        first = self.first
        in_quarter = f"{first.year}-Q{(first.month + 2) // 3}"
        named = {in_quarter: quarter(in_quarter), f"{first:%Y-%m}": month(first), f"{first.year}": year(first.year)}
        return next((name for name, one in named.items() if one == self), f"{self.first}/{self.last}")

    @property
    def whole(self) -> bool:
        """Whether it is made of whole months: a day more or less would open a cell."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def months(self) -> list["Period"]:
        """The months that it touches, cut at its ends."""
        found, first = [], self.first.replace(day=1)
        while first <= self.last:
            whole = month(first)
            found.append(Period(max(whole.first, self.first), min(whole.last, self.last)))
            first = months_after(first, 1)
        return found


def month(first: date) -> Period:
    """The month of a day."""
    start = first.replace(day=1)
    return Period(start, months_after(start, 1) - timedelta(days=1))


def quarter(name: str) -> Period:
    """The quarter `2026-Q2`. Raises `ValueError`."""
    told, _, number = name.partition("-Q")
    if number not in {"1", "2", "3", "4"}:
        raise ValueError(name)
    start = date(int(told), int(number) * 3 - 2, 1)
    return Period(start, months_after(start, 3) - timedelta(days=1))


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def quarters(number: int) -> list[Period]:
    """Those of a year."""
    return [quarter(f"{number}-Q{n}") for n in range(1, 5)]


def today() -> date:
    """The day in Italy."""
    return now().astimezone(ROME).date()


@dataclass(frozen=True)
class Scope:
    """Of which project (all, where it is None), as known at which cut: the last position of each service (now, where it is None).

    `day` is today, to which an open stay is counted; for a period that is over it does not matter.
    """

    project: str | None = None
    cut: Mapping[str, int] | None = None
    day: date | None = None

    def values(self, periods: Sequence[Period]) -> dict[str, Any]:
        """What every question needs."""
        cut = {service: EVERYTHING if self.cut is None else self.cut.get(service, 0) for service in SERVICES}
        return {
            "project": self.project, "today": self.day or today(), "cut": cut["intake"],
            **{f"upto_{service}": position for service, position in cut.items()},
            "firsts": [period.first for period in periods], "lasts": [period.last for period in periods],
            "bounds": sorted({day for one in periods for day in (one.first, one.last + timedelta(days=1))}),
            "since": min(period.first for period in periods), "until": max(period.last for period in periods),
        }  # fmt: skip

"""What the address asks for: filters, dates and cursors. An empty field of a form asks for nothing."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request

ROME = ZoneInfo("Europe/Rome")
NOT_KEPT = frozenset({"lang", "format", "done", "state"})
"""What an address says once: the language, the form of the answer, and what has just been recorded."""


class Unreadable(Exception):
    """Raised for a value in the address that cannot be read; the message names the field."""


class Asked:
    """The query of a request, read field by field."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def text(self, name: str, longest: int = 200) -> str | None:
        """Text, None where there is none."""
        value = self._request.query_params.get(name, "").strip()
        if len(value) > longest or "\0" in value:
            raise Unreadable(name)
        return value or None

    def one_of(self, name: str, choices: tuple[str, ...]) -> str | None:
        """One of the choices."""
        value = self.text(name)
        if value and value not in choices:
            raise Unreadable(name)
        return value

    def day(self, name: str) -> date | None:
        """A day such as `2026-03-31`."""
        value = self.text(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError as error:
            raise Unreadable(name) from error

    def moment(self, name: str) -> datetime | None:
        """A moment; without a zone it is Italian time, and a bare day means its end."""
        value = self.text(name)
        if not value:
            return None
        try:
            if len(value) == 10:
                return datetime.combine(date.fromisoformat(value) + timedelta(days=1), time(), ROME).astimezone(UTC)
            moment = datetime.fromisoformat(value)
        except (ValueError, OverflowError) as error:
            raise Unreadable(name) from error
        return (moment if moment.tzinfo else moment.replace(tzinfo=ROME)).astimezone(UTC)

    def name(self, name: str) -> UUID | None:
        """An id."""
        value = self.text(name)
        return as_uuid(value, name) if value else None

    def here(self, **changes: str | None) -> str:
        """This page's address with some fields changed, and those that are None or empty left out."""
        query = {key: value for key, value in self._request.query_params.items() if key not in NOT_KEPT} | changes
        kept = {key: value for key, value in query.items() if value}
        return self._request.url.path + (f"?{urlencode(kept)}" if kept else "")


def as_uuid(value: str, name: str) -> UUID:
    """Raises `Unreadable` for text that is no id."""
    try:
        return UUID(value)
    except ValueError as error:
        raise Unreadable(name) from error

"""The only clock of the programs; the record has its own, `weita_now()` in the database."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)

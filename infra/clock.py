"""The only clock of the programs; the record has its own, `weita_now()` in the database.

A demonstration tells a year on its own days: both clocks are behind by the same time, ours by what a file of the data folder
says. Programs that decide look at it; every start of the system takes it away, and nothing but the sample year writes it.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

FILE = "story.behind"


class Follow:
    """Which data folder's file this program's clock follows, if any."""

    file: Path | None = None


def follow(data: Path) -> None:
    """From now on be behind by what this data folder says."""
    Follow.file = data / FILE


def set_behind(data: Path, past: timedelta) -> None:
    """Let the programs of a data folder be behind by so much; not at all takes the file away."""
    file = data / FILE
    if past <= timedelta():
        file.unlink(missing_ok=True)
        return
    written = file.with_suffix(".new")
    written.write_text(str(past.total_seconds()))
    written.replace(file)


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC) - _behind()


def _behind() -> timedelta:
    try:
        return timedelta(seconds=float(Follow.file.read_text())) if Follow.file else timedelta()
    except FileNotFoundError:
        return timedelta()

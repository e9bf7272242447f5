"""Steps laid out by day on disk: a year of twenty thousand families is told in the memory that one town takes."""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from services.exchange.simulated.plot import Step

PORTION = 4000
"""So many steps of one day are in memory at a time."""


class Spool:
    """A folder with one file per day; what was laid down first comes first. Only this program reads what it has written."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="weita-story-")
        self.count = 0
        self.last: dict[str, Step] = {}
        """The last step of each queue that is to be accepted."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._folder.cleanup()

    def lay(self, steps: Iterable[Step]) -> None:
        """Lay steps down, each on its day."""
        days: dict[date, list[Step]] = {}
        for step in steps:
            days.setdefault(step.on, []).append(step)
            if not step.refused:
                self.last[step.queue] = step
        for day, told in days.items():
            with self._file(day).open("ab") as file:
                pickle.dump(told, file, pickle.HIGHEST_PROTOCOL)
            self.count += len(told)

    def days(self) -> Iterator[tuple[date, Iterator[Sequence[Step]]]]:
        """The days in their order, each in portions. A queue's steps of one day stay together."""
        for file in sorted(Path(self._folder.name).iterdir()):
            yield date.fromisoformat(file.stem), self._portions(file)

    def _portions(self, file: Path) -> Iterator[Sequence[Step]]:
        portion: list[Step] = []
        with file.open("rb") as lines:
            while lines.peek(1):
                portion += pickle.load(lines)  # noqa: S301 - written above, in a folder of this process alone
                if len(portion) >= PORTION:
                    yield portion
                    portion = []
        if portion:
            yield portion

    def _file(self, day: date) -> Path:
        return Path(self._folder.name) / f"{day}.day"

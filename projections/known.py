"""What was known at a moment: a cut of the record, asked from the record itself.

Until the sequencer notes cuts with its checkpoints, a moment is turned into the last position of every log by then;
the answer names those positions, and says whether the read model has reached them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg_pool import ConnectionPool

from infra.settings import LANES, SERVICES, Settings


@dataclass(frozen=True)
class Cut:
    """The last position of every lane of every log at a moment."""

    lanes: Mapping[tuple[str, int], int]

    @classmethod
    def at(cls, positions: Mapping[str, int]) -> "Cut":
        """The cut at these positions, whichever lanes they are of."""
        return cls({(service, lane): position for service, position in positions.items() for lane in range(LANES)})

    @property
    def positions(self) -> dict[str, int]:
        """The last position of every log."""
        found: dict[str, int] = {}
        for (service, _), position in self.lanes.items():
            found[service] = max(found.get(service, 0), position)
        return found

    def reached_by(self, marks: Mapping[tuple[str, int], int]) -> bool:
        """Whether a read model with these marks holds all that was known."""
        return all(marks.get(lane, 0) >= position for lane, position in self.lanes.items())


class Known:
    """Asks the services' records for cuts."""

    def __init__(self, settings: Settings) -> None:
        self._pools = {
            name: ConnectionPool(
                settings.database(name, "weita_desk"), min_size=0, max_size=2, open=True, kwargs={"autocommit": True}
            )
            for name in SERVICES
        }

    def at(self, moment: datetime) -> Cut:
        """The cut at a moment. Raises `psycopg.OperationalError` where a record is away."""
        lanes: dict[tuple[str, int], int] = {}
        for service, pool in self._pools.items():
            with pool.connection() as connection:
                for lane, position in connection.execute("select * from weita_known_at(%s)", (moment,)).fetchall():
                    lanes[service, lane] = position
        return Cut(lanes)

    def close(self) -> None:
        """Let the connections go."""
        for pool in self._pools.values():
            pool.close()

"""Records to seal on the test run's PostgreSQL, and the sequencer that seals them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg

from infra.codec import lane_of
from infra.seal import Records, Sequencer
from infra.settings import Settings
from infra.transparency.checkpoint import parse_text
from tests.infra.transparency.logs import verified
from tests.projections.story import case_opened
from tests.projections.world import World


class Seals:
    """A record to seal, the sequencer's database and the folder of its logs, all empty at first."""

    def __init__(self, world: World) -> None:
        self.world, self.settings = world, world.settings
        self.folder = self.settings.logs
        shutil.rmtree(self.folder, ignore_errors=True)
        self.rows("truncate entry, cut, checkpoint, round, setback, origin")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        url = psycopg.conninfo.make_conninfo(self.settings.admin_url, dbname="weita_seal")
        with psycopg.connect(url, autocommit=True) as admin:
            cursor = admin.execute(query)
            return cursor.fetchall() if cursor.description else []

    def seal(self) -> int:
        """Start, seal what there is, stop; how many events."""
        with sequencer(self.settings) as one:
            one.resume()
            return sum(iter(one.round, 0))

    def tell(self, count: int, project: str = "PROG-2784") -> None:
        events = [case_opened(uuid4()) for _ in range(count)]
        self.world.tell_all(events, project=project)

    def fill(self, service: str, count: int, project: str = "PROG-2784") -> None:
        """Many events at once, as rows: for what is about numbers."""
        key = f"household/of-{service}"
        said = {"actor": "anna", "actorrole": "caseworker", "agency": "sds", "projectcode": project, "partitionkey": key}
        self.world.admin(
            service,
            f"""insert into event (position, id, stream, version, type, schema_version, lane, previous_position,
                                   occurred_at, recorded_at, envelope, data)
                select head + n, gen_random_uuid(), 'household/' || gen_random_uuid(), 1, 'CaseOpened', 1, {lane_of(key)},
                       case n when 1 then before else head + n - 1 end, now(), clock_timestamp(),
                       '{json.dumps(said)}', '{{"household":"' || gen_random_uuid() || '","words":"' || repeat('x', 500) || '"}}'
                  from generate_series(1, {count}) n, (select coalesce(max(position), 0) as head from event) h,
                       (select coalesce(max(position), 0) as before from event where lane = {lane_of(key)}) b""",
        )

    def published(self) -> dict[str, int]:
        """What each log's checkpoint says, after the auditor's program found it in order."""
        found = {}
        for folder in sorted(self.folder.iterdir()):
            said = verified(folder)
            assert said.returncode == 0, said.stdout
            found[folder.name] = parse_text((folder / "checkpoint").read_text().split("\n\n")[0] + "\n").size
        return found


@contextmanager
def sequencer(settings: Settings) -> Iterator[Sequencer]:
    records = Records(settings)
    try:
        with psycopg.connect(settings.database("seal", "weita_sealer"), autocommit=True) as connection:
            yield Sequencer(settings, connection, records)
    finally:
        records.close()

"""What the auditor's desk is tried on: a small sealed record of its own, and a desk that reads it, in this process."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from infra.auth import issue_token
from infra.codec import StoredFact
from infra.settings import Settings
from projections.desk.app import desk_app, make_desk
from projections.desk.assets import Assets, ensure_assets
from services.oversight.events import ExpenseAccepted, ExpenseClaimed
from tests.examples.controls import CONTROLS
from tests.examples.oversight import OVERSIGHT
from tests.examples.reports import REPORTS
from tests.infra.transparency.test_seal import Seals
from tests.projections.story import ROSSI, assigned, attended, case_opened, corrected, day, enrolled, served
from tests.projections.test_ranked_again import listed
from tests.projections.world import World, a_world
from tests.spec import an_id

PAPER, OTHER = "ab" * 32, "cd" * 32
EXPENSES = [event for event in OVERSIGHT if isinstance(event, ExpenseClaimed | ExpenseAccepted)]


@dataclass
class Audited:
    """A sealed record, and a desk on it."""

    world: World
    url: str
    told: dict[str, StoredFact] = field(default_factory=dict)

    def token(self, role: str = "auditor") -> dict[str, str]:
        token = issue_token(self.world.settings, agency="autorita" if role == "auditor" else "sds", roles=[role], subject="chiara")
        return {"authorization": f"Bearer {token}"}

    def get(self, path: str, role: str = "auditor", **query: Any) -> httpx.Response:
        return httpx.get(self.url + path, params=query, headers=self.token(role), timeout=30)

    def json(self, path: str, **query: Any) -> Any:
        answer = self.get(f"{path}.json", **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def trail(self, **query: Any) -> set[str]:
        return {entry["event_id"] for entry in self.json("/audit", **query)["entries"]}

    def ids(self, *names: str) -> set[str]:
        return {str(self.told[name].id) for name in names}


def serving(settings: Settings) -> tuple[uvicorn.Server, threading.Thread]:
    app = desk_app(make_desk(settings, Assets(ensure_assets(settings.data, print))))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    return server, thread


@contextmanager
def audited_record(settings: Settings) -> Iterator[Audited]:
    """A sealed record with a control, expenses and a report, and one fact that is not sealed yet."""
    with a_world(settings) as world:
        seals = Seals(world)
        told = {
            "case": world.tell(case_opened(), occurred=day("2026-01-05"), actor="sds/lucia"),
            "enrolled": world.tell(enrolled(), occurred=day("2026-01-10")),
            "visit": world.tell(served(evidence=({"sha256": PAPER, "kind": "invoice"},)), occurred=day("2026-02-10")),
            "lesson": world.tell(attended(), occurred=day("2026-03-04")),
            "elsewhere": world.tell(
                enrolled(ROSSI, members=((an_id("rosa"), "head"),), agency="porto"), agency="porto", project="PROG-OTHER"
            ),
        }
        told["fixed"] = world.tell(corrected(told["visit"].id))
        told["stay"] = world.tell(assigned(), occurred=day("2026-02-01"))
        listed(world)
        world.tell_all([*CONTROLS, *EXPENSES, *REPORTS])
        world.project()
        seals.seal()
        told["open"] = world.tell(served(name=an_id("not sealed"), evidence=({"sha256": OTHER, "kind": "receipt"},)))
        world.project()
        server, thread = serving(settings)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield Audited(world, url, told)
        server.should_exit = True
        thread.join(20)

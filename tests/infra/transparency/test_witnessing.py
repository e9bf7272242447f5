"""The sequencer and its witnesses: enough cosign, a missing one is not waited for, one who has seen another log says so."""

import contextlib
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra import checkpoints
from infra.cli.status import _short
from infra.cli.witnesses import key_of_logs
from infra.seal import run
from infra.settings import Settings
from infra.standing import standing
from infra.transparency.note import open_note
from infra.transparency.policy import Known, of_witnesses, parse
from infra.transparency.proof import Extension
from infra.transparency.published import WITNESSED
from infra.transparency.witness import Trusted, Witness
from infra.witness import Server, keys_of
from infra.witnessing import policy_of
from tests.infra.transparency.test_seal import Seals
from tests.infra.transparency.witnesses import AT
from tests.projections.world import World, a_world

NAMES = ("alba", "borgo", "cascina")
PROJECT = "PROG-2784"


class Leaving(Server):
    """A witness that takes its open connections with it when it goes, as a process does."""

    def __init__(self, *arguments: Any) -> None:
        self.open: list[socket.socket] = []
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.append(request)
        super().process_request(request, client_address)

    def leave(self) -> None:
        self.shutdown()
        self.server_close()
        for one in self.open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Agency:
    """One agency's witness, in a thread: it can be away, and come back on its address."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.witness = Witness(folder, keys_of(folder, f"{folder.name}.example/w"), Trusted([key_of_logs(settings)]))
        self.server = Leaving(("127.0.0.1", 0), self.witness)
        self.port = self.server.server_address[1]
        self.server.server_close()
        self.here = False

    @property
    def known(self) -> Known:
        return Known(self.witness.verifiers[0].name.split(".")[0], self.witness.verifiers[0], f"http://127.0.0.1:{self.port}")

    def come(self) -> None:
        self.here = True
        self.server = Leaving(("127.0.0.1", self.port), self.witness)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def go(self) -> None:
        if self.here:
            self.server.leave()
        self.here = False


class Watched(Seals):
    """A record that is sealed, and three agencies who may cosign."""

    def __init__(self, world: World, folder: Path) -> None:
        super().__init__(world)
        self.rows("truncate cosignature, witnessed, refusal")
        self.agencies = {name: Agency(folder / name, self.settings) for name in NAMES}
        policy = folder / "policy"
        policy.write_text(of_witnesses(2, [agency.known for agency in self.agencies.values()]))
        self.settings = Settings(data=self.settings.data, database_url=self.settings.database_url, witnesses=policy)
        self.reader = psycopg.connect(self.settings.database("seal", "weita_service"), autocommit=True)

    @contextmanager
    def sealing(self) -> Iterator[None]:
        stopping = threading.Event()
        thread = threading.Thread(target=run, args=(self.settings, stopping))
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join(30)

    def witnessed(self) -> int:
        found = checkpoints.last_witnessed(self.reader, PROJECT)
        return found.size if found else 0

    def cosigners(self, size: int) -> set[str]:
        found = checkpoints.checkpoint_for(self.reader, PROJECT, size)
        return set(found.cosigned_by) if found else set()


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def watched(stack_servers: Settings, tmp_path: Path) -> Iterator[Watched]:
    with a_world(stack_servers) as world:
        made = Watched(world, tmp_path)
        yield made
        for agency in made.agencies.values():
            agency.go()
        made.reader.close()
        made.rows("truncate cosignature, witnessed, refusal")


def test_a_checkpoint_is_witnessed_by_enough_and_shown_with_their_lines(watched: Watched):
    for agency in watched.agencies.values():
        agency.come()
    watched.tell(3)
    with watched.sealing():
        until(lambda: watched.cosigners(3) == set(NAMES))
        watched.tell(2)
        until(lambda: watched.cosigners(5) == set(NAMES))
    assert watched.witnessed() == 5
    folder = watched.settings.logs / PROJECT
    noted = checkpoints.newest(watched.reader, PROJECT)
    assert noted
    assert noted.witnessed_at
    assert noted.note == (folder / "checkpoint").read_text() == (folder / WITNESSED).read_text()
    keys = [agency.witness.verifiers[0] for agency in watched.agencies.values()]
    assert open_note(noted.note, keys)[1] == keys
    assert watched.published() == {PROJECT: 5}, "verify.py reads it all the same"
    policy = parse((folder / "keys" / "policy").read_text())
    assert policy == policy_of(watched.settings)
    assert policy.said() == "2 of 3"
    assert (folder / "keys" / "witness-alba.vkey").read_text() == f"{keys[0]}\n"


def test_one_that_is_away_is_not_waited_for_and_is_brought_up_when_it_is_back(watched: Watched):
    for name in ("alba", "borgo"):
        watched.agencies[name].come()
    watched.tell(3)
    with watched.sealing():
        until(lambda: watched.witnessed() == 3)
        assert watched.cosigners(3) == {"alba", "borgo"}
        watched.agencies["borgo"].go()
        watched.tell(4)
        until(lambda: watched.cosigners(7) == {"alba"})
        assert watched.witnessed() == 3, "one of three is not enough"
        (said,) = standing(watched.reader, watched.settings)
        assert (said["under_witnessed"], said["size"], said["witnessed"]["size"], said["policy"]) == (True, 7, 3, "2 of 3")
        assert _short(said)["witnesses"] == "UNDER-WITNESSED: 4 entries lack 2 of 3, cosigned by alba"
        for name in ("borgo", "cascina"):
            watched.agencies[name].come()
        until(lambda: watched.cosigners(7) == set(NAMES))
    assert watched.witnessed() == 7
    (said,) = standing(watched.reader, watched.settings)
    assert not said["under_witnessed"]
    assert _short(said)["witnesses"] == "2 of 3, cosigned by alba, borgo, cascina"


def test_who_was_shown_another_log_refuses_and_it_is_noted_and_the_others_go_on(watched: Watched):
    """Borgo has cosigned a longer history that the record no longer holds: the log was set back."""
    watched.tell(5)
    watched.seal()
    folder = watched.settings.logs / PROJECT
    watched.agencies["borgo"].witness.add_checkpoint(str(Extension(0, (), (folder / "checkpoint").read_text())).encode(), AT)
    watched.world.admin("intake", "delete from event where position > 2")
    watched.rows("truncate entry, cut, checkpoint, round")
    shutil.rmtree(watched.folder)
    for agency in watched.agencies.values():
        agency.come()
    with watched.sealing():
        until(lambda: watched.cosigners(2) == {"alba", "cascina"})
        until(lambda: bool(watched.rows("select 1 from refusal")))
    ((witness, said),) = watched.rows("select witness, said from refusal")
    assert (witness, watched.witnessed()) == ("borgo", 2)
    assert "has seen 5 entries where the log has 2" in said
    assert standing(watched.reader, watched.settings)[0]["refusals"][0]["witness"] == "borgo"


def test_the_cut_of_a_moment_is_that_of_its_last_round(watched: Watched):
    watched.tell(3)
    watched.seal()
    first = checkpoints.cut_at(watched.reader)
    assert first
    watched.tell(2)
    watched.tell(1, project="common")
    watched.seal()
    assert checkpoints.cut_at(watched.reader, first.at) == first
    assert (first.positions["intake"], first.checkpoints[PROJECT].size, list(first.checkpoints)) == (3, 3, [PROJECT])
    last = checkpoints.cut_at(watched.reader)
    assert last
    assert (last.positions["intake"], {name: noted.size for name, noted in last.checkpoints.items()}) == (
        6,
        {PROJECT: 5, "common": 1},
    )
    assert checkpoints.cut_at(watched.reader, first.at.replace(year=2000)) is None
    assert checkpoints.logs(watched.reader) == [PROJECT, "common"]
    place = checkpoints.place_of(watched.reader, "intake", 4)
    assert place
    assert (place.log, place.index) == (PROJECT, 3)
    covering = checkpoints.covering(watched.reader, PROJECT, 3)
    assert covering
    assert covering.size == 5
    assert checkpoints.covering(watched.reader, PROJECT, 5) is None

"""The sequencer on real PostgreSQL: every event has one place, for good, whatever dies in between."""

import multiprocessing
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra.seal import LOCK, PAGE, RecordChanged, run
from infra.settings import SERVICES, Settings
from infra.transparency import leaf, merkle
from infra.transparency.published import Forked, Published
from infra.transparency.tiles import View
from tests.infra.transparency.killed import seal_until_killed
from tests.infra.transparency.logs import verified
from tests.infra.transparency.seals import Seals
from tests.projections.story import enrolled
from tests.projections.world import a_world

PATIENCE = 60


@pytest.fixture
def seals(stack_servers: Settings) -> Iterator[Seals]:
    with a_world(stack_servers) as world:
        yield Seals(world)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_event_has_one_place_in_the_log_of_its_project(seals: Seals):
    seals.tell(3)
    seals.tell(2, project="common")
    seals.tell(1)
    seals.fill("housing", 2)
    assert seals.seal() == 8
    places = seals.rows("select service, position, log, index from entry")
    told = [(service, fact.position) for service in SERVICES for fact in seals.world.stored(service)]
    assert sorted((service, position) for service, position, _, _ in places) == sorted(told)
    assert seals.published() == {"PROG-2784": 6, "common": 2}
    for name, size in seals.published().items():
        assert sorted(index for _, _, log, index in places if log == name) == list(range(size))


def test_a_leaf_holds_the_stored_bytes_and_what_the_envelope_says(seals: Seals):
    fact = seals.world.tell(enrolled())
    seals.seal()
    (row,) = seals.rows("select log, index, leaf_hash from entry")
    whole = View(seals.folder / row[0], 1).entry(0)
    sealed = leaf.parse(whole)
    assert merkle.leaf_hash(whole) == row[2]
    assert (sealed.id, sealed.stream, sealed.version, sealed.type) == (fact.id, fact.originator_id, 1, "FamilyEnrolled")
    assert (sealed.payload, sealed.envelope.decode()) == (fact.state, fact.envelope)
    assert (sealed.log, sealed.index, sealed.service, sealed.position) == (row[0], 0, "intake", fact.position)
    assert (sealed.agency, sealed.actor, sealed.recorded_at, sealed.occurred_at) == (
        "sds",
        "anna",
        fact.recorded_at,
        fact.occurred_at,
    )


def test_a_round_signs_the_logs_that_grew_and_notes_the_cut_of_all_services(seals: Seals):
    seals.tell(5)
    seals.seal()
    seals.tell(1, project="common")
    seals.fill("register", 4, project="common")
    seals.seal()
    assert seals.seal() == 0
    signed = seals.rows("select round, log, size from checkpoint order by round")
    rounds = sorted({row[0] for row in signed})
    assert [row[1:] for row in signed] == [("PROG-2784", 5), ("common", 5)], "nothing grew: nothing is signed"
    cut = {number: dict(seals.rows(f"select service, position from cut where round = {number}")) for number in rounds}
    assert cut[rounds[0]] == {"intake": 5, "housing": 0, "register": 0, "training": 0, "oversight": 0}
    assert cut[rounds[1]] == {"intake": 6, "housing": 0, "register": 4, "training": 0, "oversight": 0}


def test_events_of_several_services_stand_in_the_order_in_which_they_were_recorded(seals: Seals):
    for service in ("intake", "housing") * 3:
        seals.fill(service, 5)
    seals.fill("training", PAGE + 50)
    seals.seal()
    view = View(seals.folder / "PROG-2784", 30 + PAGE + 50)
    times = [leaf.parse(view.entry(index)).recorded_at for index in range(view.size)]
    assert times == sorted(times)


def test_every_event_can_be_proved_to_be_sealed(seals: Seals):
    seals.tell(20)
    seals.seal()
    published = Published(seals.folder / "PROG-2784", keys(seals.settings))
    head = published.newest()
    assert head is not None
    view = View(published.folder, head.size)
    for index, digest in seals.rows("select index, leaf_hash from entry"):
        assert merkle.is_included(digest, index, head.size, merkle.inclusion(index, head.size, view.hash_of), head.root)


def keys(settings: Settings) -> Any:
    from infra.seal import keys_of

    return keys_of(settings)


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.infra.transparency.killed"])


def child(settings: Settings, kill_at: int) -> BaseProcess:
    """A sequencer in a process of its own, which kills itself before its n-th step towards disk or database."""
    process = FORKS.Process(target=seal_until_killed, args=(settings.data, settings.admin_url, kill_at))
    process.start()
    return process


def test_killed_again_and_again_it_leaves_no_gap_and_no_fork(seals: Seals):
    """Before each of its first steps, then before later ones; every checkpoint ever shown is continued by the last."""
    shown: list[Path] = []
    for number, kill_at in enumerate([*range(1, 26), *random.Random(2784).sample(range(26, 80), 6), 120]):
        seals.fill("intake", 40)
        seals.fill("housing", 9, project="common")
        process = child(seals.settings, kill_at)
        busy = threading.Event()
        adding = threading.Thread(target=lambda busy=busy: add_until(seals, busy))
        adding.start()
        try:
            process.join(PATIENCE)
            assert process.exitcode == -signal.SIGKILL
        finally:
            busy.set()
            adding.join()
            process.kill()
        for file in seals.folder.glob("*/checkpoint"):
            shown.append(seals.settings.data / f"shown-{number}-{file.parent.name}")
            shutil.copy(file, shown[-1])
    seals.seal()
    assert sum(seals.published().values()) == sum(len(seals.world.stored(service)) for service in SERVICES)
    for name in seals.published():
        options = [word for file in shown if file.name.endswith(name) for word in ("--seen", file)]
        assert options
        said = verified(seals.folder / name, *options)
        assert said.returncode == 0, said.stdout


def add_until(seals: Seals, done: threading.Event) -> None:
    """Work goes on beside the sequencer, so that it has further steps to die at."""
    while not done.wait(0.2):
        seals.fill("intake", 7)


@pytest.mark.parametrize("name", ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_a_file_cut_at_any_byte_is_written_again_as_it_was(name: str, seals: Seals):
    seals.fill("intake", 300)
    seals.seal()
    whole = files(seals.folder)
    file = seals.folder / "PROG-2784" / name
    data = file.read_bytes()
    cuts = {0, 1, len(data) // 2, len(data) - 1, *random.Random(2784).sample(range(len(data)), 5)}
    for cut in sorted(cuts):
        file.write_bytes(data[:cut])
        assert seals.seal() == 0
        assert files(seals.folder) == whole, cut


def test_a_folder_that_was_lost_is_written_again_from_the_record_to_the_same_root(seals: Seals):
    seals.fill("intake", 700)
    seals.seal()
    before = files(seals.folder)
    shutil.rmtree(seals.folder)
    assert seals.seal() == 0
    assert files(seals.folder) == before, "the checkpoint too: it stands in the database as it was signed"


def test_a_record_that_was_set_back_is_not_sealed_further(seals: Seals):
    seals.fill("intake", 30)
    seals.seal()
    seals.world.admin("intake", "delete from event where position > 20")
    with pytest.raises(RecordChanged, match="intake 30 is no longer what was sealed"):
        seals.seal()
    seals.fill("intake", 40)
    with pytest.raises(RecordChanged, match="intake 30 is no longer"):
        seals.seal()


def test_a_record_that_was_edited_gives_no_second_tree(seals: Seals):
    seals.fill("intake", 30)
    seals.seal()
    before = files(seals.folder)
    seals.world.admin("intake", "update event set data = '{}' where position = 7")
    assert seals.seal() == 0, "what is sealed stays"
    assert files(seals.folder) == before
    shutil.rmtree(seals.folder / "PROG-2784/tile")
    with pytest.raises(RecordChanged, match="intake 7 is no longer what was sealed as PROG-2784 6"):
        seals.seal()


def test_a_record_with_a_gap_is_not_sealed(seals: Seals):
    seals.fill("intake", 10)
    seals.world.admin("intake", "delete from event where position = 4")
    with pytest.raises(RecordChanged, match="intake: position 4 is missing"):
        seals.seal()


def test_a_database_of_the_sequencer_that_was_set_back_signs_nothing_more(seals: Seals):
    """The folder shows more than the database knows: going on would fork the log."""
    seals.fill("intake", 30)
    seals.seal()
    seals.rows("truncate entry, cut, checkpoint, round")
    with pytest.raises(Forked, match="a checkpoint of 30 that the sequencer's database does not know"):
        seals.seal()


def test_other_keys_sign_nothing_in_this_folder(seals: Seals):
    seals.fill("intake", 3)
    seals.seal()
    seals.settings.__dict__["log_key"] = "A" * 43 + "="
    try:
        with pytest.raises(Forked, match="another signer"):
            seals.seal()
    finally:
        seals.settings.__dict__["log_key"] = None


@pytest.mark.parametrize(
    "statement", ["update entry set index = 7", "delete from entry", "truncate entry", "delete from checkpoint"]
)
def test_the_sequencer_itself_cannot_change_what_it_has_sealed(seals: Seals, statement: str):
    with (
        psycopg.connect(seals.settings.database("seal", "weita_sealer"), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@contextmanager
def sealing(settings: Settings) -> Iterator[threading.Event]:
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stopping))
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join()


def wait_for(what: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_a_second_sequencer_waits_and_takes_over(seals: Seals):
    def size() -> int:
        return int(seals.rows("select count(*) from entry")[0][0])

    seals.tell(5)
    with sealing(seals.settings) as first:
        wait_for(lambda: size() == 5)
        with sealing(seals.settings):
            seals.tell(5)
            wait_for(lambda: size() == 10)
            held = f"select count(*) from pg_locks where locktype = 'advisory' and granted and objid = {LOCK}"
            assert seals.rows(held) == [(1,)]
            first.set()
            seals.tell(5)
            wait_for(lambda: size() == 15)
    seals.seal()
    assert seals.published() == {"PROG-2784": 15}


def test_ten_thousand_leaves_a_second(seals: Seals):
    for service in SERVICES[:4]:
        seals.fill(service, 10_000)
    began, worked = time.monotonic(), time.process_time()
    assert seals.seal() == 40_000
    rate, alone = 40_000 / (time.monotonic() - began), 40_000 / (time.process_time() - worked)
    print(f"{rate:,.0f} leaves a second, {alone:,.0f} by the processor time of the sequencer alone")
    assert alone > 10_000
    assert seals.published() == {"PROG-2784": 40_000}


def test_no_event_is_taken_that_no_leaf_can_hold(seals: Seals):
    """Refused when it is recorded, so that the sequencer never meets one: the size of a leaf is known without its place."""
    fact = seals.world.tell(enrolled())
    seals.seal()
    sealed = leaf.parse(View(seals.folder / "PROG-2784", 1).entry(0))
    around = (sealed.log, sealed.service, sealed.stream, sealed.type, sealed.agency, sealed.actor)
    assert leaf.size_of(*around, fact.envelope, fact.state) == len(leaf.build(replace(sealed, index=2**40, position=2**40)))

"""A record restored to an earlier moment, with PostgreSQL's own tools: taken back whole, or gone on without under new origins."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import typer

from infra.cli import restore as commands
from infra.clock import now
from infra.comparing import compare
from infra.origins import origins
from infra.relay import KafkaIsAhead, Relay, last_records, positions_of
from infra.restoring import CannotTakeBack, Standing, look, new_origins, take_back
from infra.seal import RecordChanged
from infra.servers.postgres import binaries
from infra.settings import Settings
from infra.topics import topic_of
from infra.transparency.chain import chain, taken_up
from infra.transparency.tiles import View
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.commands import RegisterPerson
from services.kernel.command import Receipt
from tests.infra.conftest import a_caller
from tests.infra.test_relay import empty_topics, relaying, wait_for
from tests.infra.transparency.logs import verified
from tests.infra.transparency.seals import Seals, sequencer
from tests.projections.world import a_world

from infra.bundle import Bundle, Range  # isort: skip

pytestmark = pytest.mark.filterwarnings("default::DeprecationWarning:kafka")
ROWS = "select e.* from event e order by position"


class Restored(Seals):
    """A record of persons that is dumped, goes on, and is restored from the dump."""

    def begin(self) -> "Restored":
        self.people = Intake(self.world.ledgers["intake"], service_codes()).persons
        empty_topics(self.settings)
        return self

    def register(self, key: str = "") -> Receipt:
        return self.people.register_person(RegisterPerson(given_name="Amal"), a_caller(key or str(uuid4())))

    def copy(self) -> None:
        with relaying(self.settings):
            wait_for(lambda: max(positions_of(last_records(self.settings, topic_of("intake"))).values()) >= self.head())

    def head(self) -> int:
        return int(self.world.admin("intake", "select coalesce(max(position), 0) from event")[0][0])

    def dump(self, file: Path) -> None:
        self._run("pg_dump", "--format=custom", f"--file={file}", self._url())

    def restore(self, file: Path) -> None:
        """As an operator does: everything of the database is replaced by what the dump holds."""
        self._run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={self._url()}", str(file))
        self.world.ledgers["intake"].memory.clear()

    def look(self) -> Standing:
        return next(one for one in look(self.settings) if one.service == "intake")

    def _url(self) -> str:
        return psycopg.conninfo.make_conninfo(self.settings.admin_url, dbname="weita_intake")

    @staticmethod
    def _run(program: str, *words: str) -> None:
        subprocess.run([binaries() / program, *words], check=True, capture_output=True)


@pytest.fixture
def restored(stack_servers: Settings) -> Iterator[Restored]:
    with a_world(stack_servers) as world:
        yield Restored(world).begin()


def test_what_a_restore_has_lost_is_taken_back_byte_for_byte(restored: Restored, tmp_path: Path):
    restored.fill("intake", 300)
    restored.register()
    restored.seal()
    restored.dump(tmp_path / "dump")
    kept = restored.head()
    receipts = {f"key {n}": restored.register(f"key {n}") for n in range(4)}
    restored.fill("intake", 20)
    restored.seal()
    shutil.copy(restored.folder / "PROG-2784/checkpoint", tmp_path / "seen")
    receipts |= {f"key {n}": restored.register(f"key {n}") for n in range(4, 8)}
    restored.copy()
    whole, head = restored.world.admin("intake", ROWS), restored.head()

    restored.restore(tmp_path / "dump")
    assert restored.head() == kept
    with pytest.raises(RecordChanged):
        restored.seal()
    with psycopg.connect(restored._url()) as connection, pytest.raises(KafkaIsAhead):
        Relay(restored.settings, "intake", threading.Event())._held_by_kafka(connection)
    standing = restored.look()
    assert (standing.kept, standing.went_on, standing.lacking) == (kept, False, None)
    assert sorted(standing.lost) == list(range(kept + 1, head + 1)), "sealed ones from the logs, the others from Kafka"

    assert take_back(restored.settings, standing) == head - kept
    assert restored.world.admin("intake", ROWS) == whole
    assert take_back(restored.settings, standing) == 0, "doing it again does nothing"
    assert restored.look().lost == {}

    assert restored.seal() == 4 * len(receipts["key 7"].events), "those that had not been sealed"
    restored.published()
    assert verified(restored.folder / "PROG-2784", "--seen", tmp_path / "seen").returncode == 0
    compared = compare(restored.settings)
    assert (compared.events, compared.findings) == (head, [])
    for key, receipt in receipts.items():
        again = restored.register(key)
        assert (again.ids, again.events, again.first_position, again.recorded_at, again.replayed) == (
            receipt.ids, receipt.events, receipt.first_position, receipt.recorded_at, True,
        )  # fmt: skip
    assert restored.head() == head
    fresh = restored.register()
    assert restored.seal() == len(fresh.events)
    restored.copy()


def test_what_cannot_follow_on_is_not_written(restored: Restored, tmp_path: Path):
    restored.fill("intake", 10)
    restored.dump(tmp_path / "dump")
    for _ in range(5):
        restored.register()
    restored.seal()
    restored.restore(tmp_path / "dump")
    standing = restored.look()
    lost = standing.lost
    with pytest.raises(CannotTakeBack, match="position 12 is neither"):
        take_back(restored.settings, Standing("intake", 10, 10, {at: fact for at, fact in lost.items() if at != 12}))
    long_ago = lost[12].recorded_at - timedelta(days=1)
    for said, wrong in (
        ("position 12 is not the next version", replace(lost[12], originator_version=7)),
        ("position 12 does not follow", replace(lost[12], recorded_at=long_ago)),
        ("event_id_key", replace(lost[12], id=lost[13].id)),
    ):
        with pytest.raises(CannotTakeBack, match=said):
            take_back(restored.settings, Standing("intake", 10, 10, {**lost, 12: wrong}))
    assert restored.head() == 10
    with psycopg.connect(restored.settings.database("intake", "weita_service"), autocommit=True) as service:
        held = "has_function_privilege('weita_service', p.oid, 'execute')"
        assert service.execute(f"select {held} from pg_proc p where proname = 'weita_take_back'").fetchall() == [(False,)]
    assert take_back(restored.settings, standing) == len(lost)


def test_what_is_not_taken_back_is_given_up_and_a_new_log_takes_up_the_old(restored: Restored, tmp_path: Path):
    restored.fill("intake", 300)
    restored.fill("housing", 5)
    restored.fill("register", 3, project="common")
    restored.seal()
    restored.dump(tmp_path / "dump")
    shutil.copytree(restored.folder / "PROG-2784", tmp_path / "earlier")
    restored.fill("intake", 30)
    restored.fill("housing", 2)
    restored.seal()
    restored.copy()

    restored.restore(tmp_path / "dump")
    went_on = restored.head()
    restored.register()
    restored.fill("intake", 4)
    went_on = restored.head() - went_on
    standing = restored.look()
    assert (standing.kept, standing.went_on, len(standing.lost)) == (300, True, 30)
    with pytest.raises(CannotTakeBack, match="other events stand from position 301 on"):
        take_back(restored.settings, standing)
    with pytest.raises(RecordChanged):
        restored.seal()

    restored.world.rows("update pathway.mark set position = 330 where service = 'intake' returning 1")
    assert new_origins(restored.settings, look(restored.settings), now()) == ["PROG-2784/2"]
    assert restored.world.rows("select max(position) from pathway.mark where service = 'intake'") in ([(300,)], [(None,)])
    with pytest.raises(CannotTakeBack, match="nothing that was sealed is lost"):
        new_origins(restored.settings, look(restored.settings), now())
    assert restored.seal() == went_on
    assert restored.published() == {"PROG-2784": 337, "PROG-2784~2": 5, "common": 3 + went_on - 4}, (
        "the log of no lost event goes on"
    )
    assert restored.seal() == 0, "a start after that finds all in order"
    second = View(restored.folder / "PROG-2784~2", 5)
    with psycopg.connect(restored.settings.database("seal", "weita_desk")) as desk:
        (shown,) = origins(desk)
    assert (shown.log, shown.takes_up, shown.size, shown.lost) == ("PROG-2784/2", "PROG-2784", 337, 30)
    assert taken_up(second.entry(0)) == (restored.folder / "PROG-2784/checkpoint").read_text()
    compared = compare(restored.settings)
    assert (compared.events, compared.unsealed, compared.findings) == (300 + went_on + 7 + 3, 0, [])
    restored.copy()
    both_are_in_the_bundle(restored, tmp_path)


def both_are_in_the_bundle(restored: Restored, tmp_path: Path) -> None:
    folders = chain(restored.folder, "PROG-2784")
    assert [folder.name for folder in folders] == ["PROG-2784", "PROG-2784~2"]
    out = tmp_path / "bundle"
    report = Bundle(restored.folder, Range("PROG-2784"), out, lambda _: None).write()
    assert report.events == 337 + 4
    said = verified(out)
    assert said.returncode == 0, said.stdout
    assert "PROG-2784/2: 5 entries" in said.stdout
    assert "takes up weita" in said.stdout
    assert verified(out, "--key", restored.folder / "PROG-2784/keys/log.vkey").returncode == 0, "one key for all logs of one name"

    shutil.copytree(tmp_path / "earlier", tmp_path / "shown/PROG-2784")
    shutil.copytree(folders[1], tmp_path / "shown" / folders[1].name)
    Bundle(tmp_path / "shown", Range("PROG-2784"), tmp_path / "shorter", lambda _: None).write()
    said = verified(tmp_path / "shorter")
    assert said.returncode == 1
    assert "does not begin with the last checkpoint" in said.stdout, "the first log is shown shorter than it was taken up"


def test_the_commands_tell_what_they_would_do_and_do_it_when_told(
    restored: Restored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data = restored.settings.data

    def check() -> tuple[int, str]:
        with pytest.raises(typer.Exit) as ended:
            commands.check(data)
        return ended.value.exit_code, capsys.readouterr().out

    restored.fill("intake", 10)
    restored.seal()
    restored.dump(tmp_path / "dump")
    restored.fill("intake", 5)
    restored.seal()
    assert check()[0] == 0
    restored.restore(tmp_path / "dump")
    code, said = check()
    assert code == 1
    assert "from position 11 on 5 events are lost" in said
    assert "weita restore take-back" in said
    commands.take_back(data)
    commands.new_origin(data)
    assert "(--yes)" in capsys.readouterr().out
    assert restored.head() == 10
    commands.take_back(data, yes=True)
    assert "intake: 5 events taken back" in capsys.readouterr().out
    assert check()[0] == 0
    restored.restore(tmp_path / "dump")
    restored.register()
    assert "the record went on meanwhile" in check()[1]
    with pytest.raises(typer.Exit):
        commands.take_back(data, yes=True)
    commands.new_origin(data, yes=True)
    assert "new logs begin: PROG-2784/2" in capsys.readouterr().out
    restored.seal()
    assert check()[0] == 0


def test_while_a_sequencer_works_no_log_is_given_up(restored: Restored):
    restored.fill("intake", 5)
    with sequencer(restored.settings) as one:
        one.resume()
        one.round()
        one._sealed._connection.execute("select pg_advisory_lock(2784100)")
        with pytest.raises(CannotTakeBack, match="a sequencer is at work"):
            new_origins(restored.settings, look(restored.settings), now())

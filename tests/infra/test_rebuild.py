"""Rebuilding: from the record alone, compared row by row at exactly the live marks, then switched; an edited row stops it."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from infra.applying import Decoder
from infra.readmodel import ReadModel, Row, Table
from infra.settings import SERVICES, Settings
from services.intake.events import PersonRegistered
from tests.projections.story import (
    AMAL,
    HADDAD,
    approved,
    assigned,
    attended,
    case_opened,
    completed,
    consented,
    corrected,
    enrolled,
    exited,
    joined,
    left,
    released,
    served,
    voided,
    withdrawn,
)
from tests.projections.world import World, a_world
from tests.spec import an_id

from infra.projecting import Projecting  # isort: skip - kafka-python comes with tests.projections.world
from infra.rebuilding import Rebuilding, Report  # isort: skip
from projections import people, rebuild  # isort: skip
from projections.delivery import TABLES, deliver  # isort: skip
from projections.models import MODELS, catalogues, model  # isort: skip

PATHWAY, TRAIL = model("pathway"), model("audit_trail")


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        yield made


def tell_a_mixed_history(world: World) -> None:
    """Every service, late and corrected entries, comings and goings, several households."""
    for n in range(8):
        name, head = an_id(f"family {n}"), an_id(f"head {n}")
        world.tell(PersonRegistered(person=head, given_name=f"Nome {n}", family_name="Díaz"))
        world.tell(case_opened(name, head))
        world.tell(enrolled(name, members=((head, "head"), (an_id(f"second {n}"), "02"))))
        visit = world.tell(served(household=name, recipients=(head,), name=an_id(f"visit {n}"), on=date(2026, 2, 1) + timedelta(n)))
        if n % 2:
            world.tell(corrected(visit.id, household=name, recipients=(head,), name=an_id(f"visit {n}")))
        if n % 3 == 0:
            world.tell(voided(visit.id, household=name, recipients=(head,), name=an_id(f"visit {n}")))
        world.tell(assigned(name, (head,), name=an_id(f"stay {n}")))
        world.tell(attended(person=head, session=f"lesson {n}"))
        world.tell(approved(name=an_id(f"hours {n}"), household=name))
    world.tell(enrolled())
    for event in (joined(), left(), consented(), withdrawn(), assigned(), released(), completed(), exited()):
        world.tell(event)


def live_worker(world: World) -> Projecting:
    worker = Projecting(world.settings, MODELS, catalogues(), lambda connection, done: deliver(connection, done["pathway"].facts))
    worker.prepare(TABLES)
    return worker


def let_go(worker: Projecting) -> None:
    worker._drop()
    for connection in worker.records._open.values():
        connection.close()
    for codec in worker.decoder._codecs.values():
        codec.vault._pool.close()


def rebuilt(world: World, which: ReadModel, replace_: str | None = None) -> Report:
    return Rebuilding(world.url, which, world.decoder, world.records, lambda *_: None).run(replace_)


@pytest.mark.parametrize("which", MODELS, ids=lambda which: which.name)
def test_the_rebuilt_rows_equal_the_live_ones(world: World, which: ReadModel):
    tell_a_mixed_history(world)
    world.project()
    before, marks = world.replayed(which), world.rows(f"select * from {which.name}.mark order by 1, 2")
    generation = world.rows(f"select id from {which.name}.generation")
    report = rebuilt(world, which)
    assert (report.same, report.switched, report.new_version) == (True, True, False)
    assert report.events == sum(len(world.stored(service)) for service in which.services)
    assert report.rows == sum(len(rows) for rows in before.values())
    assert world.replayed(which) == before
    assert world.rows(f"select * from {which.name}.mark order by 1, 2") == marks
    assert world.rows(f"select id from {which.name}.generation") != generation, "open pages are told to reload"


def test_a_live_read_model_that_lags_is_rebuilt_to_its_own_marks_and_goes_on_from_there(world: World):
    tell_a_mixed_history(world)
    world.project(world.messages()[:40])
    before = world.replayed(TRAIL)
    assert rebuilt(world, TRAIL).switched
    assert world.replayed(TRAIL) == before
    world.project()
    assert len(world.replayed(TRAIL)["entry"]) == len(world.messages())


def test_the_desk_may_read_what_was_rebuilt(world: World):
    tell_a_mixed_history(world)
    world.project()
    rebuilt(world, PATHWAY)
    with psycopg.connect(world.settings.database("read", "weita_desk")) as desk:
        assert desk.execute("select count(*) from pathway.line").fetchone() != (0,)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            "update pathway.line set data = '{\"code\": \"A9\"}' where type = 'FamilyExited'",
            {"live": {"line": 1}, "rebuilt": {"line": 1}},
        ),
        ("delete from pathway.line where type = 'FamilyExited'", {"live": {}, "rebuilt": {"line": 1}}),
        ("insert into pathway.about values (gen_random_uuid(), gen_random_uuid())", {"live": {"about": 1}, "rebuilt": {}}),
    ],
    ids=["changed", "deleted", "added"],
)
def test_an_edited_row_stops_the_switch_and_is_named(world: World, edit: str, told):
    tell_a_mixed_history(world)
    world.project()
    world.read.execute(edit)
    edited = world.replayed(PATHWAY)
    report = rebuilt(world, PATHWAY)
    assert not report.switched
    assert {"live": report.only_live, "rebuilt": report.only_rebuilt} == told
    table = next(iter({**report.only_live, **report.only_rebuilt}))
    assert report.samples
    assert all(sample.startswith(f"{table}, only ") for sample in report.samples)
    assert world.replayed(PATHWAY) == edited, "the live rows are left as they are"
    assert world.rows("select 1 from pg_namespace where nspname = 'pathway_next'") == []


def test_with_a_reason_the_switch_goes_on_and_the_differences_are_kept(world: World):
    tell_a_mixed_history(world)
    world.project()
    true = world.replayed(PATHWAY)
    world.read.execute("delete from pathway.line where type = 'FamilyExited'")
    assert rebuilt(world, PATHWAY, "restored by hand").switched
    assert world.replayed(PATHWAY) == true
    ((reason, found),) = world.rows("select reason, found from delivery.rebuild_difference")
    assert (reason, found["only_rebuilt"]) == ("restored by hand", {"line": 1})


def test_the_command_ends_with_three_and_names_the_table_when_it_does_not_switch(world: World, monkeypatch, capsys):
    tell_a_mixed_history(world)
    world.project()
    for name, value in {"DATA": str(world.settings.data), "DATABASE_URL": world.settings.admin_url}.items():
        monkeypatch.setenv(f"WEITA_{name}", value)
    monkeypatch.setattr(rebuild, "decoder_of", lambda *_: world.decoder)  # their connections are closed by the world
    monkeypatch.setattr(rebuild, "records_of", lambda *_: world.records)
    world.read.execute("update indicators.counted set quantity = 7 where kind = 'exit'")
    assert rebuild.main(["indicators"]) == 3
    said = capsys.readouterr().out
    assert "counted: 2 rows only live, 2 only rebuilt" in said, "an exit counts for two indicators"
    assert "NOT switched" in said
    assert rebuild.main(["all"]) == 3
    assert rebuild.main(["indicators", "--replace", "seen"]) == 0
    assert "the differences were kept" in capsys.readouterr().out
    assert rebuild.main(["all"]) == 0


def test_parked_events_are_parked_in_the_rebuilt_generation_too(world: World):
    tell_a_mixed_history(world)
    world.admin("intake", "update event set data = 'not JSON' where type = 'FamilyExited'")
    world.project()
    report = rebuilt(world, PATHWAY)
    assert (report.same, report.switched) == (True, True)
    assert world.rows("select type from pathway.parked") == [("FamilyExited",)]


def grown(which: ReadModel) -> ReadModel:
    """The next version of the pathway: one table more, one column more, another dimension for services."""
    line = which.by_name["line"]
    wider = replace(line, columns={**line.columns, "weekday": "integer"})
    extra = Table("weekday", key=("event_id",), columns={"event_id": "uuid", "weekday": "integer"})

    def when(fact):
        for row in which.when(fact):
            if row.table == "line":
                weekday = fact.occurred_at.isoweekday()
                yield Row("line", {**row.values, "weekday": weekday})
                yield Row("weekday", {"event_id": fact.id, "weekday": weekday})
            else:
                yield row

    tables = (wider, extra, *(table for table in which.tables if table is not line))
    return ReadModel(which.name, which.version + 1, tables, when)


def test_a_new_version_of_the_fold_switches_and_tells_what_changed(world: World):
    tell_a_mixed_history(world)
    world.project()
    world.read.execute("update pathway.line set dimension = 'work' where type = 'FamilyExited'")
    report = rebuilt(world, replace(PATHWAY, version=PATHWAY.version + 1))
    assert (report.switched, report.new_version, report.only_live, report.only_rebuilt) == (True, True, {"line": 1}, {"line": 1})
    assert world.rows("select fold_version from pathway.generation") == [(PATHWAY.version + 1,)]
    assert world.rows("select reason from delivery.rebuild_difference") == [("new fold version",)]


def test_a_new_version_with_other_tables_and_columns_switches_too(world: World):
    tell_a_mixed_history(world)
    world.project()
    lines = world.rows("select count(*) from pathway.line")[0][0]
    report = rebuilt(world, grown(PATHWAY))
    assert (report.switched, report.new_version) == (True, True)
    assert report.only_rebuilt == {"weekday": lines}
    assert world.rows("select count(weekday) from pathway.line") == [(lines,)]
    assert rebuilt(world, grown(PATHWAY)).same
    assert rebuilt(world, replace(PATHWAY, version=PATHWAY.version + 2)).switched, "and back again"


@contextmanager
def going_on(*works: Callable[[int], object]) -> Iterator[None]:
    """Each work again and again in a thread of its own, given the number of the turn; what fails is raised here."""
    stopping = threading.Event()

    def repeat(work: Callable[[int], object]) -> None:
        for turn in itertools.count():
            if stopping.is_set():
                return
            work(turn)

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(repeat, work) for work in works]
        try:
            yield
        finally:
            stopping.set()
        for work in running:
            work.result()


def test_a_rebuild_while_a_worker_applies_ends_at_the_live_marks_and_loses_nothing(world: World):
    tell_a_mixed_history(world)
    worker = live_worker(world)

    def write(turn: int) -> None:
        world.tell_all([served(name=an_id(f"live {turn} {m}"), household=an_id(f"family {turn % 8}")) for m in range(5)])

    with going_on(write, lambda _: worker.catch_up()):
        for which in (PATHWAY, TRAIL) * 3:
            report = Rebuilding(world.url, which, world.decoder, world.another_reader(), lambda *_: None).run()
            assert (report.same, report.switched) == (True, True), report
    worker.catch_up()
    let_go(worker)
    assert worker.holes == 0
    recorded = {fact.id for _, fact in world.messages()}
    assert {event for (event,) in world.rows("select event_id from audit_trail.entry")} == recorded
    assert rebuilt(world, PATHWAY).same
    assert rebuilt(world, TRAIL).same
    numbers = world.rows("select household, array_agg(number order by number) from delivery.family_line group by 1")
    assert all(given == list(range(1, len(given) + 1)) for _, given in numbers), "delivery numbers have no gaps"


def test_of_two_rebuilds_of_one_read_model_the_second_waits(world: World):
    tell_a_mixed_history(world)
    world.project()
    before, second = world.replayed(PATHWAY), []

    def once(*_: int) -> None:
        if not second:
            other = Rebuilding(world.url, PATHWAY, Decoder(world.codecs), world.another_reader(), lambda *_: None)
            second.append(pool.submit(other.run))
            deadline = time.monotonic() + 10
            while not world.rows("select 1 from pg_locks where locktype = 'advisory' and not granted"):
                assert time.monotonic() < deadline, "the second does not wait"

    with ThreadPoolExecutor(1) as pool:
        first = Rebuilding(world.url, PATHWAY, world.decoder, world.records, once).run(replace="a reason")
    assert (first.same, first.switched, second[0].result().same) == (True, True, True)
    assert world.replayed(PATHWAY) == before


def test_read_models_that_were_lost_are_made_again_from_the_record(world: World):
    """Where Kafka's offsets are ahead of the marks no message would say so: the worker asks the record at its start."""
    tell_a_mixed_history(world)
    world.project()
    before = world.replayed(TRAIL)
    world.read.execute("drop schema audit_trail cascade")
    worker = live_worker(world)
    worker.catch_up()
    let_go(worker)
    assert world.replayed(TRAIL) == before


def test_people_are_rebuilt_with_their_names(world: World):
    tell_a_mixed_history(world)
    world.tell(PersonRegistered(person=AMAL, given_name="José", family_name="Núñez"))
    world.project()
    assert rebuilt(world, model("people")).same
    assert people.names(world.read, [AMAL]) == {AMAL: "José Núñez"}
    for typed in ("jose", "JOSÉ", "nunez jose", "José", "ñúñez"):
        assert people.search(world.read, typed) == [AMAL], typed
    assert len(people.search(world.read, "diaz nome")) == 8
    assert people.search(world.read, r"\ 100%_") == []
    assert set(SERVICES) >= set(model("people").services)
    assert world.rows("select household from pathway.household where household = %s", HADDAD) == [(HADDAD,)]

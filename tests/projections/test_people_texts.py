"""Free text on PostgreSQL: read by fact; a read model that an older fold made is rebuilt when a worker starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from infra.readmodel import ReadModel, create_schema
from projections import people
from projections.delivery import TABLES
from projections.models import MODELS, catalogues
from services.intake.events import PersonRegistered
from services.oversight.events import ProjectNoted
from services.register.events import VolunteerApplied
from tests.projections.story import AMAL, MARCO, enrolled, served
from tests.projections.world import World
from tests.spec import an_id

from infra.projecting import NewerFold, Projecting  # isort: skip - kafka-python comes with tests.projections.world

APPLIED = VolunteerApplied(person=MARCO, agency="sds", applied_on=date(2026, 1, 5), motivation="Ho tempo")
OLD = ReadModel(
    "people", 1, (people.PERSON,), lambda fact: (r for r in people.when(fact) if r.table == "person"), clear=True,
    services=("intake",),
)  # fmt: skip


@contextmanager
def a_worker(world: World, models=MODELS) -> Iterator[Projecting]:
    worker = Projecting(world.settings, models, catalogues(), lambda *_: None)
    try:
        yield worker
    finally:
        worker._drop()
        for connection in worker.records._open.values():
            connection.close()
        for codec in worker.decoder._codecs.values():
            codec.vault._pool.close()


@pytest.fixture
def told(world: World) -> World:
    world.tell(PersonRegistered(person=AMAL, given_name="Amal"))
    world.tell(enrolled())
    world.tell(served(note="Colloquio a casa"))
    world.tell(APPLIED)
    return world


def texts(world: World) -> set[tuple[str, str]]:
    return set(world.rows("select field, value from people.text"))


def test_the_texts_of_facts_are_read_by_fact_and_field(told: World):
    told.project()
    visit = next(fact.id for fact in told.stored("intake") if fact.topic == "ServiceDelivered")
    assert people.texts(told.read, [visit, an_id("nothing")]) == {visit: {"note": "Colloquio a casa"}}
    assert people.texts(told.read, []) == {}
    assert texts(told) == {("note", "Colloquio a casa"), ("motivation", "Ho tempo")}


def test_no_text_stands_in_any_other_read_model(told: World):
    told.project()
    for model in MODELS:
        for table in model.tables:
            found = "\n".join(row[0] for row in told.rows(f"select t::text from {model.name}.{table.name} t"))
            assert ("Colloquio" in found) == (table is people.TEXT), table.name


def test_a_worker_rebuilds_what_an_older_fold_made_and_goes_on(told: World):
    told.read.execute("drop schema people cascade")
    create_schema(told.read, OLD, "people")
    told.project(models=[*(model for model in MODELS if model.name != "people"), OLD])
    with a_worker(told) as worker:
        worker.prepare(TABLES)
        worker.catch_up()
        assert told.rows("select fold_version from people.generation") == [(people.MODEL.version,)]
        assert texts(told) == {("note", "Colloquio a casa"), ("motivation", "Ho tempo")}
        assert people.names(told.read, [AMAL]) == {AMAL: "Amal"}
        generation = told.rows("select id from people.generation")
        worker.prepare(TABLES)
        assert told.rows("select id from people.generation") == generation, "the second worker has nothing to do"
        told.tell(served(note="Dopo", name=an_id("after")))
        worker.catch_up()
        assert ("note", "Dopo") in texts(told)


def test_a_service_that_came_later_is_read_from_its_beginning(told: World):
    """Read models that were made before oversight was there have no marks for it: a start adds them, and catches up."""
    told.project()
    for model in MODELS:
        told.read.execute(f"delete from {model.name}.mark where service = 'oversight'")
    event = told.tell(ProjectNoted(project="PROG-2784"))
    with a_worker(told) as worker:
        worker.prepare(TABLES)
        worker.catch_up()
    assert told.rows("select 1 from audit_trail.entry where event_id = %s", event.id) == [(1,)]


def test_an_older_program_leaves_what_a_newer_fold_made_alone(told: World):
    told.project()
    with a_worker(told, (OLD,)) as worker, pytest.raises(NewerFold):
        worker.prepare(TABLES)
    assert told.rows("select fold_version from people.generation") == [(people.MODEL.version,)]

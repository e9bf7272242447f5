"""The state on a day as known at a cut: the same bytes from live rows and from the record, in any order, zone or generation."""

import random
from datetime import UTC, date, datetime, timedelta

import orjson
import psycopg
import pytest

from infra.projecting import records_of
from infra.rebuilding import Rebuilding
from infra.replaying import Unfoldable, replayed, upto
from infra.settings import SERVICES
from projections.canonical import canonical
from projections.cuts import Head, SealedCut
from projections.models import model
from projections.replay import state
from projections.replay.state import MODELS, Question
from tests.projections.story import (
    AMAL,
    HADDAD,
    NOUR,
    ROSSI,
    SAMI,
    assessed,
    assigned,
    attended,
    case_opened,
    corrected,
    day,
    enrolled,
    exited,
    goal_set,
    handed_over,
    joined,
    left,
    moved_in,
    released,
    served,
    voided,
)
from tests.projections.world import World
from tests.spec import an_id

SIGNED = datetime(2026, 4, 1, 12, tzinfo=UTC)
HEADS = [Head("PROG-2784", 9, "cm9vdA=="), Head("PROG-OTHER", 3, "b3RoZXI="), Head("common", 4, "cm9vdDI=")]


def tell_until_april(world: World) -> None:
    """A family of three with services, one of them corrected, lessons and a home; and another family."""
    world.tell(case_opened(), occurred=day("2026-01-05"))
    world.tell(enrolled(), occurred=day("2026-01-10"))
    world.tell(joined(), occurred=day("2026-02-01"))
    world.tell(assessed(housing=1, income=2), occurred=day("2026-01-15"))
    world.tell(goal_set(), occurred=day("2026-01-20"))
    visit = world.tell(served(), occurred=day("2026-02-10"))
    world.tell(corrected(visit.id), occurred=day("2026-02-12"))
    world.tell(assigned(), occurred=day("2026-02-01"))
    world.tell(moved_in(), occurred=day("2026-02-05"))
    world.tell(attended(), occurred=day("2026-03-04"))
    world.tell(enrolled(ROSSI, members=((an_id("rosa"), "head"),), agency="porto"), occurred=day("2026-01-12"))


def tell_what_came_later(world: World) -> None:
    """Whatever could make an old answer read otherwise: late entries, corrections, a new agency, comings and goings."""
    late = world.tell(served(name=an_id("late"), on=date(2026, 2, 20)), occurred=day("2026-02-20"))
    world.tell(voided(late.id, name=an_id("late")), occurred=day("2026-02-21"))
    enrolled_at = next(fact for fact in world.stored("intake") if fact.topic == "FamilyEnrolled")
    for event in (left(), handed_over(), released(), exited()):
        world.tell(event, occurred=day("2026-05-20"))
    world.tell(case_opened(ROSSI, an_id("rosa"), agency="casa"), occurred=day("2026-05-01"))
    world.tell(enrolled(an_id("later"), members=((an_id("lia"), "head"),)), occurred=day("2026-01-01"))
    world.void(enrolled_at)


def the_cut(world: World) -> SealedCut:
    positions = {service: max((fact.position for fact in world.stored(service)), default=0) for service in SERVICES}
    return SealedCut(positions, 7, SIGNED, HEADS)


def from_the_record(world: World, question: Question, cut: SealedCut, pages=None) -> bytes:
    read = upto(world.records, cut.positions) if pages is None else pages
    with replayed(world.url, MODELS, world.decoder, read, lambda *_: None) as connection:
        return state.answer(connection, question, cut)


QUESTIONS = [
    Question(date(2026, 3, 31)),
    Question(date(2026, 1, 11), project="PROG-2784"),
    Question(date(2026, 3, 31), household=HADDAD),
    Question(date(2026, 2, 3), household=HADDAD),
    Question(date(2030, 1, 1), household=ROSSI),
    Question(date(2026, 3, 31), household=an_id("later")),
]


@pytest.fixture
def told(world: World) -> tuple[World, SealedCut]:
    """A world that has gone on after the cut."""
    tell_until_april(world)
    cut = the_cut(world)
    tell_what_came_later(world)
    world.project()
    return world, cut


@pytest.mark.parametrize("question", QUESTIONS, ids=repr)
def test_live_rows_give_at_a_cut_what_the_record_gives(told, question: Question):
    world, cut = told
    assert state.answer(world.read, question, cut) == from_the_record(world, question, cut)


def test_an_answer_is_the_same_in_any_order_of_folding_in_any_zone_and_after_a_rebuild(told):
    world, cut = told
    answers = {state.answer(world.read, question, cut): question for question in QUESTIONS}
    assert len(answers) == len(QUESTIONS)
    for seed in range(3):
        pages = shuffled(world, cut, random.Random(seed))
        assert from_the_record(world, QUESTIONS[2], cut, pages) in answers
    for name in ("pathway", "audit_trail"):
        assert Rebuilding(world.url, model(name), world.decoder, world.records, lambda *_: None).run().same
    with psycopg.connect(world.url, autocommit=True) as connection:
        for zone in ("Pacific/Auckland", "America/Los_Angeles"):
            connection.execute(f"set timezone = '{zone}'")
            assert {state.answer(connection, question, cut) for question in QUESTIONS} == answers.keys()


def shuffled(world: World, cut: SealedCut, order: random.Random):
    """Everything up to the cut, streams in any order, each stream in its own; page by page of three."""
    streams: dict[str, list] = {}
    for page in upto(world.records, cut.positions):
        for service, fact in page:
            streams.setdefault(fact.originator_id, []).append((service, fact))
    told = []
    while streams:
        name = order.choice(sorted(streams))
        told.append(streams[name].pop(0))
        if not streams[name]:
            del streams[name]
    return [told[at : at + 3] for at in range(0, len(told), 3)]


def test_what_is_asked_stands_at_its_head_with_the_logs_that_were_used(told):
    world, cut = told
    whole, project, family = (orjson.loads(state.answer(world.read, QUESTIONS[n], cut))["head"] for n in range(3))
    assert [log["log"] for log in whole["logs"]] == ["PROG-2784", "PROG-OTHER", "common"]
    assert [log["log"] for log in project["logs"]] == [log["log"] for log in family["logs"]] == ["PROG-2784", "common"]
    assert (whole["round"], whole["signed_at"]) == (7, "2026-04-01T12:00:00.000000Z")
    assert whole["logs"][0] == {"log": "PROG-2784", "size": 9, "root": "cm9vdA=="}
    assert family["asked"] == {"as_of": "2026-03-31", "known_at": None, "household": str(HADDAD), "project": None}


def test_a_day_is_told_as_it_was_known_then(told):
    world, cut = told
    then = orjson.loads(state.answer(world.read, QUESTIONS[2], cut))
    now = orjson.loads(state.answer(world.read, QUESTIONS[2], the_cut(world)))
    assert (then["family"]["agency"], then["family"]["entry"], now["family"]["entry"]) == ("sds", "2026-01-10", None)
    present = {one["person"] for one in then["family"]["members"] if one["until"] is None}
    assert present == {str(AMAL), str(SAMI), str(NOUR)}
    assert then["counts" if "counts" in then else "outcome"]["goals"][0]["dimension"] == "work"


def test_a_late_entry_shows_as_late_and_not_yet_recorded_on_the_day(told):
    world, _ = told
    lines = orjson.loads(state.answer(world.read, QUESTIONS[2], the_cut(world)))["lines"]
    (late,) = (line for line in lines if line["data"].get("delivery") == str(an_id("late")) and line["type"] == "ServiceDelivered")
    assert (late["late"], late["after_the_day"], late["voided"]) == (True, True, True)
    assert {line["late"] for line in orjson.loads(state.answer(world.read, QUESTIONS[2], told[1]))["lines"]} == {True}


def test_families_are_counted_as_they_stood(told):
    world, cut = told
    then = orjson.loads(state.answer(world.read, QUESTIONS[0], cut))
    assert then["counts"] == {"families": 2, "families_in_project": 2, "persons_in_project": 4}
    assert {one["agency"] for one in then["families"]} == {"sds", "porto"}


def test_figures_are_those_of_the_day_and_of_the_cut(told):
    world, cut = told
    then, now = (orjson.loads(state.answer(world.read, QUESTIONS[0], at))["figures"] for at in (cut, the_cut(world)))
    assert then.keys() == now.keys()
    assert (then["families_served"][""], then["persons_served"][""]) == (1, 3)
    assert then != now


def test_a_replay_is_seen_by_nobody_and_leaves_nothing_behind(told):
    world, cut = told
    before = world.rows("select nspname from pg_namespace order by 1")
    lines = world.rows("select count(*) from pathway.line")
    with replayed(world.url, MODELS, world.decoder, upto(world.records, cut.positions), lambda *_: None) as connection:
        inside = connection.execute("select count(*) from pathway.line").fetchall()
        assert inside < lines
        assert world.rows("select count(*) from pathway.line") == lines
        world.tell(served(name=an_id("meanwhile")))
        assert len(world.project()["pathway"].facts) == 1, "the live worker goes on"
    assert world.rows("select nspname from pg_namespace order by 1") == before


def test_a_record_that_ends_before_the_cut_is_told_and_an_event_that_cannot_be_folded_too(told):
    world, cut = told
    beyond = SealedCut({**cut.positions, "training": 99}, 7, SIGNED, HEADS)
    with pytest.raises(Unfoldable, match="training: the record ends at 1"):
        from_the_record(world, QUESTIONS[0], beyond)
    world.admin("training", "update event set data = '{}'")
    with pytest.raises(Unfoldable, match="1 events cannot be folded"):
        from_the_record(world, QUESTIONS[0], cut)


def test_the_live_rows_hold_a_cut_once_they_have_reached_it(world: World):
    tell_until_april(world)
    cut = the_cut(world)
    world.project(world.messages()[:4])
    assert not state.reached(world.read, cut)
    world.project()
    assert state.reached(world.read, cut)


def test_rows_edited_by_hand_are_found_without_a_switch(told):
    world, cut = told
    asked = Rebuilding(world.url, model("pathway"), world.decoder, world.records, lambda *_: None)
    generation = world.rows("select id from pathway.generation")
    assert asked.compare().same
    world.read.execute("update pathway.line set actor = 'mallory' where type = 'UnitAssigned'")
    found = Rebuilding(world.url, model("pathway"), world.decoder, world.records, lambda *_: None).compare()
    assert (found.only_live, found.only_rebuilt, found.switched) == ({"line": 1}, {"line": 1}, False)
    assert "mallory" in found.samples[0]
    assert world.rows("select id from pathway.generation") == generation
    assert world.rows("select 1 from pg_namespace where nspname = 'pathway_next'") == []
    assert state.answer(world.read, QUESTIONS[2], cut) != from_the_record(world, QUESTIONS[2], cut)


def test_canonical_json_has_one_form():
    moment = datetime(2026, 4, 1, 14, tzinfo=UTC)
    assert canonical({"b": moment.astimezone(), "a": (HADDAD, date(2026, 1, 1))}) == (
        f'{{"a":["{HADDAD}","2026-01-01"],"b":"2026-04-01T14:00:00.000000Z"}}'.encode()
    )
    with pytest.raises(TypeError):
        canonical(timedelta(1))


def test_the_records_are_read_by_the_role_of_the_projections(told):
    world, cut = told
    records = records_of(world.settings, SERVICES)
    assert sum(len(page) for page in upto(records, cut.positions)) == 11
    for connection in records._open.values():
        connection.close()

"""The program that compares: each new or corrected person once, found among all others, reported where nobody has decided."""

import random
import threading
from datetime import date
from uuid import UUID

import httpx
import orjson
import psycopg
import pytest

from infra.readmodel import write_rows
from projections import people
from projections.identity.__main__ import LOCK, run
from projections.identity.candidates import candidates, likenesses, person
from projections.identity.proposing import TABLES, Proposing
from projections.matching.persons import compare
from services.intake.events import PersonCorrected, PersonRegistered
from services.oversight.events import ProcessingRestricted, RestrictionLifted
from tests.identity.labelled import true_pairs
from tests.identity.measured import identity
from tests.identity.registered import as_registered
from tests.projections.story import AMAL, NOUR, SAMI
from tests.projections.test_identities import rejected, same
from tests.projections.world import World
from tests.spec import an_id, recorded

CODE = "HDDMLA90B43Z240G"


class Intake(httpx.BaseTransport):
    """Hears what is reported; away where it is told to be."""

    def __init__(self, status: int = 201) -> None:
        self.status, self.asked = status, []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.status < 500:
            self.asked.append(request)
        return httpx.Response(self.status, json={"type": "/problems/unknown-person"})

    @property
    def pairs(self) -> list[set[UUID]]:
        """What was reported, once for each key: of two who are both new, each finds the other."""
        by_key = {one.headers["idempotency-key"]: orjson.loads(one.content) for one in self.asked}
        return [{UUID(body["one"]), UUID(body["other"])} for body in by_key.values()]


@pytest.fixture
def world(world: World) -> World:
    world.read.execute(TABLES)
    world.read.execute("delete from delivery.compared; delete from delivery.passed_over")
    return world


def proposing(world: World, intake: Intake) -> Proposing:
    made = Proposing(world.settings, world.read, "http://intake")
    made._http = httpx.Client(transport=intake, base_url="http://intake")
    return made


def compared(world: World, status: int = 201) -> Intake:
    """What is reported of all that is told until now."""
    world.project()
    intake = Intake(status)
    program = proposing(world, intake)
    while program.step():
        pass
    return intake


def registered(who=AMAL, given="Amal", family="Haddad", born: date | None = date(1990, 2, 3), **more) -> PersonRegistered:
    return PersonRegistered(person=who, given_name=given, family_name=family, birth_date=born, **more)


def test_a_second_registration_is_reported_with_its_evidence(world: World):
    world.tell(registered())
    assert compared(world).asked == []
    world.tell(registered(SAMI, "أمل", "الحداد"))
    world.tell(registered(NOUR, "Nour", "Haddad", date(1991, 5, 6)))
    intake = compared(world)
    assert intake.pairs == [{AMAL, SAMI}]
    body = orjson.loads(intake.asked[0].content)
    assert body["one"] < body["other"]
    assert body["score"] >= 12
    assert {(one["field"], one["finding"]) for one in body["evidence"]} >= {
        ("given_name", "same-transliterated"), ("family_name", "same-transliterated"), ("birth_date", "same"),
        ("fiscal_code", "missing"),
    }  # fmt: skip
    assert "Haddad" not in intake.asked[0].content.decode()


@pytest.mark.parametrize("restricted", [AMAL, SAMI])
def test_whose_data_is_restricted_is_compared_once_it_is_used_again(world: World, restricted: UUID):
    world.tell(registered())
    world.tell(ProcessingRestricted(person=restricted, ground="unlawful"))
    world.tell(registered(SAMI))
    assert compared(world).pairs == []
    assert compared(world).pairs == []
    world.tell(RestrictionLifted(person=restricted))
    assert compared(world).pairs == [{AMAL, SAMI}]
    assert compared(world).pairs == []


def test_whoever_was_compared_is_not_compared_again_until_they_are_corrected(world: World):
    told = world.tell_all([registered(), registered(SAMI, "Sami", born=date(1988, 1, 9))])
    assert compared(world).pairs == []
    correction = {"person": SAMI, "corrects_event_id": told[1].id, "changed": ("given_name", "birth_date")}
    world.tell(PersonCorrected(**correction, given_name="Amel", birth_date=date(1990, 3, 2)))
    assert compared(world).pairs == [{AMAL, SAMI}]
    assert compared(world).pairs == []


def test_what_intake_did_not_hear_is_reported_again_under_the_same_key(world: World):
    world.tell_all([registered(), registered(SAMI)])
    with pytest.raises(httpx.HTTPStatusError):
        compared(world, 503)
    first = compared(world).asked
    world.read.execute("delete from delivery.compared")
    again = compared(world).asked
    assert first[0].headers["idempotency-key"] == again[0].headers["idempotency-key"]
    assert first[0].content == again[0].content


def test_what_intake_refuses_stops_nobody(world: World):
    world.tell_all([registered(), registered(SAMI)])
    assert compared(world, 409).pairs
    assert compared(world).pairs == []


@pytest.mark.parametrize(
    "settled", [rejected(AMAL, SAMI), same(AMAL, SAMI), same(NOUR, SAMI)], ids=["rejected", "merged", "elsewhere"]
)
def test_a_pair_that_somebody_has_decided_is_left_in_peace(world: World, settled):
    world.tell_all([registered(), registered(SAMI), settled])
    assert compared(world).pairs == []


def test_two_persons_with_one_valid_tax_code_are_always_reported(world: World):
    world.tell(registered(fiscal_code=CODE))
    world.tell(registered(SAMI, "Teresa", "Rossi", date(1950, 1, 1), sex="male", fiscal_code=CODE))
    assert compared(world).pairs == [{AMAL, SAMI}]


def test_whoever_was_forgotten_is_compared_with_nobody(world: World):
    world.tell_all([registered(), registered(SAMI)])
    world.project()
    world.read.execute("delete from people.person where person = %s", (SAMI,))
    assert compared(world).pairs == []


def test_a_person_of_whom_nothing_is_known_is_compared_with_nobody(world: World):
    world.tell_all([PersonRegistered(person=AMAL), PersonRegistered(person=SAMI)])
    world.project()
    known = person(world.read, AMAL)
    assert known is not None
    assert candidates(world.read, known) == []
    assert likenesses(world.read, known) == []


def test_whom_the_matcher_would_find_is_among_those_it_is_given(world: World):
    """Blocking loses less than one in a hundred."""
    pairs = [*true_pairs(random.Random(2), 1_000)]
    ids = [(an_id(f"one {n}"), an_id(f"other {n}")) for n in range(len(pairs))]
    rows = []
    for n, (pair, names) in enumerate(zip(pairs, ids, strict=True)):
        for entry, who in zip((pair.one, pair.other), names, strict=True):
            told = people.when(recorded(as_registered(entry, who), position=n + 1))
            rows += [world.decoder.blinded(row) for row in told]
    write_rows(world.read, people.MODEL, "people", rows)
    given = found = 0
    for pair, (one, other) in zip(pairs, ids, strict=True):
        if compare(identity(pair.one), identity(pair.other)).decision != "different":
            given += 1
            known = person(world.read, one)
            found += known is not None and other in {candidate.person for candidate in candidates(world.read, known)}
    assert given > 900
    assert found / given >= 0.99


def test_while_one_is_active_another_waits(world: World):
    world.tell_all([registered(), registered(SAMI)])
    world.project()
    stopping = threading.Event()
    with psycopg.connect(world.url, autocommit=True) as active:
        active.execute("select pg_advisory_lock(%s)", (LOCK,))
        waiting = threading.Thread(target=run, args=(world.settings, stopping))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        stopping.set()
        waiting.join(5)
    assert world.rows("select * from delivery.compared") == []

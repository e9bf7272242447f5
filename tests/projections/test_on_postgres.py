"""Applying facts on the real PostgreSQL: each fact once, every hole seen and filled, what cannot be folded set aside."""

import threading
from collections import defaultdict
from dataclasses import replace

import psycopg
import pytest

from infra.applying import Applied, Decoder, apply
from infra.codec import Codec, StoredFact
from infra.patience import StoreUnavailable
from infra.readmodel import ReadModel
from infra.unparking import unpark
from projections import audit_trail, pathway
from projections.models import MODELS
from services.intake.events import CATALOGUE as INTAKE
from services.kernel.event import Recorded
from tests.projections.story import AMAL, HADDAD, ROSSI, assigned, case_opened, enrolled, served
from tests.projections.world import World
from tests.spec import an_id

TRAIL, PATHWAY = audit_trail.MODEL, pathway.MODEL


def visits(world: World, count: int, household=HADDAD) -> list[StoredFact]:
    return world.tell_all([served(name=an_id(f"{household} visit {n}"), household=household) for n in range(count)])


def trail(world: World) -> list[int]:
    return [position for (position,) in world.rows("select position from audit_trail.entry where service = 'intake' order by 1")]


def marks(world: World, model: ReadModel = TRAIL) -> dict[tuple[str, int], int]:
    return {(s, lane): at for s, lane, at in world.rows(f"select service, lane, position from {model.name}.mark")}


def test_what_was_applied_is_skipped(world: World):
    visits(world, 5)
    assert len(world.project()["audit_trail"].facts) == 5
    again = world.project()["audit_trail"]
    assert (len(again.facts), again.seen) == (0, 5)
    assert trail(world) == [1, 2, 3, 4, 5]


def test_marks_stand_at_the_last_fact_of_every_lane(world: World):
    told = [*visits(world, 3), *visits(world, 3, ROSSI), world.tell(assigned())]
    world.project()
    wanted: dict[tuple[str, int], int] = defaultdict(int)
    for fact in told:
        wanted["housing" if fact.topic == "UnitAssigned" else "intake", fact.lane] = fact.position
    for model in (TRAIL, PATHWAY):
        assert {lane: at for lane, at in marks(world, model).items() if at} == wanted


@pytest.mark.parametrize("missing", [{1}, {2, 3}, {1, 2, 3, 4}, {2, 4}])
def test_a_hole_is_filled_from_the_record_and_counted(world: World, missing: set[int]):
    heard = [("intake", fact) for fact in visits(world, 5) if fact.position not in missing]
    applied = world.project(heard)["audit_trail"]
    assert [fact.position for fact in applied.facts] == [1, 2, 3, 4, 5]
    assert applied.holes == len(missing - {m + 1 for m in missing})
    assert trail(world) == [1, 2, 3, 4, 5]


def test_what_comes_after_a_hole_was_filled_is_seen(world: World):
    told = [("intake", fact) for fact in visits(world, 4)]
    world.project(told[3:])
    again = world.project(told[:3])["audit_trail"]
    assert (len(again.facts), again.seen, again.holes) == (0, 3, 0)


def test_a_message_sent_twice_in_one_batch_is_applied_once(world: World):
    told = [("intake", fact) for fact in visits(world, 3)]
    assert len(world.project([*told, *told, told[1]])["audit_trail"].facts) == 3


def test_rows_and_marks_are_there_together_or_not_at_all(world: World):
    visits(world, 3)
    with world.read.transaction(force_rollback=True):
        apply(world.read, TRAIL, "audit_trail", world.messages(), world.decoder, world.records)
        assert trail(world) == [1, 2, 3]
    assert trail(world) == []
    assert not any(marks(world).values())
    assert len(world.project()["audit_trail"].facts) == 3


def test_two_workers_on_the_same_lanes_at_once_apply_each_fact_once(world: World):
    for household in range(6):
        visits(world, 40, an_id(f"household {household}"))
    told = world.messages()
    done: list[Applied] = []

    def work() -> None:
        decoder, records = Decoder(world.codecs), world.another_reader()
        with psycopg.connect(world.url, autocommit=True) as connection:
            for first in range(0, len(told), 20):
                decoder.begin()
                with connection.transaction():
                    done.append(apply(connection, TRAIL, "audit_trail", told[first : first + 20], decoder, records))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(fact.position for applied in done for fact in applied.facts) == list(range(1, 241))
    assert trail(world) == list(range(1, 241))


def poisoned(model: ReadModel, poison: set[int]) -> ReadModel:
    """The read model with a fold that cannot take some events."""

    def when(fact: Recorded):
        if fact.service == "intake" and fact.position in poison:
            raise ValueError("cannot be folded")
        return model.when(fact)

    return replace(model, when=when)


def test_an_event_that_cannot_be_folded_parks_its_key_and_no_other(world: World):
    world.tell(enrolled())
    world.tell(enrolled(ROSSI, members=((an_id("rosa"), "head"),)))
    visits(world, 2)
    visits(world, 2, ROSSI)
    sick = poisoned(PATHWAY, {3})
    applied = world.project(models=[sick])["pathway"]
    assert (len(applied.facts), applied.parked) == (4, 2)
    parked = world.rows("select service, position, key, type, reason from pathway.parked order by position")
    assert parked == [
        ("intake", 3, str(HADDAD), "ServiceDelivered", "ValueError in pathway"),
        ("intake", 4, str(HADDAD), "ServiceDelivered", "an earlier event of this key is parked"),
    ]
    world.tell_all([served(name=an_id("later")), served(name=an_id("later, rossi"), household=ROSSI)])
    assert world.project(models=[sick])["pathway"].parked == 1
    assert [p for (p,) in world.rows("select position from pathway.line order by 1")] == [1, 2, 5, 6, 8]
    assert marks(world, PATHWAY) == marks(world, PATHWAY) | {("intake", f.lane): f.position for f in world.stored("intake")}


def test_unparking_after_the_mend_gives_the_rows_that_would_have_been(world: World):
    world.tell(enrolled())
    visits(world, 3)
    world.project(models=[poisoned(PATHWAY, {2})])
    done = unpark(world.read, PATHWAY, str(HADDAD), world.decoder, world.records)
    assert ([fact.position for fact in done.facts], done.parked) == ([2, 3, 4], 0)
    assert world.rows("select * from pathway.parked") == []
    mended = world.replayed(PATHWAY)
    world.read.execute("truncate pathway.line, pathway.about, pathway.membership, pathway.household, pathway.sharing")
    world.read.execute("update pathway.mark set position = 0")
    world.project(models=[PATHWAY])
    assert world.replayed(PATHWAY) == mended


def test_unparking_what_still_cannot_be_folded_parks_it_again(world: World):
    visits(world, 3)
    sick = poisoned(PATHWAY, {2})
    world.project(models=[sick])
    done = unpark(world.read, sick, str(HADDAD), world.decoder, world.records)
    assert done.parked == 2
    assert [p for (p,) in world.rows("select position from pathway.parked order by 1")] == [2, 3]
    assert world.project(models=[sick])["pathway"].seen == 3


def test_unparking_one_key_leaves_the_others_parked(world: World):
    visits(world, 1)
    visits(world, 1, ROSSI)
    world.project(models=[poisoned(PATHWAY, {1, 2})])
    unpark(world.read, PATHWAY, str(HADDAD), world.decoder, world.records)
    assert world.rows("select key from pathway.parked") == [(str(ROSSI),)]


@pytest.mark.parametrize("harm", ["data = '{\"household\": 7}'", "type = 'NobodyKnows'", "data = 'not JSON'"])
def test_an_event_that_cannot_be_read_is_parked_and_the_rest_goes_on(world: World, harm: str):
    world.tell(case_opened())
    world.tell(case_opened(ROSSI))
    world.admin("intake", f"update event set {harm} where position = 1")
    for model, applied in world.project(models=[TRAIL, PATHWAY]).items():
        assert (len(applied.facts), applied.parked) == (1, 1), model


def test_a_row_that_the_database_cannot_take_parks_its_key_and_the_rest_goes_on(world: World):
    """A zero byte is JSON but no text of PostgreSQL: one such event must not stop every read model for ever."""
    world.tell(enrolled())
    world.tell(case_opened(ROSSI))
    world.admin("intake", r"""update event set data = replace(data, '"PROG-2784"', '"\u0000"') where position = 1""")
    visits(world, 1)
    applied = world.project(models=[PATHWAY])["pathway"]
    assert ([fact.position for fact in applied.facts], applied.parked) == ([2], 2)
    assert [p for (p,) in world.rows("select position from pathway.line order by 1")] == [2]
    reasons = [reason for (reason,) in world.rows("select reason from pathway.parked order by position")]
    assert reasons[1] == "an earlier event of this key is parked"
    assert "PROG" not in reasons[0]


class KeysAway:
    """A vault whose database is away."""

    def fetch(self, _: object) -> None:
        """It went away after the keys were fetched."""

    def open(self, *_: object) -> None:
        raise StoreUnavailable


def test_keys_that_cannot_be_reached_park_nothing(world: World):
    """A fault of the world is tried again; only a fault of the data is parked (design decision 15)."""
    world.tell(served(note="una parola"))
    clear, decoder = replace(PATHWAY, clear=True), Decoder({"intake": Codec(INTAKE, KeysAway())})
    with pytest.raises(StoreUnavailable), world.read.transaction():
        apply(world.read, clear, "pathway", world.messages(), decoder, world.records)
    assert world.rows("select * from pathway.parked") == []


def test_a_personal_field_that_was_moved_from_another_event_is_not_read(world: World):
    """AES-GCM binds a ciphertext to its place."""
    world.tell_all([served(note="uno", recipients=(AMAL,)), served(note="due", recipients=(AMAL,), name=an_id("other"))])
    world.admin("intake", "update event set data = (select data from event where position = 1) where position = 2")
    clear = replace(PATHWAY, clear=True)
    assert world.project(models=[clear])["pathway"].parked == 1


def test_what_has_no_personal_fields_is_decoded_once_for_all_read_models(world: World):
    plain, personal = world.tell(case_opened()), world.tell(served(note="una parola"))
    world.decoder.begin()
    read = [[world.decoder.decode("intake", fact, clear=clear) for clear in (True, False)] for fact in (plain, personal)]
    assert read[0][0] is read[0][1]
    assert [fact.event.note for fact in read[1]] == ["una parola", None]


def test_every_read_model_takes_a_whole_story(world: World):
    world.tell(case_opened())
    world.tell(enrolled())
    visits(world, 3)
    world.tell(assigned())
    done = world.project()
    assert {name: (applied.parked, applied.holes) for name, applied in done.items()} == dict.fromkeys(
        (model.name for model in MODELS), (0, 0)
    )

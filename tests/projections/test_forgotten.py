"""Who was forgotten is gone from `people` in whatever order facts arrive, and a rebuild says the same."""

from collections.abc import Iterator
from itertools import permutations
from typing import Any

import psycopg
import pytest

from infra.applying import Decoder, Message
from infra.forgetting import Eraser
from infra.keys import Owner
from infra.rebuilding import Rebuilding
from infra.wrapping import ring_of
from projections import people
from services.intake.events import PersonCorrected, PersonRegistered
from services.oversight import events
from tests.projections.story import AMAL, SAMI, served
from tests.projections.world import World
from tests.spec import an_id

REGISTERED = PersonRegistered(person=AMAL, given_name="Amal", family_name="Haddad", contact="333 12345", language="ar")
CORRECTED = PersonCorrected(
    person=AMAL, corrects_event_id=an_id("registered"), changed=("family_name", "contact"), family_name="Hadad", contact="334",
    reason="Documento",
)  # fmt: skip


@pytest.fixture
def eraser(world: World) -> Iterator[Eraser]:
    with psycopg.connect(world.settings.database("keys", "weita_eraser"), autocommit=True) as connection:
        connection.execute("select 1")
        admin = psycopg.conninfo.make_conninfo(world.settings.admin_url, dbname="weita_keys")
        with psycopg.connect(admin, autocommit=True) as owner:
            owner.execute("delete from key where person = any(%s)", ([AMAL, SAMI],))
        world.vault.look(now=True)
        yield Eraser(connection, ring_of(world.settings), None)


def opened(world: World, messages: list[Message]) -> Decoder:
    """A worker that has opened all this before the keys were destroyed, and has not written it yet."""
    decoder = Decoder(world.codecs)
    for service, stored in messages:
        decoder.decode(service, stored, clear=True)
    decoder.begin = lambda: None  # type: ignore[method-assign]
    return decoder


def forget(world: World, eraser: Eraser, *owners: Owner) -> None:
    """Keys first, then the fact."""
    fences = eraser.forget(owners)
    keys = tuple({"kid": one.kid, "person": one.person, "kind": one.kind} for one in fences)
    what: Any = "everything" if any(kind == "evidence" for _, kind in owners) else "care"
    world.tell(events.SubjectErased(erasure=an_id("erasure"), person=AMAL, what=what, keys=keys))
    world.vault.look(now=True)


def said(world: World) -> str:
    return str(world.rows("select p.* from people.person p order by 1")) + str(
        world.rows("select value from people.text order by 1")
    )


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_late_facts_that_were_opened_before_are_not_written(world: World, eraser: Eraser, order: tuple[int, ...]) -> None:
    """Whatever worker is late with what: the fence stands in the same transaction."""
    world.tell(REGISTERED)
    world.tell(CORRECTED)
    world.tell(served(note="Colloquio con Amal Haddad", recipients=(AMAL,)))
    before = world.messages()
    world.decoder = opened(world, before)
    forget(world, eraser, (AMAL, "care"), (AMAL, "evidence"))
    erased = [message for message in world.messages() if message not in before]
    batches = [before[:1], before[1:], erased]
    if order.index(1) < order.index(0):
        batches = [[], before, erased]
    for n in order:
        world.project(batches[n], [people.MODEL])
    assert not [word for word in ("Amal", "Haddad", "Hadad", "333", "334", "Colloquio", "Documento") if word in said(world)]


def test_a_rebuild_after_an_erasure_says_what_the_live_rows_say(world: World, eraser: Eraser) -> None:
    world.tell(REGISTERED)
    world.tell(PersonRegistered(person=SAMI, given_name="Sami", contact="335"))
    world.tell(CORRECTED)
    world.tell(served(note="Di tutti e due", recipients=(SAMI, AMAL)))
    world.tell(served(note="Di Sami", recipients=(SAMI,)))
    world.project()
    forget(world, eraser, (AMAL, "care"))
    world.project()
    assert "Hadad" in said(world)
    assert not [word for word in ("334", "Di tutti e due") if word in said(world)]
    assert rebuilt(world)
    forget(world, eraser, (AMAL, "care"), (AMAL, "evidence"))
    world.project()
    assert "Hadad" not in said(world)
    assert "Di Sami" in said(world)
    assert rebuilt(world)


def test_who_came_back_is_read_anew_and_nothing_older_is(world: World, eraser: Eraser) -> None:
    world.tell(REGISTERED)
    world.project()
    forget(world, eraser, (AMAL, "care"), (AMAL, "evidence"))
    world.project()
    for kind in ("care", "evidence"):
        eraser.readmit((AMAL, kind))  # type: ignore[arg-type]
    world.vault.look(now=True)
    world.tell(CORRECTED)
    world.project()
    assert "Hadad" in said(world)
    assert not [word for word in ("'Amal'", "Haddad", "333") if word in said(world)]
    assert rebuilt(world)


def rebuilt(world: World) -> bool:
    """Whether a fold of the whole record by a program that knows nothing gives the same rows."""
    world.decoder.begin()
    return Rebuilding(world.url, people.MODEL, world.decoder, world.records, lambda *_: None).run().same

"""A corrected fact counts where the first one stood, whatever came after; a voided one counts nowhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.codec import StoredFact
from infra.settings import Settings
from projections import due, families
from projections.families import Viewer
from services.intake.events import CaseClosed, CaseReopened, FamilyEnrolled, GoalReached, GoalSet, HeadChanged
from services.kernel.amending import FactVoided
from tests.projections.story import (
    AMAL,
    GOAL,
    HADDAD,
    NOUR,
    PLAN,
    SAMI,
    case_opened,
    consented,
    enrolled,
    exited,
    joined,
    left,
    withdrawn,
)
from tests.projections.world import World, a_world

OURS = Viewer("coordinator", "sds")
TOMORROW = datetime.now(UTC).date() + timedelta(days=1)


@pytest.fixture
def world(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as made:
        made.tell(case_opened())
        yield made


def correct(world: World, fact: StoredFact, **changes: Any) -> StoredFact:
    """Void a fact and state it again as it was."""
    stands = world.codecs["intake"].decode(fact)
    voided = FactVoided(
        corrects_event_id=fact.id, fact_type=fact.topic, of_stream=stands.stream, of_key=stands.event.partition_key,
        household=HADDAD, persons=stands.subjects, ground="wrong-entry", restated=True,
    )  # fmt: skip
    world.tell(voided)
    again = stands.event.model_copy(update=changes)
    return world.tell(again, occurred=stands.occurred_at, corrects=fact.id, corrects_position=stands.place)


def family(world: World) -> families.Family:
    world.project()
    found = families.family(world.read, HADDAD, OURS)
    assert found
    return found


def present(world: World) -> set[UUID]:
    world.project()
    return {person for person, _, _, until in families.members(world.read, HADDAD) if until is None}


def test_who_has_left_is_gone_also_when_it_is_corrected_how_they_had_come(world: World):
    world.tell(enrolled())
    fact = world.tell(joined())
    world.tell(left(NOUR))
    again = correct(world, fact, relationship="05")
    correct(world, again, relationship="04")
    assert family(world).members == 2
    assert present(world) == {AMAL, SAMI}
    assert {(person, how) for person, how, _, _ in families.members(world.read, HADDAD)} >= {(NOUR, "04")}


def test_a_corrected_enrolment_undoes_nothing_that_came_after(world: World):
    fact = world.tell(enrolled())
    world.tell(HeadChanged(household=HADDAD, head=SAMI, before=AMAL))
    world.tell(left(AMAL))
    correct(world, fact, notice=None)
    assert (family(world).head, family(world).members, present(world)) == (SAMI, 1, {SAMI})
    assert families.family_as_it_was(world.read, family(world), as_of=TOMORROW).head == SAMI


def test_a_charge_taken_up_again_goes_on_also_when_it_is_corrected_how_it_had_ended(world: World):
    fact = world.tell(CaseClosed(household=HADDAD, head=AMAL, outcome="other"))
    world.tell(CaseReopened(household=HADDAD, head=AMAL, agency="sds"))
    correct(world, fact, outcome="completed")
    assert family(world).case_open
    assert families.family_as_it_was(world.read, family(world), as_of=TOMORROW).case_open


def test_a_corrected_destination_is_told(world: World):
    world.tell(enrolled())
    correct(world, world.tell(exited()), destination="rental")
    assert (family(world).destination, family(world).exit, family(world).members) == ("rental", date(2026, 5, 20), 2)


def test_an_enrolment_with_a_guardian_who_is_no_member_can_be_voided(world: World):
    given: FamilyEnrolled = enrolled().model_copy(update={"guardian": NOUR})
    world.void(world.tell(given))
    assert (family(world).members, family(world).entry) == (0, None)


def test_a_goal_that_was_reached_is_due_no_more_also_when_its_words_are_corrected(world: World):
    of = {"goal": GOAL, "household": HADDAD, "person": AMAL, "dimension": "work"}
    fact = world.tell(GoalSet.model_validate({**of, "plan": PLAN, "due": TOMORROW}))
    world.tell(GoalReached.model_validate(of))
    correct(world, fact, due=TOMORROW + timedelta(days=1))
    assert todo(world) == []


def test_a_consent_taken_back_opens_nothing_also_when_its_purpose_is_corrected(world: World):
    fact = world.tell(consented(expires=TOMORROW))
    world.tell(withdrawn())
    correct(world, fact, purpose="work")
    assert todo(world) == []
    assert families.family(world.read, HADDAD, Viewer("caseworker", "porto")) is None


def todo(world: World) -> list[due.Due]:
    world.project()
    return due.due(world.read, OURS, until=TOMORROW + timedelta(days=9))[0]

"""The record against the log on real PostgreSQL: whatever its owner does to rows that are sealed is found, and named."""

import time
from collections.abc import Iterator

import pytest

from infra.comparing import Compared, compare
from infra.settings import SERVICES, Settings
from tests.infra.transparency.seals import Seals
from tests.projections.world import a_world


@pytest.fixture
def seals(stack_servers: Settings) -> Iterator[Seals]:
    with a_world(stack_servers) as world:
        made = Seals(world)
        made.fill("intake", 700)
        made.fill("housing", 30, project="common")
        made.seal()
        yield made


def first_of(compared: Compared) -> str:
    assert compared.findings
    return compared.findings[0]


def test_an_untouched_record_is_what_was_sealed(seals: Seals):
    compared = compare(seals.settings)
    assert (compared.events, compared.unsealed, compared.findings) == (730, 0, [])
    seals.fill("register", 5)
    compared = compare(seals.settings)
    assert (compared.events, compared.unsealed, compared.findings) == (730, 5, [])


EDITS = (
    ("data = overlay(data placing 'y' from 80)", "payload was edited"),
    ("envelope = replace(envelope, '\"sds\"', '\"xxx\"')", "agency was edited"),
    ("envelope = replace(envelope, 'caseworker', 'coordinator')", "envelope was edited"),
    ("envelope = 'no json'", "its envelope in the record cannot be read"),
    ("occurred_at = occurred_at - interval '1 microsecond'", "occurred_at was edited"),
    ("recorded_at = recorded_at - interval '1 microsecond'", "recorded_at was edited"),
    ("type = 'CaseClosed'", "type was edited"),
    ("stream = 'household/other'", "stream was edited"),
    ("version = 2", "version was edited"),
    ("schema_version = 2", "schema_version was edited"),
    ("id = gen_random_uuid()", "id was edited"),
    ("lane = 5 - lane", "lane was edited"),
)


def test_one_edited_value_of_a_row_is_named(seals: Seals):
    for number, (change, _) in enumerate(EDITS, 1):
        seals.world.admin("intake", f"update event set {change} where position = {50 * number}")
    found = compare(seals.settings)
    for number, (_, said) in enumerate(EDITS, 1):
        named = found.findings[number - 1]
        assert named.startswith(f"intake {50 * number} (")
        assert said in named


def test_an_edited_place_before_in_the_lane_and_a_clock_that_went_back_are_named(seals: Seals):
    seals.world.admin("intake", "update event set previous_position = 3 where position = 344")
    found = compare(seals.settings)
    assert found.findings[0].endswith("the position before it in its lane was edited")
    seals.fill("intake", 1)
    seals.world.admin("intake", "update event set recorded_at = recorded_at - interval '1 day' where position = 701")
    seals.seal()
    assert "it was recorded earlier than the one before it" in compare(seals.settings).findings[-1]


def test_a_deleted_row_is_named(seals: Seals):
    seals.world.admin("intake", "delete from event where position = 512")
    found = compare(seals.settings)
    assert first_of(found).startswith("intake 512 (CaseOpened ")
    assert "is gone from the record" in first_of(found)
    seals.world.admin("intake", "delete from event where position > 600")
    assert compare(seals.settings).differing >= 101


def test_a_row_put_in_between_moves_all_after_it_and_the_first_is_named(seals: Seals):
    seals.world.admin(
        "intake",
        """update event set position = -position where position >= 100;
           insert into event select 100, gen_random_uuid(), stream, 9, type, schema_version, lane, previous_position, occurred_at,
                                    recorded_at, envelope, data from event where position = 99;
           update event set position = 1 - position where position < 0""",
    )
    found = first_of(compare(seals.settings))
    assert found.startswith("intake 100 (")
    assert "id was edited" in found


def test_a_row_put_in_before_the_first_one_is_named(seals: Seals):
    seals.world.admin(
        "intake",
        """insert into event select 0, gen_random_uuid(), stream, 9, type, schema_version, lane, 0, occurred_at, recorded_at,
                                    envelope, data from event where position = 1""",
    )
    assert "intake 0 (CaseOpened" in first_of(compare(seals.settings))
    assert "it was put in after sealing" in first_of(compare(seals.settings))


def test_two_rows_that_changed_places_are_both_named(seals: Seals):
    seals.world.admin(
        "intake",
        """update event set position = -1 where position = 20; update event set position = 20 where position = 21;
           update event set position = 21 where position = -1""",
    )
    named = [one.split(" (")[0] for one in compare(seals.settings).findings]
    assert named[:2] == ["intake 20", "intake 21"]


def test_only_the_first_differences_are_named_and_all_are_counted(seals: Seals):
    seals.world.admin("housing", "update event set data = '{}'")
    found = compare(seals.settings)
    assert (len(found.findings), found.differing) == (20, 30)


def test_a_log_that_was_changed_is_no_measure(seals: Seals):
    file = seals.folder / "PROG-2784/tile/entries/000"
    file.write_bytes(file.read_bytes()[:-1] + b"X")
    found = compare(seals.settings)
    assert "payload was edited" in first_of(found)
    assert "its entries do not give the root that is signed" in found.findings[-1]


def test_a_large_record_is_compared_in_seconds(stack_servers: Settings):
    """With 100,000 events it was 3.6 s of the processor; fewer of them say as much, and every run is spared the rest."""
    with a_world(stack_servers) as world:
        seals = Seals(world)
        for service in SERVICES[:4]:
            seals.fill(service, 5_000)
        seals.seal()
        began, worked = time.monotonic(), time.process_time()
        compared = compare(stack_servers)
        took, alone = time.monotonic() - began, time.process_time() - worked
        print(f"20,000 events compared in {took:.1f} s, {alone:.1f} s of this processor")
    assert (compared.events, compared.findings) == (20_000, [])
    assert alone < 6

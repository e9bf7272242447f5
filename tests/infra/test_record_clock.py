"""While a story is told, its days are recorded on their days; the clock is right again afterwards, and never goes back in a log."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from infra.clock import Follow, follow, now
from infra.migrate import migrate
from infra.settings import SERVICES, Settings
from services.exchange.simulated.clock import StoryClock

LONG_AGO = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _own_clock() -> Iterator[None]:
    """No test leaves this process behind."""
    yield
    Follow.file = None


@pytest.fixture
def beginning(stack_servers: Settings, tmp_path: Path) -> StoryClock:
    """The clock of a story that was begun on this data."""
    migrate(stack_servers)
    clock = StoryClock(stack_servers, 1)
    clock._file = tmp_path / "story.day"
    clock._file.write_text("2026-11-24")
    return clock


def clock_of(settings: Settings, service: str = "intake") -> datetime:
    with psycopg.connect(settings.database(service, "weita_service")) as connection:
        row = connection.execute("select weita_now()").fetchone()
    assert row is not None
    return row[0]


def near_now(moment: datetime) -> bool:
    return abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_a_day_of_the_story_is_recorded_on_that_day_in_every_service(stack_servers, beginning):
    with beginning:
        beginning.set(LONG_AGO)
        assert {clock_of(stack_servers, name).date() for name in SERVICES} == {LONG_AGO}
    assert near_now(clock_of(stack_servers))


def test_the_clock_is_right_again_when_the_telling_breaks_off(stack_servers, beginning):
    def telling() -> None:
        with beginning:
            beginning.set(LONG_AGO)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        telling()
    assert near_now(clock_of(stack_servers))


def test_every_start_sets_the_clock_right(stack_servers, beginning):
    follow(stack_servers.data)
    with beginning:
        beginning.set(LONG_AGO)
        migrate(stack_servers)
        assert near_now(clock_of(stack_servers))
        assert near_now(now())


def test_programs_that_decide_are_behind_by_the_same_time(stack_servers, beginning):
    follow(stack_servers.data)
    with beginning:
        beginning.set(LONG_AGO)
        assert now().date() == LONG_AGO
    assert near_now(now())


def test_nobody_but_the_owner_sets_the_clock(stack_servers, beginning):
    with (
        psycopg.connect(stack_servers.database("intake", "weita_service")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create or replace function weita_now() returns timestamptz language sql as $$ select now() $$")


def test_a_server_of_somebody_else_keeps_its_clock(stack_servers, tmp_path):
    migrate(stack_servers)
    clock = StoryClock(stack_servers, 2)
    clock._file = tmp_path / "never.day"
    assert clock.today() == datetime.now(UTC).date()
    with clock:
        clock.set(LONG_AGO)
        assert near_now(clock_of(stack_servers))

"""Searching a trail of a hundred thousand events: an index answers whatever is asked, the last page as fast as the first."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.settings import Settings
from projections.audit_trail import Filters, asking, search
from projections.families import Viewer
from tests.projections.world import World, a_world

ROWS = 100_000
START = datetime(2026, 1, 1, tzinfo=UTC)
AUDITOR = Viewer("auditor", "autorita")
HOUSEHOLD, PERSON, PAPER = UUID(int=7), UUID(int=70007), "00" * 31 + "0a"

FILL = f"""insert into audit_trail.entry (event_id, service, position, lane, previous_position, stream, version, type,
        schema_version, project, agency, actor, actor_role, household, subjects, occurred_at, recorded_at, command_id,
        correlation_id, legal_basis, sha256, wire, late, corrects, evidence)
    select gen_random_uuid(), (array['intake', 'housing', 'register', 'training'])[1 + n % 4], n / 4 + 1, n % 6, 0,
        'household/' || n % 5000, n / 5000 + 1, 'Type' || n % 90, 1, 'P-' || n % 3, 'agency' || n % 7, 'actor' || n % 200, 'worker',
        lpad(to_hex(n % 5000), 32, '0')::uuid, jsonb_build_array(lpad(to_hex(70000 + n % 9000), 32, '0')::uuid),
        %(start)s + n * interval '1 minute' - (n %% 30) * interval '1 day', %(start)s + n * interval '1 minute', gen_random_uuid(),
        gen_random_uuid(), 'public-task', repeat('a', 64), '{{}}', n %% 30 > 27,
        case when n %% 50 = 0 then gen_random_uuid() end,
        case when n %% 10 = 0 then jsonb_build_array(lpad(to_hex(n %% 900), 64, '0')) end
    from generate_series(0, {ROWS - 1}) n""".replace(" % ", " %% ")

ASKED: dict[str, Filters] = {
    "nothing": Filters(),
    "project": Filters(project="P-1"),
    "agency": Filters(agency="agency3"),
    "actor": Filters(actor="actor9"),
    "service": Filters(service="training"),
    "household": Filters(household=HOUSEHOLD),
    "person": Filters(person=PERSON),
    "type": Filters(type="Type8"),
    "stream": Filters(stream="household/77"),
    "evidence": Filters(evidence=PAPER),
    "recorded": Filters(since=date(2026, 2, 1), until=date(2026, 2, 3)),
    "happened": Filters(happened_since=date(2026, 2, 1), happened_until=date(2026, 2, 1)),
    "late": Filters(late=True),
    "corrections": Filters(corrections=True),
    "an actor's late entries of a month": Filters(actor="actor9", late=True, since=date(2026, 2, 1), until=date(2026, 2, 28)),
}


@pytest.fixture(scope="module")
def trail(stack_servers: Settings) -> Iterator[World]:
    with a_world(stack_servers) as world:
        world.read.execute("set synchronous_commit = off")
        world.read.execute(FILL, {"start": START})
        world.read.execute("vacuum analyze audit_trail.entry")
        yield world
        world.read.execute("truncate audit_trail.entry")


def scans(node: dict[str, Any]) -> Iterator[str]:
    """The kinds of all scans of a plan."""
    if "Relation Name" in node:
        yield node["Node Type"]
    for below in node.get("Plans", ()):
        yield from scans(below)


@pytest.mark.parametrize("asked", ASKED)
def test_every_filter_is_answered_by_an_index(trail: World, asked: str):
    cursor = f"{(START + timedelta(days=60)).isoformat()}~intake~20000"
    for after in (None, cursor):
        query, values = asking(ASKED[asked], after, 50, AUDITOR)
        ((plan,),) = trail.read.execute(f"explain (analyze, format json) {query}", values).fetchall()
        assert "Seq Scan" not in set(scans(plan[0]["Plan"])), plan
        assert plan[0]["Plan"]["Actual Rows"] > 0 or after


def test_pages_follow_each_other_without_a_gap_or_a_repetition(trail: World):
    for asked in ("actor", "person", "late"):
        seen, after = [], None
        while True:
            page = search(trail.read, ASKED[asked], after, 500, viewer=AUDITOR)
            seen += [entry.event_id for entry in page.entries]
            if not (after := page.after):
                break
        assert len(seen) == len(set(seen)) > 10
        times = [entry.recorded_at for entry in page.entries]
        assert times == sorted(times, reverse=True)

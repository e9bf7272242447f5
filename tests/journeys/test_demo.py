"""The sample year on the real system: it holds exactly what was told (what it promises: tests/exchange/test_year.py)."""

import time
from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from infra.settings import Settings
from projections import families
from projections.families import Viewer
from projections.figures import monthly as indicators
from services.exchange.simulated.actors import SEED
from services.exchange.simulated.clock import StoryClock
from services.exchange.simulated.families import PROJECT
from services.exchange.simulated.player import Player
from services.exchange.simulated.plot import MAKES, Step
from services.exchange.simulated.spool import Spool
from services.exchange.simulator import first_family, story
from services.kernel.access import SYSTEM
from services.kernel.command import new_id
from tests.conftest import running_system

FAMILIES = 60
"""Half a town, so that the whole suite stays quick."""
FIRST_FACT = {
    "RegisterPerson": "PersonRegistered", "OpenCase": "CaseOpened", "EnrolFamily": "FamilyEnrolled", "GiveConsent": "ConsentGiven",
    "WithdrawConsent": "ConsentWithdrawn", "RecordAssessment": "AssessmentRecorded", "RecordService": "ServiceDelivered",
    "CorrectService": "ServiceCorrected", "VoidService": "ServiceVoided", "EndEnrolment": "FamilyExited", "AddUnit": "UnitAdded",
    "SignAgreement": "AgreementSigned", "AssignUnit": "UnitAssigned", "ReleaseUnit": "UnitReleased",
    "RegisterVolunteer": "VolunteerRegistered", "ConfirmMatch": "MatchConfirmed", "ApproveHours": "HoursApproved",
    "RecordAttendance": "AttendanceRecorded", "CompleteCourse": "CourseCompleted",
}  # fmt: skip


def given(command: str, steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.command == command and not step.refused]


@pytest.fixture(scope="module")
def system() -> Iterator[Settings]:
    """One of its own: a year is told on its own days only where nothing was recorded before."""
    with running_system() as settings:
        yield settings


@pytest.fixture(scope="module")
def told(system: Settings) -> list[Step]:
    """The whole year, played on the real system, and waited for until its last line is on the page."""
    with Player(system) as player, Spool() as spool:
        clock = StoryClock(system, SEED)
        steps = story(SEED, clock.today(), FAMILIES)
        spool.lay([step for step in steps if not step.live])
        with clock:
            player.play(spool, clock)
        player.play_slowly([step for step in steps if step.live], 0)
    assert sorted(str(step.refused) for step in player.refused) == ["already-in-a-household", "unit-occupied"]
    wanted = {fact_of(step) for step in steps if step.actor.role != SYSTEM and not step.refused}
    give_up = time.monotonic() + 180
    while missing := wanted - set(trail(system)):
        assert time.monotonic() < give_up, f"{len(missing)} facts are in no read model"
        time.sleep(0.3)
    return steps


def fact_of(step: Step) -> UUID:
    """The id of the first fact that a command records."""
    return new_id(step.actor.agency, step.key, f"{step.service} event 0")


def trail(system: Settings) -> dict[UUID, str]:
    """What people have said; reactions and the clock go on in their own time."""
    with reading(system) as connection:
        return dict(connection.execute("select event_id, type from audit_trail.entry where actor_role <> %s", (SYSTEM,)).fetchall())


def reading(system: Settings) -> psycopg.Connection:
    return psycopg.connect(system.database("read", "weita_desk"), autocommit=True)


def test_every_step_stands_in_the_trail_as_the_fact_it_was(system, told):
    entries = trail(system)
    assert len(entries) >= 1500
    for step in told:
        if step.command in FIRST_FACT and not step.refused:
            assert entries[fact_of(step)] == FIRST_FACT[step.command], step.key


def test_told_again_nothing_is_added(system, told):
    before = trail(system)
    with Player(system) as player:
        assert StoryClock(system, SEED).today() == max(step.on for step in told)
        assert player.is_told(told)
        assert not player.perform([step for step in told[:300] if not step.refused])
    assert trail(system).keys() == before.keys()


def test_every_family_is_listed_once_and_the_members_are_those_who_stayed(system, told):
    with reading(system) as connection:
        page = families.families(connection, Viewer("auditor", "autorita"), project=PROJECT, limit=200)
        opened = [*given("OpenCase", told), *given("SplitHousehold", told)]
        expected = {new_id(step.actor.agency, step.key, MAKES[step.command]) for step in opened}
        assert {family.household for family in page.families} == expected
        assert len(page.families) == len(expected)
        family = families.family(connection, first_family(SEED), Viewer("caseworker", "sds"))
    assert family is not None
    assert family.members == 5


def test_an_agency_without_consent_does_not_see_the_family(system, told):
    shared = {step.body["household"] for step in given("GiveConsent", told)}
    alone = next(s for s in given("EnrolFamily", told) if s.body["household"] not in shared)
    with reading(system) as connection:
        household = UUID(alone.body["household"])
        assert families.family(connection, household, Viewer("caseworker", alone.actor.agency))
        assert families.family(connection, household, Viewer("caseworker", "odv")) is None


def test_the_figures_are_those_of_the_story(system, told):
    start, end = min(step.happened for step in told), max(step.on for step in told)
    minutes = {step.key: step.body["minutes"] for step in given("LogHours", told)}
    hours = sum(minutes[step.key.removesuffix(":settled")] for step in given("ApproveHours", told))
    hours -= sum(minutes[step.key.removesuffix(":reversal")] for step in given("ReverseHours", told))
    there = {
        (step.body["session"], step.body["person"]): step.body["minutes"]
        for command in ("RecordAttendance", "CorrectAttendance")
        for step in given(command, told)
    }
    exits = Counter(step.body["destination"] for step in given("EndEnrolment", told))
    exits["joined-household"] += len(given("JoinHouseholds", told))
    with reading(system) as connection:
        figures = {f.name: f.value for f in indicators.figures(connection, since=start, until=end, project=PROJECT)}
        left = indicators.by_destination(connection, since=start, until=end, project=PROJECT)
    assert figures[indicators.VOLUNTEERING] == pytest.approx(hours / 60)
    assert figures[indicators.TRAINING] == pytest.approx(sum(there.values()) / 60)
    assert figures[indicators.EXITS] == exits.total()
    assert figures[indicators.FAMILIES] == len(given("EnrolFamily", told)) + len(given("SplitHousehold", told))
    assert dict(left) == dict(exits)


def test_whoever_leaves_the_project_leaves_the_unit(system, told):
    left = {step.body["household"] for step in given("EndEnrolment", told)}
    stays = {s.body["household"]: new_id(s.actor.agency, s.key, MAKES["AssignUnit"]) for s in given("AssignUnit", told)}
    ended = {stays[household] for household in left & stays.keys()}
    assert ended
    give_up = time.monotonic() + 120
    while True:
        with reading(system) as connection:
            rows = connection.execute(
                "select assignment from indicators.release where assignment = any(%s)", (list(ended),)
            ).fetchall()
        if {row[0] for row in rows} == ended:
            return
        assert time.monotonic() < give_up
        time.sleep(0.3)


PUBLIC = ("audit_trail.entry", "pathway.line", "pathway.household", "indicators.counted", "indicators.stay", "delivery.family_line")


def test_no_name_stands_in_a_log_a_topic_or_a_read_model_but_people(system, told):
    """Names and free text are encrypted before they are stored; what a topic carries is the trail's wire data."""
    persons = [step.body for step in given("RegisterPerson", told)]
    names = {body[part] for body in persons for part in ("given_name", "family_name") if len(body.get(part) or "") >= 7}
    assert len(names) > 20
    logs = "\n".join(log.read_text(errors="replace") for log in (system.data / "log").iterdir())
    assert [name for name in names if name in logs] == []
    patterns = [f"%{name}%" for name in names]
    with reading(system) as connection:
        for table in PUBLIC:
            found = connection.execute(f"select count(*) from {table} t where t::text like any(%s)", (patterns,)).fetchone()
            assert found == (0,), table
        known = connection.execute("select count(*) from people.person t where t::text like any(%s)", (patterns,)).fetchone()
    assert known is not None
    assert known[0] > 20

"""The record on the real PostgreSQL: one order, nothing lost, nothing doubled, nothing decided on what was not seen."""

import itertools
import random
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import psycopg
import pytest

from infra.codec import StoredFact
from infra.grouping import ReceiptDraft, Save
from infra.ledger import Contended, Reading
from services.intake import commands as asks
from services.intake.domain import programme
from services.intake.domain.household import AlreadyEnrolled, AlreadyInAHousehold, NotTakenInCharge
from services.intake.events import AgencyRegistered, Member, ProgrammeRules
from services.kernel.event import Event, Recorded
from services.kernel.rules import EventTooLarge, KeyReused, RuleBroken, Stale
from tests.infra.conftest import Desk, a_caller, all_at_once, receipts

FREE = ProgrammeRules(adult_head=False, case_required=False, notice_required=False)


def declare(desk: Desk, project: str = "PROG-2784") -> None:
    desk.intake.programmes.declare_programme(
        asks.DeclareProgramme(project=project, name="WE-ITA", rules=FREE), a_caller(f"declare {project}", role="admin")
    )


def enrolling(head: UUID, household: UUID | None = None, project: str = "PROG-2784") -> asks.EnrolFamily:
    return asks.EnrolFamily(household=household, project=project, head=head, members=(Member(person=head, relationship="head"),))


def a_save(stream: str, version: int = 1, *, event_id: UUID | None = None, read: dict[str, int] | None = None) -> Save:
    fact = StoredFact(
        originator_id=stream, originator_version=version, topic="AgencyRegistered", state=b'{"agency":"x","name":"X"}',
        id=event_id or uuid4(), schema_version=1, lane=0, occurred_at=a_caller().now, envelope="{}",
    )  # fmt: skip
    key = str(uuid4())
    return Save((fact,), {stream: version - 1} if read is None else read, ReceiptDraft("sds", key, b"", uuid4(), "{}"))


def test_what_is_recorded_can_be_read_back(desk: Desk) -> None:
    person = desk.register("Amal")
    stream = f"person/{person}"
    facts = [desk.ledger.record_.mapper.to_domain_event(row) for row in desk.ledger.record_.rows.select_events(stream)]
    assert [fact.type for fact in facts] == ["PersonRegistered", "CountingProfileSet"]
    assert [(fact.version, fact.position) for fact in facts] == [(1, 1), (2, 2)]
    assert facts[0].event.given_name == "Amal"
    assert (facts[0].actor, facts[0].agency, facts[0].subjects) == ("anna", "sds", (person,))


def test_of_two_racing_decisions_on_one_stream_one_wins_and_the_other_gets_the_rules_answer(desk: Desk) -> None:
    declare(desk)
    for _ in range(5):
        head = desk.register()
        case = desk.intake.cases.open_case(asks.OpenCase(project="PROG-2784", head=head), a_caller())
        ask = enrolling(head, UUID(case.ids["household"]))
        other = desk.another()
        outcomes = all_at_once([
            lambda d=d, ask=ask: d.intake.households.enrol_family(ask, a_caller()) for d in (desk, other, desk, other)
        ])  # fmt: skip
        assert len(receipts(outcomes)) == 1
        assert [type(outcome) for outcome in outcomes].count(AlreadyEnrolled) == 3


def test_two_families_racing_for_one_person_meet_at_the_persons_membership(desk: Desk) -> None:
    declare(desk)
    head = desk.register()
    other = desk.another()
    outcomes = all_at_once(
        [lambda d=d: d.intake.households.enrol_family(enrolling(head), a_caller()) for d in (desk, other, desk, other)]
    )
    assert len(receipts(outcomes)) == 1
    assert [type(outcome) for outcome in outcomes].count(AlreadyInAHousehold) == 3


def test_a_decision_that_only_read_a_stream_is_decided_again_when_that_stream_has_changed(desk: Desk) -> None:
    rounds = itertools.count(1)

    def decide(read: Reading) -> Iterator[Event | RuleBroken]:
        watched = read.state("agency/watched", programme.evolve_agency, programme.Agency())
        if next(rounds) == 1:
            desk.another().intake.programmes.register_agency(
                asks.RegisterAgency(agency="watched", name="Meanwhile"), a_caller(role="admin")
            )
        yield AgencyRegistered(agency="written", name=f"saw {watched.name}")

    desk.ledger.record(asks.RegisterAgency(agency="written", name="x"), a_caller(), decide)
    assert next(rounds) == 3
    names = desk.rows("select data::json ->> 'name' from event where stream = 'agency/written'")
    assert names == [("saw Meanwhile",)]


def test_a_stream_that_two_folds_saw_at_two_moments_is_decided_again(desk: Desk) -> None:
    rounds = itertools.count(1)

    def other_evolve(agency: programme.Agency, fact: Recorded) -> programme.Agency:
        return programme.evolve_agency(agency, fact)

    def decide(read: Reading) -> Iterator[Event | RuleBroken]:
        first = read.state("agency/watched", programme.evolve_agency, programme.Agency())
        if next(rounds) == 1:
            desk.another().intake.programmes.register_agency(
                asks.RegisterAgency(agency="watched", name="Meanwhile"), a_caller(role="admin")
            )
        second = read.state("agency/watched", other_evolve, programme.Agency())
        yield AgencyRegistered(agency="written", name=f"{first.name} {second.name}")

    desk.ledger.record(asks.RegisterAgency(agency="written", name="x"), a_caller(), decide)
    assert desk.rows("select data::json ->> 'name' from event where stream = 'agency/written'") == [("Meanwhile Meanwhile",)]


def test_a_decision_that_is_overtaken_every_time_ends_by_saying_so(desk: Desk) -> None:
    rounds, other = itertools.count(1), desk.another(2)

    def decide(read: Reading) -> Iterator[Event | RuleBroken]:
        read.state("agency/watched", programme.evolve_agency, programme.Agency())
        ask = asks.RegisterAgency(agency="watched", name=f"name {next(rounds)}")
        other.intake.programmes.register_agency(ask, a_caller(role="admin"))
        yield AgencyRegistered(agency="written", name="never")

    with pytest.raises(Contended):
        desk.ledger.record(asks.RegisterAgency(agency="written", name="x"), a_caller(), decide)
    assert desk.rows("select count(*) from event where stream = 'agency/written'") == [(0,)]


def test_what_an_import_states_is_recorded_with_the_rules_it_breaks(desk: Desk) -> None:
    desk.intake.programmes.declare_programme(asks.DeclareProgramme(project="STRICT", name="x"), a_caller(role="admin"))
    receipt = desk.intake.households.enrol_family(
        enrolling(desk.register(), project="STRICT"), a_caller(role="system", imports=True)
    )
    assert receipt.marks == ("NotTakenInCharge", "PrivacyNoticeMissing", "HeadAgeNotKnown")
    marks = desk.rows("select distinct envelope::json ->> 'marks' from event where stream like 'household/%%'")
    assert marks == [('["NotTakenInCharge","PrivacyNoticeMissing","HeadAgeNotKnown"]',)]
    with pytest.raises(NotTakenInCharge):
        desk.intake.households.enrol_family(enrolling(desk.register(), project="STRICT"), a_caller())


def test_a_refusal_from_memory_is_looked_at_afresh_before_it_is_given(desk: Desk) -> None:
    declare(desk)
    head = desk.register()
    first = desk.intake.households.enrol_family(enrolling(head), a_caller())
    family = UUID(first.ids["household"])
    with pytest.raises(AlreadyInAHousehold):
        desk.intake.households.enrol_family(enrolling(head), a_caller())
    leaving = asks.EndEnrolment(household=family, exit=date(2026, 11, 24), destination="rental", reason="moved")
    desk.another().intake.households.end_enrolment(leaving.model_copy(update={"exit": date.today()}), a_caller())  # noqa: DTZ011
    assert desk.intake.households.enrol_family(enrolling(head), a_caller()).events


def test_the_same_key_and_body_give_the_same_receipt_and_nothing_new(desk: Desk) -> None:
    ask, by = asks.RegisterPerson(given_name="Amal"), a_caller("key", body_sha256=b"one")
    first, second = desk.intake.persons.register_person(ask, by), desk.another().intake.persons.register_person(ask, by)
    assert second.replayed
    assert (first.events, first.ids, first.first_position, first.recorded_at) == (
        second.events, second.ids, second.first_position, second.recorded_at,
    )  # fmt: skip
    assert desk.rows("select count(*) from event") == [(2,)]


def test_the_same_key_at_the_same_moment_is_recorded_once(desk: Desk) -> None:
    ask, other = asks.RegisterPerson(given_name="Amal"), desk.another()
    outcomes = all_at_once([lambda d=d: d.intake.persons.register_person(ask, a_caller("key")) for d in (desk, other) * 8])
    assert {outcome.ids["person"] for outcome in outcomes} == {outcomes[0].ids["person"]}
    assert sum(not outcome.replayed for outcome in outcomes) == 1
    assert desk.rows("select count(*) from event") == [(2,)]


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    desk.intake.persons.register_person(asks.RegisterPerson(), a_caller("key", body_sha256=b"one"))
    with pytest.raises(KeyReused):
        desk.intake.persons.register_person(asks.RegisterPerson(), a_caller("key", body_sha256=b"two"))


def test_the_key_of_another_agency_is_another_key(desk: Desk) -> None:
    assert not desk.intake.persons.register_person(asks.RegisterPerson(), a_caller("key")).replayed
    assert not desk.intake.persons.register_person(asks.RegisterPerson(), a_caller("key", agency="coop")).replayed


def test_a_write_on_an_older_version_is_stale(desk: Desk) -> None:
    ask = asks.RegisterAgency(agency="coop", name="Cooperativa")
    desk.intake.programmes.register_agency(ask, a_caller(role="admin"))
    newer = ask.model_copy(update={"name": "Cooperativa sociale"})
    with pytest.raises(Stale):
        desk.intake.programmes.register_agency(newer, a_caller(role="admin", if_match=0))
    assert desk.intake.programmes.register_agency(newer, a_caller(role="admin", if_match=1)).version == 2


def test_appends_of_32_threads_have_positions_without_gaps_lanes_without_holes_and_a_clock_that_never_goes_back(desk: Desk) -> None:
    other = desk.another()
    outcomes = all_at_once([lambda d=d: d.register(str(uuid4())) for d in (desk, other) * 100])
    assert len({outcome for outcome in outcomes if isinstance(outcome, UUID)}) == 200
    rows = desk.rows("select position, lane, previous_position, recorded_at, stream, version from event order by position")
    assert [row[0] for row in rows] == list(range(1, 401))
    assert [row[3] for row in rows] == sorted(row[3] for row in rows)
    last: dict[int, int] = defaultdict(int)
    for position, lane, previous, *_ in rows:
        assert previous == last[lane]
        last[lane] = position
    assert len(last) == 6
    receipts_ = desk.rows("select first_position, answer::json #>> '{events,0,id}' from receipt")
    at = dict(desk.rows("select position, id::text from event"))
    assert all(at[first] == event for first, event in receipts_)


def test_the_clock_of_the_record_does_not_follow_a_clock_that_is_set_back(desk: Desk) -> None:
    desk.register()
    desk.admin.execute("begin")
    desk.admin.execute("alter table event disable trigger user")
    desk.admin.execute("update event set recorded_at = recorded_at + interval '1 hour'")
    desk.admin.execute("commit")
    desk.register()
    assert desk.rows("select count(distinct recorded_at) from event") == [(1,)]


def test_a_stale_save_does_not_fail_its_neighbours(desk: Desk) -> None:
    desk.ledger.record_.rows.append(a_save("agency/old"))
    saves = [a_save(f"agency/{n}") for n in range(20)]
    saves[7] = a_save("agency/old", 1)
    outcomes = desk.ledger.record_.rows.grouping.call(saves)
    assert [outcome.kind for outcome in outcomes] == ["stale" if n == 7 else "recorded" for n in range(20)]
    assert [row[0] for row in desk.rows("select position from event order by 1")] == list(range(1, 21))


def test_a_save_that_the_database_cannot_take_fails_alone(desk: Desk) -> None:
    taken = uuid4()
    desk.ledger.record_.rows.append(a_save("agency/first", event_id=taken))
    saves = [a_save(f"agency/{n}", event_id=taken if n == 5 else None) for n in range(40)]
    outcomes = all_at_once([lambda save=save: desk.ledger.record_.rows.append(save) for save in saves], 40)
    failed = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert failed == [5]
    assert isinstance(outcomes[5], psycopg.IntegrityError)
    assert desk.rows("select count(*), max(position) from event") == [(40, 40)]


def test_a_known_command_in_a_group_is_answered_and_its_neighbours_are_recorded(desk: Desk) -> None:
    known = a_save("agency/known")
    desk.ledger.record_.rows.append(known)
    outcomes = desk.ledger.record_.rows.grouping.call([a_save("agency/a"), known, a_save("agency/b")])
    assert [outcome.kind for outcome in outcomes] == ["recorded", "known", "recorded"]
    assert [outcome.first_position for outcome in outcomes] == [2, 1, 3]


def test_a_decision_without_facts_has_a_receipt_all_the_same(desk: Desk) -> None:
    ask = asks.RegisterAgency(agency="coop", name="Cooperativa")
    desk.intake.programmes.register_agency(ask, a_caller(role="admin"))
    again = desk.intake.programmes.register_agency(ask, a_caller("again", role="admin"))
    assert again.events == ()
    assert again.version == 0
    assert desk.intake.programmes.register_agency(ask, a_caller("again", role="admin")).replayed


def test_an_event_of_more_than_32_kib_is_refused_and_nothing_is_written(desk: Desk) -> None:
    by = a_caller(role="admin")
    with pytest.raises(EventTooLarge):
        desk.intake.programmes.register_agency(asks.RegisterAgency.model_construct(agency="x", name="x" * 40_000), by)
    assert desk.rows("select count(*) from event") == [(0,)]
    assert desk.ledger.receipt(by) is None


@pytest.mark.parametrize(
    "statement",
    [
        "insert into event select * from event",
        "update event set type = 'Other'",
        "delete from event",
        "truncate event",
        "insert into receipt select * from receipt",
        "delete from receipt",
        "drop table event",
        "alter table event disable trigger all",
        "create table mine (word text)",
        "set role postgres",
    ],
)
def test_the_services_role_cannot_touch_the_record_but_by_appending(desk: Desk, statement: str) -> None:
    desk.register()
    with (
        psycopg.connect(desk.settings.database("intake", "weita_service"), autocommit=True) as service,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        service.execute(statement)


def test_no_program_connects_as_superuser_owner_or_past_row_policies(desk: Desk) -> None:
    for role in ("weita_service", "weita_relay", "weita_projector", "weita_desk", "weita_sealer"):
        with psycopg.connect(desk.settings.database("intake", role)) as program:  # type: ignore[arg-type]
            row = program.execute(
                """select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                          exists (select 1 from pg_class c where c.relowner = r.oid)
                     from pg_roles r where rolname = current_user"""
            ).fetchone()
        assert row == (False, False, False, False, False), role


def test_answers_lost_at_a_commit_neither_lose_nor_double_anything(desk: Desk) -> None:
    """Backends are killed at random while 16 threads append."""
    done = threading.Event()

    def kill() -> None:
        chance = random.Random(2784)
        with psycopg.connect(desk.settings.admin_url, autocommit=True) as killer:
            while not done.wait(chance.uniform(0.05, 0.2)):
                killer.execute(
                    """select pg_terminate_backend(pid) from pg_stat_activity
                        where usename = 'weita_service' and datname = 'weita_intake' order by random() limit 1"""
                )

    killing = threading.Thread(target=kill)
    killing.start()
    try:
        keys = [f"key {n}" for n in range(600)]
        outcomes = all_at_once([lambda key=key: desk.register(key, key) for key in keys], 16)
    finally:
        done.set()
        killing.join()
    answered = {outcome for outcome in outcomes if isinstance(outcome, UUID)}
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    registered = [UUID(row[0]) for row in desk.rows("select data::json ->> 'person' from event where type = 'PersonRegistered'")]
    assert len(registered) == len(set(registered)) == 600
    assert set(registered) == answered
    positions = [row[0] for row in desk.rows("select position from event order by 1")]
    assert positions == list(range(1, 1201))


def test_one_key_at_two_services_makes_two_events_with_ids_of_their_own(desk: Desk) -> None:
    """The same agency and key name the same command, but what two services record of it are two facts."""
    desk.register("Amal", "row-1")
    rows = desk.rows("select id, position from event order by position")
    expected = [a_caller("row-1").new_id(f"intake event {n}") for n in range(len(rows))]
    assert [row[0] for row in rows] == expected
    assert a_caller("row-1").new_id("housing event 0") not in expected

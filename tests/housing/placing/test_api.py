"""Who gets which home over HTTP: from the waiting list to the key, and back to the list; and the race for a vacancy."""

from concurrent.futures import ThreadPoolExecutor

from services.housing.domain.ranking import replay
from services.housing.events import CandidateRanked, RulesPublished
from tests.api.commands.placing import accepted, applied, proposed, ranked, vacancy, vacant
from tests.api.promises import refused
from tests.api.scenes import LATER, LONG, MOVE_IN, Family, Scene, day
from tests.api.stack import Call

pytest_plugins = ["tests.api.fixtures"]

LOOSE = {"agreement_required": False}


def proposing(scene: Scene, family: Family, unit: str) -> Call:
    return scene.call("ProposeUnit", "housing", unit=unit, household=family.household, reason="Vicino alla scuola.")


def test_from_the_list_to_the_key_by_a_ranking_that_a_person_overrides(scene: Scene):
    strict = Scene(scene.stack, {**LOOSE, "ranking_required": True})
    first, second = strict.enrolled_family(), strict.enrolled_family()
    strict.stack.carry()
    ranked(strict, first, second)
    unit = vacant(strict)
    refused(strict.stack.send(strict.assignment(second, unit)), 409, "ranking-required", "proposal")
    override = strict.call("OverrideRank", strict.who("coordinator", "marco"), None, project=strict.project)
    strict.stack.must(override.but(household=second.household, place=1, reason="Sfratto anticipato."))
    offer = accepted(strict, second, unit=unit, list_agency=strict.agency)
    strict.stack.must(strict.assignment(second, unit, starts=day(0), proposal=offer["proposal"]))
    told = strict.stack.types("housing", f"waiting-list/{strict.agency}:{strict.project}")
    assert told == [
        "RulesPublished", "HousingApplied", "HousingApplied", "CandidateRanked", "CandidateRanked", "ListRanked",
        "RankOverridden", "PlaceShifted", "ApplicationWithdrawn",
    ]  # fmt: skip
    assert strict.stack.types("housing", f"vacancy/{unit}") == [
        "VacancyOpened", "UnitProposed", "ProposalAccepted", "VacancyClosed"
    ]  # fmt: skip


def test_a_recorded_ranking_is_made_again_from_the_record(scene: Scene):
    families = [scene.enrolled_family() for _ in range(5)]
    scene.stack.carry()
    ranked(scene, *families)
    facts = [
        scene.stack.ledgers["housing"].record_.mapper.to_domain_event(fact).event
        for _, fact in scene.stack.facts("housing", "RulesPublished", "CandidateRanked")
    ]
    (rules,) = (fact for fact in facts if isinstance(fact, RulesPublished) and fact.project == scene.project)
    told = [fact for fact in facts if isinstance(fact, CandidateRanked) and fact.project == scene.project]
    again = replay(rules, reversed(told))
    assert [(one.candidate.household, one.place) for one in again] == [(fact.household, fact.place) for fact in told]
    assert [str(fact.household) for fact in told] == [family.household for family in families]


def test_of_two_agencies_that_race_for_a_vacancy_one_may_propose_it(scene: Scene):
    unit, ours, theirs = vacant(scene), scene.enrolled_family(), scene.enrolled_family()
    scene.consent_given(theirs)
    scene.stack.carry()
    calls = [proposing(scene, ours, unit), proposing(scene, theirs, unit).from_(scene.them("housing"))]
    with ThreadPoolExecutor(2) as racers:
        answers = sorted(racers.map(scene.stack.send, calls), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 201
    refused(answers[1], 409, "unit-is-proposed", "unit")
    assert scene.stack.types("housing", f"vacancy/{unit}") == ["VacancyOpened", "UnitProposed"]


def test_of_six_who_race_to_move_into_the_last_place_one_gets_it(scene: Scene):
    loose = Scene(scene.stack, LOOSE)
    families = [loose.enrolled_family() for _ in range(6)]
    loose.stack.carry()
    stays = [loose.stack.must(loose.assignment(family, loose.unit_added()))["assignment"] for family in families]
    last = loose.unit_added(capacity=1)
    moves = [
        loose.call("MoveHousehold", "coordinator", household=family.household, assignment=stay, unit=last, moved=LATER)
        for family, stay in zip(families, stays, strict=True)
    ]
    with ThreadPoolExecutor(6) as racers:
        answers = list(racers.map(loose.stack.send, moves))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/unit-occupied"}


def test_declined_the_unit_is_proposed_to_the_next(scene: Scene):
    first, second = scene.enrolled_family(), scene.known_family()
    offer = proposed(scene, first)
    refused(scene.stack.send(proposing(scene, second, offer["unit"])), 409, "unit-is-proposed", "unit")
    ask = {"household": first.household, "answered": day(0), "because": "too-small", **offer}
    scene.do("DeclineProposal", "caseworker", **ask)
    assert scene.stack.send(proposing(scene, second, offer["unit"])).status_code == 201


def test_a_unit_that_goes_out_of_service_is_vacant_no_longer(scene: Scene):
    unit = vacant(scene)
    scene.do("TakeUnitOutOfService", "housing", unit=unit, since=day(0), reason="maintenance")
    assert scene.stack.types("housing", f"vacancy/{unit}") == ["VacancyOpened", "VacancyClosed"]
    opening = scene.call("OpenVacancy", "housing", None, unit=unit, opens=day(1))
    refused(scene.stack.send(opening), 409, "unit-not-in-service", "unit")
    scene.do("ReturnUnit", "housing", unit=unit, returned=day(0))
    assert vacancy(scene, unit)


def test_another_agency_says_nothing_about_a_unit_it_does_not_operate(scene: Scene):
    opening = scene.call("OpenVacancy", scene.them("housing"), None, unit=scene.unit_added(), opens=day(0))
    refused(scene.stack.send(opening), 409, "dwelling-of-another-agency", "unit")


def test_who_made_the_ranking_does_not_override_it(scene: Scene):
    families = [scene.enrolled_family() for _ in range(2)]
    scene.stack.carry()
    for family in families:
        applied(scene, family)
    scene.do("PublishRules", "coordinator", project=scene.project, version="1", criteria=[
        {"input": "members", "bands": [{"at_least": 1, "points": 1}]}
    ])  # fmt: skip
    scene.do("RankCandidates", "coordinator", project=scene.project, day=day(0))
    ask = {"project": scene.project, "reason": "Urgenza."}
    override = scene.call("OverrideRank", "coordinator", None, **ask)
    answers = [scene.stack.send(override.but(household=family.household, place=1)) for family in families]
    assert [refused(answer, 409, "same-who-ranked")["field"] for answer in answers] == ["project"] * 2


def test_who_joins_a_housed_family_lives_with_it_where_there_is_room(scene: Scene):
    family, child, guest = scene.known_family(), scene.person("2015-01-01"), scene.person("2016-01-01")
    unit = scene.unit_added(capacity=2)
    scene.assigned_unit(family, unit)
    for person in (child, guest):
        scene.do("AddMember", "caseworker", household=family.household, person=person, relationship="3", occurred_at=LATER)
    scene.stack.carry()
    assert scene.stack.types("housing", f"stay/{family.household}") == ["UnitAssigned", "OccupantJoined"]
    assert scene.stack.types("housing", f"occupancy/{unit}") == ["UnitTaken", "UnitTaken"]
    full = scene.stack.rows(
        "housing", "select rule from refused_reaction where household = %s and settled_at is null", family.household
    )
    assert full == [("UnitFull",)]


def test_a_stay_goes_on_in_another_unit_and_longer_than_planned(scene: Scene):
    family = scene.known_family()
    unit, other = scene.unit_added(), scene.unit_added()
    stay = scene.assigned_unit(family, unit)
    scene.agreement_signed(family, other)
    ids = {"household": family.household, "assignment": stay}
    scene.do("MoveHousehold", "coordinator", **ids, unit=other, moved=LATER, reason="Una stanza in meno.")
    scene.do(
        "ExtendAssignment", "coordinator", **ids, planned_end=day(600), evidence=[{"sha256": scene.filed(), "kind": "declaration"}]
    )
    scene.do("ReleaseUnit", "housing", **ids, released=day(0), reason="own-home")
    assert scene.stack.types("housing", f"occupancy/{unit}") == ["UnitTaken", "UnitFreed"]
    assert scene.stack.types("housing", f"occupancy/{other}") == ["UnitTaken", "UnitTaken", "UnitFreed"]


def test_a_stay_falls_due_once_and_not_before(scene: Scene):
    family, unit = scene.known_family(), scene.unit_added()
    scene.agreement_signed(family, unit)
    stay = scene.stack.must(scene.assignment(family, unit, starts=MOVE_IN, planned_end=LONG))["assignment"]
    due = scene.call("NoteStayDue", "system", None, household=family.household, assignment=stay)
    refused(scene.stack.send(due), 409, "not-yet-due", "assignment")

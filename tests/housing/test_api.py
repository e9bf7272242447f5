"""Housing over HTTP: what every command promises, what it hears from intake, and the race for the last place."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from tests.api.promises import EveryCommand, refused
from tests.api.scenes import LONG, MOVE_IN, Family, Scene, day
from tests.api.stack import Call

pytest_plugins = ["tests.api.fixtures"]


class TestHousing(EveryCommand):
    service = "housing"


def agreement_by(scene: Scene, family: Family, unit: str) -> Call:
    """The neighbour agency lays an agreement before the family."""
    return scene.call(
        "DraftAgreement", scene.them("housing"), household=family.household, unit=unit, version=uuid4().hex[:8], rules="Silenzio."
    )


def open_refusals(scene: Scene, family: Family) -> list[tuple[str, str, bool]]:
    return scene.stack.rows(
        "housing", "select reaction, rule, settled_at is not null from refused_reaction where household = %s", family.household
    )


def test_a_family_is_known_to_housing_once_its_fact_has_come(scene: Scene):
    family, unit = scene.enrolled_family(), scene.unit_added()
    refused(scene.stack.send(scene.assignment(family, unit)), 404, "unknown-household")
    scene.stack.carry()
    refused(scene.stack.send(scene.assignment(family, unit)), 409, "agreement-not-signed", "household")
    scene.agreement_signed(family, unit)
    assert scene.stack.send(scene.assignment(family, unit)).status_code == 201


def test_another_agency_acts_on_a_family_while_a_consent_names_it(scene: Scene):
    family, unit = scene.known_family(), scene.unit_added()
    refused(scene.stack.send(agreement_by(scene, family, unit)), 404, "unknown-household")
    consent = scene.consent_given(family)
    scene.stack.carry()
    assert scene.stack.send(agreement_by(scene, family, unit)).status_code == 201
    scene.do("WithdrawConsent", "caseworker", household=family.household, consent=consent)
    scene.stack.carry()
    refused(scene.stack.send(agreement_by(scene, family, unit)), 404, "unknown-household")


def test_a_consent_that_has_expired_opens_nothing(scene: Scene):
    family, unit = scene.known_family(), scene.unit_added()
    scene.consent_given(family, expires=day(-1), occurred_at=day(-10))
    scene.stack.carry()
    refused(scene.stack.send(agreement_by(scene, family, unit)), 404, "unknown-household")


def test_of_two_agencies_that_race_for_the_last_place_one_gets_it(scene: Scene):
    loose = Scene(scene.stack, {"agreement_required": False})
    unit, ours, theirs = loose.unit_added(), loose.enrolled_family(), loose.enrolled_family()
    loose.consent_given(theirs)
    loose.stack.carry()
    calls = [loose.assignment(ours, unit), loose.assignment(theirs, unit).from_(loose.them())]
    with ThreadPoolExecutor(2) as racers:
        answers = sorted(racers.map(loose.stack.send, calls), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 201
    assert refused(answers[1], 409, "unit-occupied", "unit")["until"] == LONG
    assert loose.stack.types("housing", f"occupancy/{unit}") == ["UnitTaken"]


def test_a_shared_unit_is_filled_to_its_last_place_and_no_further(scene: Scene):
    loose = Scene(scene.stack, {"agreement_required": False})
    unit = loose.unit_added(capacity=3, shared=True)
    families = [loose.enrolled_family() for _ in range(8)]
    loose.stack.carry()
    with ThreadPoolExecutor(8) as racers:
        codes = sorted(racers.map(lambda family: loose.stack.send(loose.assignment(family, unit)).status_code, families))
    assert codes == [201] * 3 + [409] * 5


def test_a_family_that_leaves_the_project_leaves_its_unit(scene: Scene):
    family, unit = scene.known_family(), scene.unit_added()
    scene.assigned_unit(family, unit)
    scene.stack.must(scene.exit(family, day(-1)))
    scene.stack.carry()
    assert scene.stack.types("housing", f"stay/{family.household}") == ["UnitAssigned", "UnitReleased"]
    assert scene.stack.types("housing", f"occupancy/{unit}") == ["UnitTaken", "UnitFreed"]
    refused(scene.stack.send(scene.assignment(family, unit, starts=day(0))), 409, "household-has-left", "starts")


def test_a_fact_that_is_delivered_twice_acts_once(scene: Scene):
    family = scene.known_family()
    scene.assigned_unit(family)
    scene.stack.must(scene.exit(family))
    exits = scene.stack.of(family.household, "intake", "FamilyExited")
    scene.stack.deliver("housing", exits * 2)
    scene.stack.deliver("housing", exits)
    assert scene.stack.types("housing", f"stay/{family.household}") == ["UnitAssigned", "UnitReleased"]


def test_a_refused_reaction_is_kept_and_settled_when_it_succeeds(scene: Scene):
    family = scene.enrolled_family()
    scene.consent_given(family)
    consents = scene.stack.of(family.household, "intake", "ConsentGiven")
    scene.stack.deliver("housing", consents)
    assert open_refusals(scene, family) == [("NoteSharing:0", "UnknownHousehold", False)]
    scene.stack.deliver("housing", scene.stack.of(family.household, "intake", "CaseOpened"))
    scene.stack.deliver("housing", consents)
    assert open_refusals(scene, family) == [("NoteSharing:0", "UnknownHousehold", True)]


def test_a_stay_does_not_end_before_it_starts(scene: Scene):
    family, unit = scene.known_family(), scene.unit_added()
    scene.agreement_signed(family, unit)
    call = scene.assignment(family, unit, planned_end=day(-60))
    refused(scene.stack.send(call), 409, "end-before-start", "planned_end")
    early = scene.call("SignAgreement", "housing", household=family.household, agreement=str(uuid4()), person=family.head)
    refused(scene.stack.send(early.but(signed=MOVE_IN)), 404, "unknown-agreement", "agreement")


def in_shared_house(scene: Scene) -> tuple[str, list[Family], list[str]]:
    """A dwelling of two rooms, and two families that have signed for one each."""
    dwelling = scene.do("AddDwelling", "housing", name="Casa Giglio", shared=True)["dwelling"]
    units = [scene.do("AddUnit", "housing", dwelling=dwelling, label=label, capacity=4)["unit"] for label in "AB"]
    families = [scene.enrolled_family() for _ in units]
    scene.stack.carry()
    for family, unit in zip(families, units, strict=True):
        scene.agreement_signed(family, unit)
    return dwelling, families, units


def test_nobody_enters_a_shared_house_before_all_who_live_there_have_signed_its_version(scene: Scene):
    dwelling, (first, second), (room, other) = in_shared_house(scene)
    scene.stack.must(scene.assignment(first, room))
    scene.do("AmendAgreement", "housing", dwelling=dwelling, version="2", amended=MOVE_IN)
    entry = scene.assignment(second, other)
    refused(scene.stack.send(entry), 409, "agreement-not-signed", "household")
    papers = {
        family.household: scene.do("DraftAgreement", "housing", household=family.household, unit=unit, version="2", rules="Pace.")
        for family, unit in ((first, room), (second, other))
    }

    def sign(family: Family) -> None:
        paper = papers[family.household]["agreement"]
        scene.do("SignAgreement", "housing", household=family.household, agreement=paper, person=family.head, signed=MOVE_IN)

    sign(second)
    assert refused(scene.stack.send(entry), 409, "neighbours-have-not-signed", "unit")["people"] == 1
    sign(first)
    assert scene.stack.send(entry).status_code == 201


def test_of_an_amendment_and_an_entry_at_the_same_moment_one_sees_the_other(scene: Scene):
    dwelling, (first, second), (room, other) = in_shared_house(scene)
    scene.stack.must(scene.assignment(first, room))
    calls = [
        scene.assignment(second, other),
        scene.call("AmendAgreement", "housing", None, dwelling=dwelling, version="2", amended=MOVE_IN),
    ]
    with ThreadPoolExecutor(2) as racers:
        entry, amendment = racers.map(scene.stack.send, calls)
    assert amendment.status_code == 201
    if entry.status_code == 201:
        query = "select type from event where stream = any(%s) and type in ('AgreementAmended', 'UnitTaken') order by position"
        told = scene.stack.rows("housing", query, [f"dwelling/{dwelling}", f"occupancy/{other}"])
        assert told == [("UnitTaken",), ("AgreementAmended",)]
    else:
        refused(entry, 409, "agreement-not-signed")


def test_an_incident_is_answered_by_who_reported_it_and_by_who_runs_the_house(scene: Scene):
    dwelling = scene.do("AddDwelling", "housing", name="Casa Giglio", shared=True, agency=scene.neighbour)["dwelling"]
    family = scene.known_family()
    ask = {"households": [family.household], "kind": "quarrel", "on": MOVE_IN}
    incident = scene.do("ReportIncident", "housing", dwelling=dwelling, **ask)["incident"]
    classify = scene.call("ClassifyIncident", "housing", "incident", incident=incident, severity="grave")
    assert scene.stack.send(classify).status_code == 201
    assert scene.stack.send(classify.from_(scene.them("housing"))).status_code == 201
    refused(scene.stack.send(classify.from_(scene.who("housing", agency="altra"))), 404, "unknown-incident", "incident")

"""The register over HTTP: what every command promises, numbers without gaps, and what it hears from its neighbours."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

from services.register.domain import numbering, volunteer
from services.register.domain.numbering import Numbering
from services.register.domain.seal import SealedEntry, entries, verify
from services.register.domain.volunteer import Volunteer
from tests.api.promises import EveryCommand, refused
from tests.api.scenes import SLOT, Family, Scene, day
from tests.api.stack import Call, data_of

pytest_plugins = ["tests.api.fixtures"]


class TestRegister(EveryCommand):
    service = "register"


def need_by(scene: Scene, family: Family) -> Call:
    """The neighbour agency publishes a need of the family."""
    ask = {"skill": "italian", "start": day(0), "until": day(9)}
    return scene.call("PublishNeed", scene.them("registrar"), household=family.household, **ask)


def test_another_agency_publishes_needs_while_a_consent_names_it(scene: Scene):
    family = scene.known_family()
    refused(scene.stack.send(need_by(scene, family)), 404, "unknown-household")
    consent = scene.consent_given(family)
    scene.stack.carry()
    assert scene.stack.send(need_by(scene, family)).status_code == 201
    scene.do("WithdrawConsent", "caseworker", household=family.household, consent=consent)
    scene.stack.carry()
    refused(scene.stack.send(need_by(scene, family)), 404, "unknown-household")


def test_a_consent_that_has_expired_opens_nothing(scene: Scene):
    family = scene.known_family()
    scene.consent_given(family, expires=day(-1), occurred_at=day(-10))
    scene.stack.carry()
    refused(scene.stack.send(need_by(scene, family)), 404, "unknown-household")


def test_numbers_have_no_gap_when_sixteen_register_at_once(scene: Scene):
    people = [scene.vetted() for _ in range(16)]
    calls = [scene.call("RegisterVolunteer", "registrar", person=one, section="regular", start=day(0)) for one in people]
    with ThreadPoolExecutor(16) as racers:
        codes = list(racers.map(lambda call: scene.stack.send(call).status_code, calls))
    taken = scene.stack.rows(
        "register", "select data from event where stream = %s order by version", f"numbering/{scene.agency}:regular"
    )
    assert codes == [201] * 16
    assert [f'"number":{n}' in row[0] for n, row in enumerate(taken, 1)] == [True] * 16


def test_matches_end_when_the_family_leaves_the_project(scene: Scene):
    match = scene.match_confirmed()
    scene.stack.must(scene.exit(match.family))
    scene.stack.carry()
    assert scene.stack.types("register", f"matches/{match.family.household}") == ["MatchProposed", "MatchConfirmed", "MatchEnded"]
    late = scene.call("PublishNeed", "registrar", household=match.family.household, skill="it", start=day(1), until=day(2))
    refused(scene.stack.send(late), 409, "family-has-left", "until")


def test_a_completed_course_is_noted_on_the_volunteer_once(scene: Scene):
    person = scene.applicant()
    edition, _ = scene.course_completed(person)
    completed = scene.stack.of(person, "training", "CourseCompleted")
    scene.stack.deliver("register", completed * 2)
    scene.stack.deliver("register", completed)
    noted = scene.stack.of(person, "register", "CourseNoted")
    assert [data_of(fact)["edition"] for _, fact in noted] == [edition]


def test_a_course_of_somebody_who_is_no_volunteer_is_not_noted(scene: Scene):
    person = str(uuid4())
    scene.course_completed(person)
    scene.stack.carry()
    assert scene.stack.of(person, "register") == []


def test_what_an_import_says_of_a_day_to_come_is_heard_all_the_same(scene: Scene):
    ask = {"project": scene.project, "head": scene.person(), "occurred_at": day(40)}
    household = scene.do("OpenCase", "system", **ask)["household"]
    scene.stack.carry()
    assert scene.stack.types("register", f"known-household/{household}") == ["HouseholdNoted"]
    assert scene.stack.rows("register", "select 1 from refused_reaction where household = %s", household) == []


def test_a_volunteer_speaks_for_themself_alone(scene: Scene):
    person = scene.applicant()
    mine = scene.call("DeclareSkill", scene.who("volunteer", person), person=person, skill="cooking")
    assert scene.stack.send(mine).status_code == 201
    refused(scene.stack.send(mine.from_(scene.who("volunteer", str(uuid4())))), 403, "not-your-own", "person")


def test_a_match_is_confirmed_by_another_than_who_proposed_it(scene: Scene):
    match = scene.match_proposed()
    ask = {"household": match.family.household, "match": match.match}
    refused(scene.stack.send(scene.call("ConfirmMatch", "registrar", **ask)), 409, "confirmed-by-proposer")
    volunteer = scene.call("ConfirmMatch", scene.who("volunteer", match.person), **ask)
    assert scene.stack.send(volunteer).status_code == 201


def test_a_match_ends_after_it_starts(scene: Scene):
    family, person = scene.known_family(), scene.volunteer()
    need = scene.need_published(family)
    ask = {"household": family.household, "need": need, "person": person, "shifts": [SLOT]}
    call = scene.call("ProposeMatch", "registrar", **ask, start=day(9), until=day(3))
    refused(scene.stack.send(call), 409, "outside-need", "start")


def entries_until(scene: Scene, position: int) -> tuple[SealedEntry, ...]:
    """The section as it stood at a position of the record, folded from its facts."""
    codec = scene.stack.ledgers["register"].record_.mapper
    numbers, people = Numbering(), defaultdict(Volunteer)
    for _, stored in scene.stack.facts("register"):
        fact = codec.to_domain_event(stored)
        if fact.position <= position and fact.stream == f"numbering/{scene.agency}:regular":
            numbers = numbering.evolve(numbers, fact)
        if fact.position <= position and fact.stream.startswith("volunteer/"):
            person = UUID(fact.stream.removeprefix("volunteer/"))
            people[person] = volunteer.evolve(people[person], fact)
    return entries("regular", numbers, people)


def test_a_seal_holds_for_the_register_as_it_stood_and_tells_of_a_later_change(scene: Scene):
    people = [scene.volunteer() for _ in range(3)]
    scene.do("VoidRegistration", "coordinator", person=people[1], reason="Errore")
    for _ in range(2):
        scene.do("SealRegister", "registrar", section="regular")
        scene.do("CancelRegistration", "registrar", person=people[0], ended_on=day(1), reason="own-wish")
        people[0] = scene.volunteer()
    codec = scene.stack.ledgers["register"].record_.mapper
    seals = [codec.to_domain_event(fact) for _, fact in scene.stack.facts("register", "RegisterSealed")]
    first, second = (fact for fact in seals if fact.agency == scene.agency)
    assert (first.event.last, second.event.last, second.event.previous) == (3, 4, first.event.root)
    assert verify(first.event, entries_until(scene, first.position))
    assert verify(second.event, entries_until(scene, second.position))
    assert not verify(first.event, entries_until(scene, second.position))


def test_a_void_entry_keeps_its_number_and_the_same_person_gets_the_next(scene: Scene):
    person = scene.volunteer()
    scene.do("VoidRegistration", "coordinator", person=person, reason="Errore")
    scene.do("RegisterVolunteer", "registrar", person=person, section="regular", start=day(0))
    entered = scene.stack.of(person, "register", "VolunteerRegistered")
    assert [data_of(fact)["number"] for _, fact in entered] == [1, 2]


def test_two_who_are_confirmed_at_once_for_one_place_one_is_told_that_it_is_filled(scene: Scene):
    family = scene.known_family()
    need = scene.need_published(family)
    ask = {"household": family.household, "need": need, "shifts": [SLOT]}
    matches = [scene.do("ProposeMatch", "registrar", **ask, person=scene.volunteer())["match"] for _ in range(6)]
    calls = [scene.call("ConfirmMatch", "coordinator", household=family.household, match=match) for match in matches]
    with ThreadPoolExecutor(6) as racers:
        answers = list(racers.map(scene.stack.send, calls))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/need-filled"}


def test_two_families_that_want_the_same_hour_of_a_volunteer_meet_in_the_agenda(scene: Scene):
    person, matches = scene.volunteer(), []
    for _ in range(4):
        family = scene.known_family()
        ask = {"household": family.household, "need": scene.need_published(family), "person": person, "shifts": [SLOT]}
        match = scene.do("ProposeMatch", "registrar", **ask)["match"]
        matches.append(scene.call("ConfirmMatch", "coordinator", household=family.household, match=match))
    with ThreadPoolExecutor(4) as racers:
        answers = list(racers.map(scene.stack.send, matches))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/shifts-overlap"}


def test_a_ranking_says_why_and_whom_a_rule_refuses(scene: Scene):
    family, near, far, stranger = scene.known_family(), scene.volunteer(), scene.volunteer(), str(uuid4())
    scene.rules_published()
    for person, place in ((near, "053011"), (far, "053018")):
        scene.do("SetZone", "registrar", person=person, municipality=place)
    need = scene.need_published(family, municipality="053011", slots=[SLOT])
    scene.do("RankVolunteers", "registrar", household=family.household, need=need, candidates=[stranger, far, near])
    ((_, fact),) = scene.stack.of(need, "register", "CandidatesRanked")
    ranked = data_of(fact)["candidates"]
    assert [one["person"] for one in ranked] == [near, far, stranger]
    assert [one["points"]["distance"] for one in ranked] == [20, 1, 0]
    assert [one["refused"] for one in ranked] == [[], [], ["UnknownVolunteer"]]


def test_one_human_has_one_number_also_under_another_id(scene: Scene):
    first, second = scene.person(), scene.person()
    scene.volunteer(first)
    scene.do("ConfirmDuplicate", "coordinator", survivor=second, merged=first)
    scene.stack.carry()
    refused(scene.stack.send(scene.call("ApplyAsVolunteer", "registrar", person=second)), 409, "already-applied", "person")

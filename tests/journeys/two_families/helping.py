"""The active citizens and the course: who helps, who learns, and how the one counts for the other."""

from datetime import UTC, datetime, time
from typing import Any

from tests.journeys.two_families.cast import PROJECT, Tale
from tests.journeys.two_families.stage import eventually

MONDAY = {"weekday": 1, "start": "15:00:00", "end": "18:00:00"}
THURSDAY = {"weekday": 4, "start": "15:00:00", "end": "18:00:00"}
POGGIO, FAR_AWAY = "053011", "053018"
ALL_RISKS = ["accident", "illness", "liability"]


def nadia_and_bruno_come_into_the_register(tale: Tale) -> None:
    """Nadia asks herself; both are vetted before they are entered. Bruno has no cover yet."""
    tale.on_day(27)
    tale.giulio.declare_register(law_applies=True, sections=["regular", "occasional"], checks=["interview"])
    for name, sex, birth in (("Nadia", "female", "1968-04-04"), ("Bruno", "male", "1959-12-30")):
        tale.volunteers[name] = tale.anna.register_person(
            given_name=name, family_name="Bellini", birth_date=birth, sex=sex, citizenship="IT", citizenship_group="italian"
        )["person"]
    tale.nadia.apply_as_volunteer(person=tale.volunteers["Nadia"], project=PROJECT, motivation="Ho tempo e parlo arabo.")
    tale.anna.apply_as_volunteer(person=tale.volunteers["Bruno"], project=PROJECT)
    entry = {"section": "regular", "start": tale.day(29)}
    tale.anna.is_refused("not-vetted", "register_volunteer", person=tale.volunteers["Nadia"], **entry)
    tale.on_day(29)
    for person in tale.volunteers.values():
        tale.anna.vet_volunteer(
            person=person, outcome="positive", identity_seen=True, identity_complete=True, adult=True, checks=["interview"],
            minors_certificate=tale.day(28),
        )  # fmt: skip
        tale.anna.register_volunteer(person=person, **entry)
        tale.anna.declare_skill(person=person, skill="homework")
        tale.anna.set_availability(person=person, slots=[MONDAY, THURSDAY])
    tale.anna.start_cover(
        person=tale.volunteers["Nadia"], insurer="Mutua", policy="7", risks=ALL_RISKS, start=tale.day(29), until=tale.day(900)
    )
    tale.nadia.declare_language(person=tale.volunteers["Nadia"], language="ar", level="B2")
    tale.nadia.set_zone(person=tale.volunteers["Nadia"], municipality=POGGIO)
    tale.anna.verify_skill(person=tale.volunteers["Nadia"], skill="homework", note="Ha insegnato vent'anni.")


def davide_gives_a_course_for_citizens_and_recipients(tale: Tale) -> None:
    """Nadia learns beside Hala and Carlo. Rules are fixed before it opens; operators have another course."""
    tale.on_day(62)
    course = tale.davide.publish_course(title="Abitare insieme", field="convivenza", hours=4)["course"]
    edition = tale.davide.open_edition(
        course=course, project=PROJECT, seats=8, open_to=["citizen", "recipient"], start=tale.day(63), until=tale.day(90),
        rule={"min_percent": 75, "test_required": True},
    )["edition"]  # fmt: skip
    tale.course |= {"course": course, "edition": edition}
    people = ((tale.haddad["Hala"], "recipient"), (tale.rossi["Carlo"], "recipient"), (tale.volunteers["Nadia"], "citizen"))
    tale.davide.is_refused(
        "not-open-to-them", "enrol_learner", edition=edition, person=people[2][0], learner_type="public-operator"
    )
    for person, kind in people:
        tale.davide.enrol_learner(edition=edition, person=person, learner_type=kind)


def they_attend_and_are_certified(tale: Tale) -> None:
    """Two lessons, in registers that teacher and tutor have signed. What was misread in one is corrected after."""
    edition, learners = tale.course["edition"], [tale.haddad["Hala"], tale.rossi["Carlo"], tale.volunteers["Nadia"]]
    teacher, tutor = tale.volunteers["Bruno"], tale.volunteers["Nadia"]
    for number in (66, 73):
        tale.on_day(number)
        starts = datetime.combine(tale.day(number), time(7, 0), UTC)
        lesson = tale.davide.schedule_session(edition=edition, starts_at=starts, minutes=120, teacher=teacher)["session"]
        tale.davide.open_register(edition=edition, session=lesson, tutor=tutor)
        for person in learners:
            tale.davide.record_attendance(edition=edition, session=lesson, person=person, minutes=120)
        for signatory, who in (("teacher", tale.davide), ("tutor", tale.ines)):
            who.sign_register(edition=edition, session=lesson, signed_as=signatory)
        tale.course["lesson"] = lesson
    tale.on_day(74)
    late = {"edition": edition, "session": tale.course["lesson"], "person": tale.haddad["Hala"], "minutes": 90}
    tale.davide.is_refused("attendance-already-recorded", "record_attendance", **late)
    tale.davide.correct_attendance(**late, reason="È arrivata mezz'ora dopo: la figlia era malata.")
    tale.davide.is_refused("test-missing", "complete_course", edition=edition, person=tale.haddad["Hala"])
    tale.on_day(76)
    for person in learners:
        tale.davide.assess_learner(edition=edition, person=person, test="passed")
        tale.davide.complete_course(edition=edition, person=person)
        tale.course[person] = tale.davide.issue_certificate(edition=edition, person=person)["certificate"]


def a_helper_is_sought_for_lina(tale: Tale) -> None:
    """Candidates are ranked and each is told why: the rule that keeps Bruno away, the course that counts for Nadia."""
    tale.on_day(80)
    weights = {"skill": 30, "language": 20, "distance": 15, "free_hours": 10, "past_matches": 5, "courses": 20}
    tale.giulio.publish_matching_rules(
        version="1", weights=weights, farthest_km=40, free_minutes=180, past_matches=3, courses=[tale.course["course"]]
    )
    tale.haddad.things["need"] = tale.lucia.publish_need(
        household=tale.haddad.household, skill="homework", what="Compiti per Lina.", with_minors=True, start=tale.day(84),
        until=tale.day(420), language="ar", level="A2", municipality=POGGIO, slots=[MONDAY],
    )["need"]  # fmt: skip
    need = {"household": tale.haddad.household, "need": tale.haddad["need"]}
    bruno, nadia = tale.volunteers["Bruno"], tale.volunteers["Nadia"]
    ranked = eventually(lambda: _ranked(tale, need, [bruno, nadia]), lambda found: found[0]["points"]["courses"] > 0)
    assert [one["person"] for one in ranked] == [nadia, bruno]
    assert ranked[0]["points"] == {"skill": 30, "language": 11, "distance": 15, "free_hours": 10, "past_matches": 0, "courses": 20}
    assert ranked[0]["refused"] == []
    assert ranked[1]["refused"] == ["LanguageMissing", "OutsideCover"]


def nadia_is_matched_with_lina(tale: Tale) -> None:
    """Proposed by one, confirmed by another."""
    tale.on_day(82)
    proposal = {"household": tale.haddad.household, "need": tale.haddad["need"], "shifts": [MONDAY]}
    tale.anna.is_refused("language-missing", "propose_match", person=tale.volunteers["Bruno"], **proposal)
    match = tale.anna.propose_match(person=tale.volunteers["Nadia"], **proposal)["match"]
    tale.haddad.things["match"] = match
    tale.anna.is_refused("confirmed-by-proposer", "confirm_match", household=tale.haddad.household, match=match)
    tale.giulio.confirm_match(household=tale.haddad.household, match=match)


def nadia_also_helps_giulia_and_matteo(tale: Tale) -> None:
    """On another day of the week: nobody is in two places at once."""
    tale.on_day(85)
    need = tale.francesca.publish_need(
        household=tale.rossi.household, skill="homework", start=tale.day(88), until=tale.day(420), with_minors=True
    )["need"]
    helper = {"household": tale.rossi.household, "need": need, "person": tale.volunteers["Nadia"]}
    monday = tale.anna.propose_match(**helper, shifts=[MONDAY])["match"]
    tale.giulio.is_refused("shifts-overlap", "confirm_match", household=tale.rossi.household, match=monday)
    tale.giulio.decline_match(household=tale.rossi.household, match=monday, reason="other")
    thursday = tale.anna.propose_match(**helper, shifts=[THURSDAY])["match"]
    tale.rossi.things["match"] = thursday
    tale.giulio.confirm_match(household=tale.rossi.household, match=thursday)


def nadia_gives_her_time(tale: Tale) -> None:
    """She logs her hours herself; the family says how it goes; another approves."""
    for family, number in ((tale.haddad, 91), (tale.rossi, 94)):
        tale.on_day(number)
        given = {"household": family.household, "match": family["match"], "day": tale.day(number), "minutes": 120}
        hours = {"person": tale.volunteers["Nadia"], "hours": tale.nadia.log_hours(**given)["hours"]}
        tale.nadia.is_refused("not-allowed", "approve_hours", **hours)
        tale.giulio.approve_hours(**hours)
    tale.on_day(96)
    tale.lucia.give_feedback(household=tale.haddad.household, match=tale.haddad["match"], side="household", rating=5)


def _ranked(tale: Tale, need: dict[str, str], candidates: list[str]) -> list[dict[str, Any]]:
    fact = tale.anna.rank_volunteers(**need, candidates=candidates)["fact"]
    return list(tale.recorded(fact)["candidates"])

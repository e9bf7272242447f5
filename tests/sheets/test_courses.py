"""The dry run of operators and attendance: enrolled in an edition of the agency, present at a lesson that was held."""

import pytest

from services.exchange.sheets.checking import check
from services.exchange.sheets.people import key_of
from services.kernel.command import new_id
from tests.sheets.files import AGENCY, NOW, OPERATOR, PRESENCE, as_book, asked, course, edition, found, in_days, known, lesson
from tests.spec import an_id

OP1 = new_id(AGENCY, key_of("op1"), "person")


def test_an_operator_is_registered_and_enrolled_and_was_there():
    result = course([OPERATOR], [PRESENCE])
    assert found(result) == []
    assert asked(result) == ["RegisterPerson", "EnrolLearner", "RecordAttendance"]
    *_, enrol, present = [ask for stage in result.stages() for ask in stage]
    assert (enrol.body["person"], enrol.body["learner_type"]) == (str(OP1), "public-operator")
    assert (present.body["session"], present.body["minutes"]) == (str(an_id("lesson 4 7")), 180)


@pytest.mark.parametrize(
    ("said", "minutes"), [("assente", 0), ("P", 180), ("90", 90), ("90,0", 90), (90, 90), (90.0, 90), ("0", 0), ("sì", 180)]
)
def test_presence_is_said_in_words_or_minutes(said: object, minutes: int):
    result = course([OPERATOR], [{**PRESENCE, "presence": said}])
    assert [ask.body["minutes"] for ask in result.stages()[3]] == [minutes]


@pytest.mark.parametrize("learner", ["op1", "BNCLCU80A41H501U", "bncLCU80a41h501U", str(OP1)])
def test_a_learner_is_named_by_code_tax_code_or_id(learner: str):
    assert found(course([OPERATOR], [{**PRESENCE, "learner": learner}])) == []


@pytest.mark.parametrize("learner", ["OP1", str(OP1)])
def test_a_learner_may_have_been_enrolled_before(learner: str):
    assert found(course([], [{**PRESENCE, "learner": learner}], known(learners={OP1}))) == []


@pytest.mark.parametrize("said", ["04/05/2026", "2026-05-04", "4/5/2026 09:00", "04/05/2026 ore 9.00", str(an_id("lesson 4 7"))])
def test_a_lesson_is_named_by_day_time_or_id(said: str):
    assert found(course([OPERATOR], [{**PRESENCE, "lesson": said}])) == []


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"edition": "Cucina – 01/05/2026"}, "Edizione", "unknown_edition"),
        ({"learner_type": "Ente segreto"}, "Tipo di ente", "unknown_code"),
        ({"enrolled_on": "02/07/2027"}, "Iscrizione dal", "edition_over"),
        ({"enrolled_on": in_days(1)}, "Iscrizione dal", "day_in_future"),
        ({"enrolled_on": ""}, "Iscrizione dal", "missing"),
    ],
)
def test_what_is_wrong_with_an_operator_is_told(change: dict, column: str, code: str):
    assert (2, column, code) in found(course([{**OPERATOR, **change}]))


def test_an_edition_takes_whom_it_is_open_to_while_there_are_seats():
    other = {**OPERATOR, "person": "OP2", "given_name": "Anna", "fiscal_code": ""}
    assert found(course([OPERATOR], about=known(open_to=["citizen"]))) == [(2, "Tipo di ente", "not_open_to_them")]
    assert found(course([OPERATOR, other], about=known(seats=1))) == [(3, "Edizione", "seats_taken")]
    assert found(course([OPERATOR], about=known(closed=True))) == [(2, "Edizione", "edition_closed")]
    assert found(course([OPERATOR], about=known(seats=1, closed=True, learners={OP1}))) == []


def test_two_editions_of_one_name_are_told_apart_by_their_id():
    about, twin = known(), edition(lesson(4))
    twin.id = an_id("twin")
    about.editions[twin.id] = twin  # type: ignore[index]
    assert found(course([OPERATOR], about=about)) == [(2, "Edizione", "edition_ambiguous")]
    assert found(course([{**OPERATOR, "edition": str(twin.id)}], about=about)) == []


def test_an_operator_attends_several_editions_but_each_once():
    about, other = known(), edition(lesson(5))
    other.id, other.title = an_id("other"), "Accoglienza"
    about.editions[other.id] = other  # type: ignore[index]
    second = {**OPERATOR, "edition": "Accoglienza – 01/05/2026"}
    assert asked(course([OPERATOR, second], about=about)) == ["RegisterPerson", "EnrolLearner", "EnrolLearner"]
    assert found(course([OPERATOR, OPERATOR])) == [(3, "Codice persona", "twice_in_file")]
    assert found(course([OPERATOR, {**second, "given_name": "Anna"}], about=about)) == [
        (2, "Codice persona", "code_twice"), (3, "Codice persona", "code_twice"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"lesson": "05/05/2026"}, "Lezione", "unknown_lesson"),
        ({"lesson": "domani"}, "Lezione", "not_a_day"),
        ({"lesson": "04/05/2026 25:00"}, "Lezione", "not_a_day"),
        ({"lesson": "20/06/2026"}, "Lezione", "lesson_not_held"),
        ({"lesson": "06/05/2026"}, "Lezione", "lesson_cancelled"),
        ({"lesson": "07/05/2026"}, "Lezione", "register_signed"),
        ({"lesson": "08/05/2026"}, "Lezione", "lesson_ambiguous"),
        ({"presence": "181"}, "Minuti o presenza", "more_than_lesson"),
        ({"presence": "90,5"}, "Minuti o presenza", "not_minutes"),
        ({"presence": "tanto"}, "Minuti o presenza", "not_minutes"),
        ({"presence": -5}, "Minuti o presenza", "not_minutes"),
        ({"learner": "OP9"}, "Persona", "unknown_person"),
        ({"learner": "RSSMRA85T10A562S"}, "Persona", "unknown_person"),
        ({"edition": "?"}, "Edizione", "unknown_edition"),
    ],
)
def test_what_is_wrong_with_an_attendance_is_told(change: dict, column: str, code: str):
    june = lesson(4)
    june.id, june.starts_at = an_id("june"), june.starts_at.replace(month=6, day=20)
    lessons = (lesson(4), june, lesson(6, cancelled=True), lesson(7, signed=True), lesson(8), lesson(8, hour=12))
    result = course([OPERATOR], [{**PRESENCE, **change}], known(*lessons))
    assert [(problem.sheet, *place) for problem, place in zip(result.problems, found(result), strict=True)] == [
        ("Presenze", 2, column, code)
    ]


def test_whoever_keeps_the_register_opens_it_first_but_an_import_states():
    about = known(lesson(4, opened=False))
    file = as_book(("Operatori", "operators", [OPERATOR]), ("Presenze", "attendance", [PRESENCE]))
    assert found(check("x.xlsx", file, about, AGENCY, NOW, lambda _: True)) == [(2, "Lezione", "register_not_open")]
    assert found(check("x.xlsx", file, about, AGENCY, NOW)) == []


def test_what_was_recorded_before_may_stand_in_the_file_again():
    assert found(course([OPERATOR], [PRESENCE], known(lesson(4, signed=True, recorded={OP1}), learners={OP1}))) == []


def test_nobody_is_at_a_lesson_twice():
    assert found(course([OPERATOR], [PRESENCE, {**PRESENCE, "presence": "60"}])) == [(3, "Persona", "twice_in_file")]


def test_the_attendance_of_an_operator_is_left_out_with_them():
    other = {**OPERATOR, "person": "OP2", "given_name": "Anna", "fiscal_code": ""}
    result = course([{**OPERATOR, "birth": "?"}, other], [PRESENCE, {**PRESENCE, "learner": "OP2"}])
    kept = [ask for stage in result.stages(skip_bad=True) for ask in stage]
    assert [(ask.command, ask.rows[0].line) for ask in kept] == [
        ("RegisterPerson", 3), ("EnrolLearner", 3), ("RecordAttendance", 3),
    ]  # fmt: skip

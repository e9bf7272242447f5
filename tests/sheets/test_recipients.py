"""The dry run of recipients: every problem by row and column, and the commands of a family that has none."""

import pytest

from services.exchange.sheets.checking import check
from services.exchange.sheets.known import Known
from services.intake.events import ProgrammeRules
from services.kernel.command import new_id
from tests.sheets.files import AGENCY, CHILD, HEAD, NOW, PROJECT, as_book, as_csv, asked, checked, found, in_days, known, recipients

TAX_CODE = "RSSMRA85T10A562S"


def test_a_family_is_registered_taken_in_charge_and_enrolled():
    result = recipients(HEAD, CHILD)
    assert found(result) == []
    assert asked(result) == ["RegisterPerson", "RegisterPerson", "OpenCase", "EnrolFamily"]
    case, enrol = result.stages()[1]
    assert case.body["occurred_at"] == "2026-03-01"
    assert enrol.body["household"] == str(new_id(AGENCY, case.key, "household"))
    assert [member["relationship"] for member in enrol.body["members"]] == ["head", "2"]
    assert enrol.body["notice"] == {"given_on": "2026-03-01", "language": "ar", "version": "2"}
    assert [row.line for row in enrol.rows] == [2, 3]


def test_the_same_file_asks_the_same_again_and_no_code_stands_in_what_is_recorded():
    first, again = recipients(HEAD, CHILD), checked(as_book(("Altro", "recipients", [CHILD, HEAD])), "altro.xlsx")
    bodies = [sorted((ask.key, str(sorted(ask.body.items()))) for stage in one.stages() for ask in stage) for one in (first, again)]
    assert [key for key, _ in bodies[0]] == [key for key, _ in bodies[1]]
    assert "F1-1" not in str(bodies[0]).replace("sheets:person:f1-1", "")


def test_a_birth_date_may_be_known_in_part():
    bodies = [ask.body for ask in recipients({**HEAD, "birth": "05/1988"}, CHILD).stages()[0]]
    assert [body["partial_birth_date"] for body in bodies] == ["1988-05", "2016"]


def test_who_comes_later_joins_on_their_day():
    result = recipients(HEAD, {**CHILD, "entry": "01/04/2026"})
    assert found(result) == []
    assert asked(result)[2:] == ["OpenCase", "EnrolFamily", "AddMember"]
    assert result.stages()[1][2].body["occurred_at"] == "2026-04-01"


def test_a_permit_to_stay_is_recorded():
    permit = {"permit_kind": "Lavoro subordinato", "permit_from": "01/02/2025", "permit_until": "31/01/2027"}
    ask = recipients({**HEAD, **permit}).stages()[0][1]
    assert (ask.command, ask.body["permit_kind"], ask.body["valid_until"]) == ("RecordResidencePermit", "employment", "2027-01-31")


WRONG = [
    ({"person": ""}, "Codice persona", "missing"),
    ({"person": TAX_CODE}, "Codice persona", "code_is_tax_code"),
    ({"family": "F?1"}, "Codice famiglia", "not_a_code"),
    ({"head": "forse"}, "Intestatario", "not_yes_or_no"),
    ({"given_name": "", "family_name": ""}, "Cognome", "name_missing"),
    ({"given_name": "A" * 201}, "Nome", "too_long"),
    ({"given_name": "Ama\u202el"}, "Nome", "does_not_fit"),
    ({"birth": "30/02/1990"}, "Data di nascita", "no_such_day"),
    ({"birth": "12-apr-88"}, "Data di nascita", "not_a_day"),
    ({"birth": in_days(1)}, "Data di nascita", "born_in_future"),
    ({"birth": "2027"}, "Data di nascita", "born_in_future"),
    ({"birth": "12/04/2012"}, "Data di nascita", "head_is_minor"),
    ({"birth": ""}, "Data di nascita", "head_age_unknown"),
    ({"birth": "2008"}, "Data di nascita", "head_age_unknown"),
    ({"sex": "boh"}, "Sesso", "unknown_code"),
    ({"citizenship": "Atlantide"}, "Cittadinanza", "unknown_code"),
    ({"fiscal_code": "RSSMRA85T10A562X"}, "Codice fiscale", "tax_code_wrong"),
    ({"language": "klingon"}, "Lingua", "unknown_code"),
    ({"permit_kind": "Gita"}, "Permesso di soggiorno", "unknown_code"),
    ({"permit_kind": "Studio"}, "Permesso valido dal", "permit_incomplete"),
    ({"permit_from": "01/01/2025"}, "Permesso di soggiorno", "permit_incomplete"),
    (
        {"permit_kind": "Studio", "permit_from": "02/01/2025", "permit_until": "01/01/2025"},
        "Permesso valido fino al",
        "ends_before_start",
    ),
    ({"project": ""}, "Progetto", "missing"),
    ({"project": "PROG-0"}, "Progetto", "unknown_project"),
    ({"entry": ""}, "Ingresso nel progetto", "missing"),
    ({"entry": in_days(1)}, "Ingresso nel progetto", "day_in_future"),
    ({"in_charge": ""}, "Presa in carico dal", "not_in_charge"),
    ({"in_charge": "11/03/2026"}, "Presa in carico dal", "charge_after_entry"),
    ({"notice_on": "", "notice_language": "", "notice_version": ""}, "Informativa consegnata il", "notice_missing"),
    ({"notice_language": ""}, "Lingua dell'informativa", "notice_incomplete"),
]


@pytest.mark.parametrize(("change", "column", "code"), WRONG, ids=[f"{code}-{column}" for _, column, code in WRONG])
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_asked(change: dict, column: str, code: str):
    result = recipients({**HEAD, **change})
    assert (2, column, code) in found(result)
    assert asked(result) == []


@pytest.mark.parametrize(("change", "column", "code"), WRONG, ids=[f"{code}-{column}" for _, column, code in WRONG])
def test_no_value_of_a_row_is_repeated(change: dict, column: str, code: str):
    values = [str(value) for value in change.values() if len(str(value)) > 3]
    told = " ".join(
        f"{problem.sentence()} {problem.sentence('en')} {problem}" for problem in recipients({**HEAD, **change}).problems
    )
    assert [value for value in values if value in told] == []


def test_what_is_wrong_is_told_once():
    assert found(recipients({**HEAD, "birth": "30/02/1990"})) == [(2, "Data di nascita", "no_such_day")]


def test_a_family_has_one_head():
    other = {**CHILD, "head": "sì"}
    assert found(recipients(HEAD, other)) == [(2, "Intestatario", "two_heads"), (3, "Intestatario", "two_heads")]
    assert found(recipients({**HEAD, "head": ""}, CHILD)) == [(2, "Intestatario", "no_head"), (2, "Parentela", "missing")]


def test_who_is_not_the_head_says_what_they_are_to_the_head():
    assert found(recipients(HEAD, {**CHILD, "relationship": ""})) == [(3, "Parentela", "missing")]
    assert found(recipients({**HEAD, "relationship": "Intestataria"}, {**CHILD, "relationship": "intestatario"})) == [
        (3, "Parentela", "unknown_code")
    ]


def test_what_is_said_of_a_family_is_said_alike():
    assert found(recipients(HEAD, {**CHILD, "project": "PROG-1"})) == [(3, "Progetto", "differs_in_family")]
    assert found(recipients(HEAD, {**CHILD, "project": PROJECT, "in_charge": "01/03/2026"})) == []


def test_nobody_enters_before_the_head():
    assert found(recipients(HEAD, {**CHILD, "entry": "09/03/2026"})) == [(3, "Ingresso nel progetto", "entry_before_head")]


def test_a_family_in_two_sheets_enters_on_one_day():
    book = as_book(("Uno", "recipients", [HEAD]), ("Due", "recipients", [{**CHILD, "entry": "11/03/2026"}]))
    result = checked(book, "x.xlsx")
    assert [(problem.sheet, problem.code) for problem in result.problems] == [("Due", "entry_differs")]
    assert dict(result.problems[0].values) == {"sheet": "Uno", "row": 2}


@pytest.mark.parametrize(
    ("again", "column", "code"),
    [
        ({"person": "F1-2"}, "Codice persona", "code_twice"),
        ({"fiscal_code": TAX_CODE}, "Codice fiscale", "twice_in_file"),
        ({"family_name": "HADDÀD", "given_name": "lina ", "birth": "03/09/2016"}, "Cognome", "twice_in_file"),
    ],
)
def test_nobody_stands_in_a_file_twice(again: dict, column: str, code: str):
    first = {**CHILD, "birth": "03/09/2016", "fiscal_code": TAX_CODE}
    other = {**CHILD, "person": "F1-3", "family_name": "Nasser", "given_name": "Rami", "birth": "2016", "fiscal_code": "", **again}
    assert found(recipients(HEAD, first, other)) == [(3, column, code), (4, column, code)]


def test_what_the_project_does_not_ask_for_may_be_left_out():
    rules = ProgrammeRules(case_required=False, notice_required=False, adult_head=False)
    bare = {name: HEAD[name] for name in ("family", "person", "head", "given_name", "project", "entry")}
    result = recipients(bare, about=Known({PROJECT: rules}))
    assert found(result) == []
    assert asked(result) == ["RegisterPerson", "EnrolFamily"]
    assert "household" not in result.stages()[1][0].body


def test_whole_families_are_left_out_where_it_is_asked_for():
    other = {**HEAD, "family": "F2", "person": "F2-1", "given_name": "Sara"}
    result = recipients(HEAD, {**CHILD, "birth": "32/01/2016"}, other)
    assert asked(result) == []
    kept = [ask for stage in result.stages(skip_bad=True) for ask in stage]
    assert [ask.command for ask in kept] == ["RegisterPerson", "OpenCase", "EnrolFamily"]
    assert {row.line for ask in kept for row in ask.rows} == {4}
    assert sum(len(group.entries) for group in result.left_out()) == 2


def test_of_a_file_that_is_wrong_as_a_whole_no_part_is_taken():
    result = checked(as_book(("Uno", "recipients", [HEAD]), ("Appunti", "recipients", [])), "x.xlsx")
    assert found(result) == []
    text = as_csv("recipients", HEAD) + b'F2;"'
    broken = checked(text)
    assert broken.unreadable
    assert [ask for stage in broken.stages(skip_bad=True) for ask in stage] == []


def test_a_role_uploads_only_what_it_may_ask():
    result = check("x.csv", as_csv("recipients", HEAD), known(), AGENCY, NOW, lambda command: command == "RegisterPerson")
    assert found(result) == [(0, "", "not_for_your_role")]
    assert [ask for stage in result.stages(skip_bad=True) for ask in stage] == []


def test_the_example_of_the_template_is_not_uploaded():
    assert found(recipients({**HEAD, "family": "Esempio"})) == [(0, "", "empty")]

"""What is typed becomes the body of the request, for every command; and back."""

from collections import defaultdict
from types import SimpleNamespace
from uuid import uuid4

import pytest

from projections.desk.asking import form_of
from projections.desk.drawing import beginning
from projections.desk.filling import body_of, rows_of, typed_of, without_gaps
from projections.desk.forms import COMMANDS, Field
from services.kernel.access import ACCESS, SYSTEM
from tests.api.commands import ROWS
from tests.api.scenes import Scene

AMENDED = {
    "intake": "DraftPlan", "housing": "DraftAgreement", "register": "MakeOffer", "training": "AssessLearner",
    "oversight": "RejectExpense",
}  # fmt: skip
COUNTED = {"SealReport", "RectifyReport"}
"""What no form asks, because it is counted: a button seals and rectifies (pages/sealing.py)."""
ASKED = [
    (service, command)
    for service, rows in ROWS.items()
    for command in rows
    if command not in COUNTED and ACCESS[command] - {SYSTEM}
]


class Dry:
    """A stack that records nothing: whatever is asked gets fresh ids."""

    store = SimpleNamespace(keep=lambda *_, **__: "a" * 64)
    routes: dict = {}  # noqa: RUF012 - as the stack has them

    def must(self, call):
        return defaultdict(lambda: str(uuid4()), call.fields)

    def send(self, call):
        document = {"events": [{"id": str(uuid4())}], "ids": defaultdict(lambda: str(uuid4()))}
        return SimpleNamespace(json=lambda: document, status_code=201)

    def carry(self):
        return None

    def witness(self, _):
        return None

    def facts(self, *_, **__):
        return []


def asked(service, command):
    return ROWS[service][command](Scene(Dry()))


def form_for(service, command, fields):
    """The form; that of a correction has the fields that may be corrected of the fact it is about."""
    form = form_of(service, command)
    if command != "CorrectFact":
        return form.fields
    parts = tuple(part for part in form_of(service, AMENDED[service]).fields if part.name in fields["corrected"])
    group = Field("corrected", "group", required=True, parts=parts)
    return tuple(group if field.name == "corrected" else field for field in form.fields)


@pytest.mark.parametrize(("service", "command"), ASKED)
def test_a_filled_form_asks_for_what_the_service_accepts(service, command):
    call = asked(service, command)
    fields = form_for(service, command, call.fields)
    typed = {**beginning(fields), **typed_of(fields, call.fields)}
    assert all(isinstance(text, str) for texts in typed.values() for text in texts)
    body = body_of(fields, without_gaps(fields, typed))
    model = COMMANDS[service][command]
    assert model.model_validate(body) == model.model_validate(dict(call.fields))


def test_every_command_of_a_person_has_an_accepted_example_here():
    assert {(service, command) for service, commands in COMMANDS.items() for command in commands} == {
        *ASKED,
        ("register", "ApproveAmendment"),
        ("register", "RefuseAmendment"),
    }


def test_what_is_left_empty_is_left_out():
    fields = form_of("intake", "RecordService").fields
    assert body_of(fields, {"code": ["A1.05"], "note": ["  "], "minutes": [""], "recipients": [""]}) == {"code": "A1.05"}


def test_what_cannot_be_read_is_sent_as_it_was_typed():
    fields = form_of("intake", "RecordService").fields
    assert body_of(fields, {"minutes": ["un'ora"], "amount_cents": ["tanto"]}) == {"minutes": "un'ora", "amount_cents": "tanto"}


@pytest.mark.parametrize(
    ("typed", "cents"), [("54", 5400), ("54,5", 5450), ("1.234,50", 123450), ("€ 1.234", 123400), ("0.99", 99)]
)
def test_money_is_written_as_people_write_it(typed, cents):
    assert body_of(form_of("intake", "RecordService").fields, {"amount_cents": [typed]}) == {"amount_cents": cents}


@pytest.mark.parametrize(("typed", "minutes"), [("1:30", 90), ("90", 90), ("0:05", 5)])
def test_time_is_written_as_hours_and_minutes(typed, minutes):
    assert body_of(form_of("intake", "RecordService").fields, {"minutes": [typed]}) == {"minutes": minutes}


def test_a_moment_is_typed_in_italian_time():
    fields = form_of("training", "ScheduleSession").fields
    assert body_of(fields, {"starts_at": ["2026-07-01T10:00"]})["starts_at"] == "2026-07-01T10:00:00+02:00"


def test_an_unticked_box_is_a_no_only_where_it_would_else_be_a_yes():
    rules = body_of(form_of("intake", "DeclareProgramme").fields, {"rules.stay_months": ["12"]})["rules"]
    assert (rules["stay_months"], rules["adult_head"], "ranking_required" in rules) == (12, False, False)


def test_rows_that_were_left_empty_do_not_count():
    fields = form_of("register", "SetAvailability").fields
    typed = {"slots.0.weekday": [""], "slots.2.weekday": ["3"], "slots.2.start": ["09:00"], "slots.2.end": ["11:00"]}
    closed = without_gaps(fields, typed)
    assert body_of(fields, closed) == {"slots": [{"weekday": 3, "start": "09:00", "end": "11:00"}]}
    assert closed["slots.0.weekday"] == ["3"]


def test_a_list_has_no_more_rows_than_its_command_allows():
    (members,) = (field for field in form_of("intake", "EnrolFamily").fields if field.name == "members")
    assert len(rows_of(members, {"members.900.person": ["x"]})) == 50


def test_a_correction_of_a_person_names_only_what_was_typed():
    fields = form_of("intake", "CorrectPerson").fields
    typed = {"person": [str(uuid4())], "birth_place": ["Aleppo"], "reason": ["passaporto"]}
    assert body_of(fields, typed).keys() == {"person", "birth_place", "reason"}

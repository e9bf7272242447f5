"""The words all services speak: text, time, ids, events."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from pydantic import TypeAdapter, ValidationError

from services.kernel.command import Caller, Command, Receipt, new_id
from services.kernel.event import Catalogue, Event, personal_fields, wire_schema
from services.kernel.people import Personal, Text
from services.kernel.rules import Malformed, NotAllowed, RuleBroken, Stale, Unknown
from services.kernel.time import AskedMoment, Moment, Period, age_on, months_after
from tests.spec import NOW, an_id, recorded

TEXT, MOMENT, ASKED = TypeAdapter(Text), TypeAdapter(Moment), TypeAdapter(AskedMoment)
DAYS = some.dates(date(1900, 1, 1), date(2100, 1, 1))


class GreetingSent(Event):
    """Somebody was greeted."""

    schema_version: ClassVar = 2
    stream: ClassVar = "greeting/{greeting}"
    key: ClassVar = "{greeting}"
    about: ClassVar = ("person", "others")
    greeting: UUID
    person: UUID
    others: tuple[UUID, ...] = ()
    words: Annotated[str | None, Personal("person")] = None

    @classmethod
    def upcast(cls, data: dict[str, Any], version: int) -> dict[str, Any]:
        assert version == 1
        return {"greeting": data["greeting"], "person": data["who"], "words": data.get("words")}


GREETED = GreetingSent(greeting=an_id("g"), person=an_id("amal"), others=(an_id("sami"), an_id("amal")), words="Buongiorno")
CATALOGUE = Catalogue("greetings", GreetingSent)


@pytest.mark.parametrize("value", ["\x00", "a\x1b[31m", "a\u202eb", "\u2066x", "\x7f", "\ufeffx"])
def test_what_no_keyboard_writes_is_no_text(value: str) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(value)


@pytest.mark.parametrize("value", ["Zoë", "محمد", "line\nline\ttab", "日本", "👨‍👩‍👧", "don't"])
def test_what_people_write_is_text(value: str) -> None:
    assert TEXT.validate_python(f"  {value} ") == value


def test_a_bare_day_is_its_first_moment_and_a_moment_without_a_zone_is_utc() -> None:
    assert MOMENT.validate_python("2026-03-01") == datetime(2026, 3, 1, tzinfo=UTC)
    assert MOMENT.validate_python(date(2026, 3, 1)) == datetime(2026, 3, 1, tzinfo=UTC)
    assert MOMENT.validate_python(datetime(2026, 3, 1, 8)) == datetime(2026, 3, 1, 8, tzinfo=UTC)  # noqa: DTZ001
    assert MOMENT.validate_python("2026-03-01T08:00:00") == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert MOMENT.validate_python("2026-03-01T08:00:00+02:00") == datetime(2026, 3, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2026-02-30", "yesterday", "", [], {}, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_day_that_no_calendar_has_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        ASKED.validate_python(value)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_who_is_born_on_leap_day_comes_of_age_the_day_after_february_has_ended() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@for_all(DAYS, DAYS, DAYS, DAYS)
def test_two_periods_overlap_exactly_when_they_share_a_day(a: date, b: date, c: date, d: date) -> None:
    one, other = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    first = max(one.start, other.start)
    if one.start < one.end and other.start < other.end:  # type: ignore[operator]
        assert one.overlaps(other) == other.overlaps(one) == (one.contains(first) and other.contains(first))


def test_an_open_period_has_no_last_day() -> None:
    assert Period(date(2026, 1, 1)).contains(date(9999, 12, 31))
    assert Period(date(2026, 1, 1)).overlaps(Period(date(2030, 1, 1), date(2030, 1, 2)))
    assert not Period(date(2026, 1, 1)).overlaps(Period(date(2025, 1, 1), date(2026, 1, 1)))


def test_a_command_sent_again_is_the_same_command_and_makes_the_same_things() -> None:
    one, again = (Caller(actor=a, role="caseworker", agency="sds", key="k", now=NOW) for a in ("anna", "bea"))
    assert one.command_id == again.command_id
    assert one.new_id("person") == again.new_id("person") == new_id("sds", "k", "person")
    assert one.new_id("person") != one.new_id("household")


@for_all(some.text(), some.text(), some.text(), some.text())
def test_another_agency_or_key_is_another_command(agency: str, key: str, other: str, another: str) -> None:
    if "\0" not in agency + other and (agency, key) != (other, another):
        assert new_id(agency, key, "x") != new_id(other, another, "x")


def test_a_command_knows_no_field_but_its_own_and_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Command.model_validate({"agency": "coop"})
    with pytest.raises(ValidationError):
        Command().source = "x"  # type: ignore[misc]


def test_the_version_of_a_receipt_is_that_of_the_first_stream_written() -> None:
    events = ({"stream": "a", "version": 3}, {"stream": "b", "version": 9}, {"stream": "a", "version": 4})
    assert Receipt(an_id("c"), NOW, events, 1).version == 4
    assert Receipt(an_id("c"), NOW, (), 1).version == 0


def test_an_event_knows_its_stream_its_key_and_whom_it_is_about() -> None:
    assert GREETED.stream_id == f"greeting/{an_id('g')}"
    assert GREETED.partition_key == str(an_id("g"))
    assert GREETED.subjects == (an_id("amal"), an_id("sami"))
    assert recorded(GREETED).type == "GreetingSent"


def test_an_event_of_an_older_version_is_read_as_one_of_today() -> None:
    old = {"greeting": str(an_id("g")), "who": str(an_id("amal"))}
    assert CATALOGUE.load("GreetingSent", 1, old) == GreetingSent(greeting=an_id("g"), person=an_id("amal"))
    assert CATALOGUE.load("GreetingSent", 2, GREETED.model_dump(mode="json")) == GREETED


def test_an_event_that_is_not_in_the_catalogue_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.load("GreetingReturned", 1, {})


def test_the_published_form_of_a_personal_field_is_its_ciphertext() -> None:
    schema = wire_schema(GreetingSent)
    assert schema["properties"]["words"]["anyOf"][0]["required"] == ["kid", "nonce", "ct"]
    assert schema["properties"]["words"]["x-clear-type"]["anyOf"][0] == {"type": "string"}
    assert list(personal_fields(GreetingSent)) == ["words"]


def test_the_problem_type_is_the_name_of_the_rule() -> None:
    class UnitOccupied(RuleBroken):
        """A unit is never held by two households on the same
        day."""

    refusal = UnitOccupied("unit", until=date(2027, 3, 31))
    assert UnitOccupied.problem_type() == "/problems/unit-occupied"
    assert refusal.sentence == "A unit is never held by two households on the same day."
    assert (refusal.field, refusal.facts, refusal.status) == ("unit", {"until": date(2027, 3, 31)}, 409)
    assert [rule.status for rule in (Malformed, NotAllowed, Unknown, Stale)] == [422, 403, 404, 412]

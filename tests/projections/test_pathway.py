"""The pathway: a line for each fact of a family's story, who belongs to it, with whom it is shared."""

from datetime import date

import pytest

from projections.pathway import MODEL
from tests.projections.story import (
    AMAL,
    CONSENT,
    EXIT,
    HADDAD,
    NOUR,
    RENT,
    SAMI,
    SCHOOL,
    UNIT,
    WORK_CODE,
    approved,
    assigned,
    attended,
    case_opened,
    consented,
    corrected,
    day,
    enrolled,
    exited,
    joined,
    left,
    referral_over,
    referred,
    served,
    voided,
    withdrawn,
)  # fmt: skip
from tests.projections.told import given
from tests.spec import NOW, an_id, recorded


def test_a_fact_about_a_household_is_one_line_with_who_when_and_for_whom():
    fact = recorded(
        served(), 3, at=day("2026-02-11"), occurred_at=day("2026-02-10"), marks=("ServiceOutsideEnrolment",), source="hmis:S/1"
    )
    given(fact).when(MODEL).then(
        "line",
        {
            "event_id": fact.id, "household": HADDAD, "type": "ServiceDelivered", "occurred_at": day("2026-02-10"),
            "recorded_at": day("2026-02-11"), "agency": "sds", "actor": "anna", "actor_role": "caseworker", "project": "PROG-2784",
            "subjects": [str(AMAL)], "marks": ["ServiceOutsideEnrolment"], "source": "hmis:S/1", "voids": False, "corrects": None,
        },
    )  # fmt: skip


def test_free_text_and_identity_never_reach_a_line():
    line = given(served(note="fuggita da casa")).when(MODEL).of("line")[0]
    assert "note" not in line["data"]
    assert "fuggita" not in str(line)


@pytest.mark.parametrize(
    ("event", "dimension"),
    [
        (served(code=SCHOOL), "social"), (served(code=RENT), "housing"), (served(code=WORK_CODE), "work"),
        (assigned(), "housing"), (attended(), "work"), (enrolled(), "social"), (approved(), "social"),
        (referred(purpose="work"), "work"), (referred(purpose="training"), "work"), (referred(purpose="housing"), "housing"),
        (referred(purpose="health"), "social"), (referral_over(), "social"),
    ],
)  # fmt: skip
def test_a_line_stands_on_the_dimension_its_fact_belongs_to(event, dimension):
    given(event).when(MODEL).then("line", {"dimension": dimension})


def test_a_correction_is_a_line_of_its_own_that_names_what_it_corrects():
    first = recorded(served(), 1)
    given(first, recorded(corrected(first.id), 2)).when(MODEL).then(
        "line", {"corrects": None}, {"corrects": first.id, "voids": False}
    )


def test_a_voiding_is_a_line_that_says_that_the_other_one_never_happened():
    first = recorded(served(), 1)
    given(first, recorded(voided(first.id), 2)).when(MODEL).then("line", {"corrects": None}, {"corrects": first.id, "voids": True})


def test_a_fact_about_a_person_alone_is_kept_for_whatever_household_they_belong_to():
    fact = recorded(attended(), service="training")
    folded = given(fact).when(MODEL)
    folded.then("line", {"household": None, "type": "AttendanceRecorded"})
    folded.then("about", {"person": AMAL, "event_id": fact.id})


def test_who_enrols_joins_and_leaves_belongs_from_and_until_those_days():
    given(enrolled(), joined(), left()).when(MODEL).then(
        "membership",
        {"person": AMAL, "joined": True, "on_day": date(2026, 1, 10), "relationship": "head"},
        {"person": SAMI, "joined": True, "on_day": date(2026, 1, 10)},
        {"person": NOUR, "joined": True, "on_day": date(2026, 2, 1), "relationship": "03"},
        {"person": SAMI, "joined": False, "on_day": date(2026, 3, 1)},
    )


def test_a_household_in_charge_then_enrolled_then_gone_is_one_row():
    given(case_opened(), enrolled(), exited()).when(MODEL).then(
        "household",
        {"household": HADDAD, "case_agency": "sds", "agency": "sds", "head": AMAL, "entry": date(2026, 1, 10), "exit": EXIT,
         "destination": "own-home", "case_closed": None},
    )  # fmt: skip


def test_a_consent_taken_back_stays_a_consent_taken_back():
    given(consented(), withdrawn()).when(MODEL).then(
        "sharing",
        {"ground": CONSENT, "household": HADDAD, "agency": "porto", "basis": "consent", "ended": NOW},
    )


def test_a_unit_is_named_on_the_line_of_its_assignment():
    line = given(assigned()).when(MODEL).of("line")[0]
    assert line["data"]["unit"] == str(UNIT)
    assert line["subjects"] == [str(AMAL), str(SAMI)]


def test_a_household_with_a_thousand_facts_has_a_thousand_lines():
    facts = [recorded(served(name=an_id(f"visit {n}")), n) for n in range(1, 1001)]
    assert len(given(*facts).when(MODEL).of("line")) == 1000

"""Emergency access opens a file that is not shared, with a reason, for some hours; who opened which file is a fact."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from services.intake.commands import DeclareProgramme, RecordView, RequestEmergencyAccess
from services.intake.domain.access import AccessNotNeeded, EmergencyAccess, evolve, request, view
from services.intake.events import EmergencyAccessGranted, ProgrammeRules, RecordViewed
from tests.spec import NOW, an_id, decided, given

FAMILY, AMAL, ACCESS = an_id("family"), an_id("amal"), an_id("access")
ASK = RequestEmergencyAccess(household=FAMILY, reason="the child is alone at the station")
GRANTED = EmergencyAccessGranted(
    access=ACCESS, household=FAMILY, head=AMAL, agency="coop", viewer="coop/olga", reason="the child is alone at the station",
    expires=NOW + timedelta(hours=24),
)  # fmt: skip


def requesting(*, open_already=False, **rules):
    return decided.by(
        lambda: request(
            ACCESS, ASK, AMAL, NOW, agency="coop", viewer="coop/olga", rules=ProgrammeRules(**rules), open_already=open_already
        )
    )


def test_in_an_emergency_a_file_that_is_not_shared_opens_for_a_day():
    requesting().then(GRANTED)


def test_how_many_hours_it_stays_open_is_a_rule_of_the_programme():
    requesting(emergency_access_hours=4).then(GRANTED.model_copy(update={"expires": NOW + timedelta(hours=4)}))


@pytest.mark.parametrize("hours", [0, -1, 169])
def test_an_emergency_lasts_a_week_at_most(hours):
    with pytest.raises(ValidationError):
        DeclareProgramme(project="P", name="P", rules={"emergency_access_hours": hours})


def test_a_reason_is_asked_for():
    with pytest.raises(ValidationError):
        RequestEmergencyAccess(household=FAMILY, reason="")


def test_who_sees_the_file_already_breaks_no_glass():
    requesting(open_already=True).refuses(AccessNotNeeded, field="household")


def test_the_access_ends_by_itself():
    access = given(evolve, EmergencyAccess(), GRANTED).state
    assert access.open_to("coop", NOW)
    assert access.open_to("coop", GRANTED.expires - timedelta(seconds=1))
    assert not access.open_to("coop", GRANTED.expires)


def test_the_access_is_of_one_agency():
    assert not given(evolve, EmergencyAccess(), GRANTED).state.open_to("caritas", NOW)


def test_a_second_emergency_opens_the_file_again():
    again = GRANTED.model_copy(update={"expires": GRANTED.expires + timedelta(days=3)})
    assert given(evolve, EmergencyAccess(), GRANTED, again).state.open_to("coop", GRANTED.expires + timedelta(days=2))


def test_whoever_opens_a_familys_file_is_noted():
    ask = RecordView(household=FAMILY, viewer="coop/olga", role="caseworker", agency="coop")
    seen = RecordViewed(view=ACCESS, household=FAMILY, head=AMAL, viewer="coop/olga", role="caseworker", agency="coop")
    decided.by(lambda: view(ACCESS, ask, AMAL)).then(seen)


def test_who_views_has_a_role_that_exists():
    with pytest.raises(ValidationError):
        RecordView(household=FAMILY, viewer="coop/olga", role="king", agency="coop")

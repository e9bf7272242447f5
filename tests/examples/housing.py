"""Named example facts of housing."""

from datetime import UTC, date, datetime

from services.housing import events as housing
from services.kernel.event import Event
from tests.examples.amending import amendments
from tests.examples.cast import (
    AGREEMENT,
    AMAL,
    CONSENT,
    COOP,
    DECISION,
    DWELLING,
    EXIT,
    HADDAD,
    MOVED_IN,
    NOUR,
    PROJECT,
    SAMI,
    SDS,
    STAY,
    UNIT,
)
from tests.examples.living import LIVING
from tests.examples.placing import PLACING

HOUSING: tuple[Event, ...] = (
    housing.DwellingAdded(
        dwelling=DWELLING, name="Casa Aurelia", address="Via Aurelia 12, Grosseto", municipality="E202", shared=True, agency=COOP
    ),
    housing.UnitAdded(unit=UNIT, dwelling=DWELLING, label="Interno 3", capacity=4, shared=False),
    housing.RulesNoted(project=PROJECT, stay_months=24, stay_cap_months=36, agreement_required=True, case_required=True),
    housing.HouseholdNoted(
        household=HADDAD, project=PROJECT, agency=SDS, head=AMAL, members=(AMAL, NOUR), adults=(AMAL,), case_open=True
    ),
    housing.MembersNoted(household=HADDAD, joined=(SAMI,), adults=(SAMI,), on=date(2026, 3, 1)),
    housing.SharingNoted(household=HADDAD, ground=CONSENT, agencies=(COOP,), until=datetime(2027, 1, 16, tzinfo=UTC)),
    housing.SharingEnded(household=HADDAD, ground=CONSENT),
    housing.AgreementDrafted(
        agreement=AGREEMENT, household=HADDAD, head=AMAL, dwelling=DWELLING, unit=UNIT, version="1", rules="Silenzio dalle 22"
    ),
    housing.AgreementSigned(agreement=AGREEMENT, household=HADDAD, person=AMAL, version="1", signed=date(2026, 1, 30)),
    housing.UnitAssigned(
        assignment=STAY, unit=UNIT, household=HADDAD, project=PROJECT, members=(AMAL, NOUR), starts=MOVED_IN,
        planned_end=date(2027, 2, 1), decision=DECISION,
    ),
    housing.UnitTaken(
        unit=UNIT, assignment=STAY, household=HADDAD, people=2, starts=MOVED_IN, planned_end=date(2027, 2, 1)
    ),
    housing.UnitReleased(
        assignment=STAY, unit=UNIT, household=HADDAD, members=(AMAL, NOUR), released=EXIT, reason="family-exited",
        destination="rental", note="Keys handed over",
    ),
    housing.UnitFreed(unit=UNIT, assignment=STAY, household=HADDAD, released=EXIT),
    housing.ChargeNoted(household=HADDAD, agency=COOP),
    housing.CaseEndNoted(household=HADDAD),
    housing.ExitNoted(household=HADDAD, exit=EXIT, destination="rental"),
    *amendments("UnitReleased", f"stay/{HADDAD}", str(HADDAD)),
    *LIVING,
    *PLACING,
)  # fmt: skip

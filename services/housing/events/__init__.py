"""What housing publishes: dwellings and units, agreements, stays, and what it noted of its neighbours' facts."""

from services.housing.events.agreement import AgreementDrafted, AgreementSigned
from services.housing.events.assignment import ExitNoted, UnitAssigned, UnitReleased
from services.housing.events.dwelling import DwellingAdded, UnitAdded, UnitFreed, UnitTaken
from services.housing.events.household import CaseEndNoted, HouseholdNoted, MembersNoted, RulesNoted, SharingEnded, SharingNoted
from services.kernel.event import Catalogue

CATALOGUE = Catalogue(
    "housing",
    DwellingAdded, UnitAdded, RulesNoted, HouseholdNoted, MembersNoted, SharingNoted, SharingEnded, CaseEndNoted,
    ExitNoted, AgreementDrafted, AgreementSigned, UnitAssigned, UnitTaken, UnitReleased, UnitFreed,
)  # fmt: skip

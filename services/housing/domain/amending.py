"""What of housing is corrected and voided as such, and what has a command of its own that says how it is."""

from services.housing import commands as asks
from services.housing import events
from services.kernel.amending import Amendable, Part, Policy, Rest

POLICY: Policy = {
    events.DwellingAdded: Amendable(asks.AddDwelling, fields=("name", "address"), voidable=False),
    events.UnitAdded: Amendable(asks.AddUnit, fields=("label",), voidable=False),
    events.AgreementDrafted: Amendable(
        asks.DraftAgreement, fields=("rules",), rests=(Rest((events.AgreementSigned,), "agreement"),)
    ),
    events.AgreementSigned: Amendable(
        asks.SignAgreement, four_eyes=True, rests=(Rest((events.UnitAssigned,), stream="stay/{household}"),)
    ),
    events.UnitAssigned: Amendable(asks.AssignUnit, four_eyes=True, rests=(Rest((events.UnitReleased,), "assignment"),)),
    events.UnitReleased: Amendable(asks.ReleaseUnit, fields=("reason", "destination"), four_eyes=True),
    events.UnitTaken: Part((Rest((events.UnitFreed,), "assignment"),)),
    events.UnitFreed: Part((Rest((events.UnitTaken,)),)),
    events.RulesNoted: Part(),
    events.HouseholdNoted: Part(),
    events.MembersNoted: Part(),
    events.SharingNoted: Part(),
    events.SharingEnded: Part(),
    events.CaseEndNoted: Part(),
    events.ExitNoted: Part(),
}

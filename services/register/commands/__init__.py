"""What may be asked of the register. Each class is the body of one request; what reactions alone give has no route."""

from services.register.commands.cover import EndCover, LapseCover, RenewCover, StartCover
from services.register.commands.hours import ApproveHours, LogHours, RejectHours, ReverseHours
from services.register.commands.household import EndMatchesAfterExit, EndSharing, NoteHousehold, NoteSharing
from services.register.commands.match import CompleteMatch, ConfirmMatch, DeclineMatch, EndMatch, GiveFeedback, ProposeMatch
from services.register.commands.matching import AskedWeights, PublishMatchingRules, RankVolunteers
from services.register.commands.need import CloseNeed, PublishNeed
from services.register.commands.offer import MakeOffer
from services.register.commands.registration import (
    CancelRegistration,
    DeclareRegister,
    RegisterVolunteer,
    ResumeVolunteer,
    SuspendVolunteer,
    VoidRegistration,
)
from services.register.commands.seal import SealRegister
from services.register.commands.volunteer import (
    ApplyAsVolunteer,
    ClearDuplicate,
    DeclareLanguage,
    DeclareSkill,
    DropCourse,
    NoteCourse,
    NoteDuplicate,
    NoteRestriction,
    SetAvailability,
    SetZone,
    VerifySkill,
    VetVolunteer,
)
from services.register.commands.week import AskedSlot, Slots

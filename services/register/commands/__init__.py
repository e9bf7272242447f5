"""What may be asked of the register. Each class is the body of one request; the last four are given by reactions only."""

from services.register.commands.cover import StartCover
from services.register.commands.hours import ApproveHours, LogHours
from services.register.commands.household import EndMatchesAfterExit, NoteHousehold, NoteSharing
from services.register.commands.match import ConfirmMatch, EndMatch, ProposeMatch, Slots
from services.register.commands.need import PublishNeed
from services.register.commands.volunteer import (
    ApplyAsVolunteer,
    DeclareSkill,
    NoteCourse,
    RegisterVolunteer,
    SetAvailability,
    VetVolunteer,
)

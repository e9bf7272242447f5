"""What may be asked of housing. The first half has routes; the second is given by reactions alone."""

from services.housing.commands.agreement import DraftAgreement, SignAgreement
from services.housing.commands.assignment import AssignUnit, Destination, People, Reason, ReleaseAfterExit, ReleaseUnit
from services.housing.commands.dwelling import AddDwelling, AddUnit
from services.housing.commands.household import EndSharing, NoteCaseEnd, NoteHousehold, NoteMembers, NoteRules, NoteSharing

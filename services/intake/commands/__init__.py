"""What may be asked of intake. Each class is the body of one request."""

from services.intake.commands.assessment import RecordAssessment
from services.intake.commands.case import CloseCase, OpenCase
from services.intake.commands.consent import GiveConsent, WithdrawConsent
from services.intake.commands.household import (
    AddMember,
    ChangeHead,
    EndEnrolment,
    EnrolFamily,
    RemoveMember,
    plain_member,
    plain_notice,
)
from services.intake.commands.identity import ConfirmDuplicate, RejectDuplicate, ReportPotentialDuplicate, UnlinkPerson
from services.intake.commands.person import CorrectPerson, ExpirePermit, RecordResidencePermit, RegisterPerson
from services.intake.commands.plan import DraftPlan, RecordGoalProgress, SetGoal
from services.intake.commands.programme import MOST_MONTHS, DeclareProgramme, RegisterAgency, bounded_rules
from services.intake.commands.service_log import CorrectService, RecordService, VoidService

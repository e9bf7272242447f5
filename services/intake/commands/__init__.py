"""What may be asked of intake. Each class is the body of one request."""

from services.intake.commands.access import RecordView, RequestEmergencyAccess
from services.intake.commands.assessment import RecordAssessment, ReviseAssessment
from services.intake.commands.case import AssignWorker, CloseCase, OpenCase, ReopenCase, TransferCase
from services.intake.commands.consent import ExpireConsent, GiveConsent, RenewConsent, WithdrawConsent
from services.intake.commands.follow_up import NoteFollowUpDue, RecordFollowUp, ScheduleFollowUp
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
from services.intake.commands.milestone import RecordMilestone
from services.intake.commands.person import CorrectPerson, ExpirePermit, RecordResidencePermit, RegisterPerson
from services.intake.commands.plan import AgreePlan, DraftPlan, NoteReviewDue, RecordGoalProgress, ReviewPlan, SetGoal
from services.intake.commands.programme import MOST_MONTHS, DeclareProgramme, RegisterAgency, bounded_rules
from services.intake.commands.referral import AcceptReferral, CompleteReferral, ReferToAgency, RejectReferral, RevokeReferral
from services.intake.commands.regrouping import JoinHouseholds, SplitHousehold
from services.intake.commands.service_log import CorrectService, RecordService, VoidService

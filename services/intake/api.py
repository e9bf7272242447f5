"""The routes of intake: one per command."""

from infra.web import Route
from services.intake import commands as asks
from services.intake.application import Intake


def routes(intake: Intake) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        *_of_persons(intake),
        *_of_sharing(intake),
        *_of_the_plan(intake),
        Route("/agencies", asks.RegisterAgency, intake.programmes.register_agency),
        Route("/programmes", asks.DeclareProgramme, intake.programmes.declare_programme),
        Route("/cases", asks.OpenCase, intake.cases.open_case),
        Route("/households/{household}/case/worker", asks.AssignWorker, intake.cases.assign_worker),
        Route("/households/{household}/case/transfer", asks.TransferCase, intake.cases.transfer_case),
        Route("/households/{household}/case/closing", asks.CloseCase, intake.cases.close_case),
        Route("/households/{household}/case/reopening", asks.ReopenCase, intake.cases.reopen_case),
        Route("/households", asks.EnrolFamily, intake.households.enrol_family),
        Route("/households/{household}/members", asks.AddMember, intake.households.add_member),
        Route("/households/{household}/members/{person}/leaving", asks.RemoveMember, intake.households.remove_member),
        Route("/households/{household}/head", asks.ChangeHead, intake.households.change_head),
        Route("/households/{household}/split", asks.SplitHousehold, intake.regroupings.split_household),
        Route("/households/{household}/joining", asks.JoinHouseholds, intake.regroupings.join_households),
        Route("/households/{household}/exit", asks.EndEnrolment, intake.households.end_enrolment),
        Route("/households/{household}/follow-ups", asks.ScheduleFollowUp, intake.follow_ups.schedule_follow_up),
        Route("/households/{household}/follow-ups/{follow_up}", asks.RecordFollowUp, intake.follow_ups.record_follow_up),
        Route("/households/{household}/follow-ups/{follow_up}/due", asks.NoteFollowUpDue, intake.follow_ups.note_follow_up_due),
        *intake.amendments.routes(),
    )


def _of_persons(intake: Intake) -> tuple[Route, ...]:
    return (
        Route("/persons", asks.RegisterPerson, intake.persons.register_person),
        Route("/persons/{person}/correction", asks.CorrectPerson, intake.persons.correct_person),
        Route("/persons/{person}/permits", asks.RecordResidencePermit, intake.persons.record_residence_permit),
        Route("/persons/{person}/permits/{permit}/expiry", asks.ExpirePermit, intake.persons.expire_permit),
        Route("/duplicates", asks.ReportPotentialDuplicate, intake.identities.report_potential_duplicate),
        Route("/duplicates/confirmation", asks.ConfirmDuplicate, intake.identities.confirm_duplicate),
        Route("/duplicates/rejection", asks.RejectDuplicate, intake.identities.reject_duplicate),
        Route("/persons/{person}/unlinking", asks.UnlinkPerson, intake.identities.unlink_person),
    )


def _of_sharing(intake: Intake) -> tuple[Route, ...]:
    return (
        Route("/households/{household}/consents", asks.GiveConsent, intake.consents.give_consent),
        Route("/households/{household}/consents/{consent}/renewal", asks.RenewConsent, intake.consents.renew_consent),
        Route("/households/{household}/consents/{consent}/withdrawal", asks.WithdrawConsent, intake.consents.withdraw_consent),
        Route("/households/{household}/consents/{consent}/expiry", asks.ExpireConsent, intake.consents.expire_consent),
        Route("/households/{household}/referrals", asks.ReferToAgency, intake.referrals.refer_to_agency),
        Route("/households/{household}/referrals/{referral}/acceptance", asks.AcceptReferral, intake.referrals.accept_referral),
        Route("/households/{household}/referrals/{referral}/rejection", asks.RejectReferral, intake.referrals.reject_referral),
        Route("/households/{household}/referrals/{referral}/completion", asks.CompleteReferral, intake.referrals.complete_referral),
        Route("/households/{household}/referrals/{referral}/revocation", asks.RevokeReferral, intake.referrals.revoke_referral),
        Route("/households/{household}/emergency-access", asks.RequestEmergencyAccess, intake.access.request_emergency_access),
        Route("/households/{household}/views", asks.RecordView, intake.access.record_view),
    )


def _of_the_plan(intake: Intake) -> tuple[Route, ...]:
    return (
        Route("/households/{household}/assessments", asks.RecordAssessment, intake.assessments.record_assessment),
        Route(
            "/households/{household}/assessments/{assessment}/revision", asks.ReviseAssessment, intake.assessments.revise_assessment
        ),
        Route("/households/{household}/plans", asks.DraftPlan, intake.plans.draft_plan),
        Route("/households/{household}/plan/agreement", asks.AgreePlan, intake.plans.agree_plan),
        Route("/households/{household}/plan/review", asks.ReviewPlan, intake.plans.review_plan),
        Route("/households/{household}/plan/review/due", asks.NoteReviewDue, intake.plans.note_review_due),
        Route("/households/{household}/goals", asks.SetGoal, intake.plans.set_goal),
        Route("/households/{household}/goals/{goal}/progress", asks.RecordGoalProgress, intake.plans.record_goal_progress),
        Route("/households/{household}/milestones", asks.RecordMilestone, intake.milestones.record_milestone),
        Route("/households/{household}/services", asks.RecordService, intake.services.record_service),
        Route("/households/{household}/services/{delivery}/correction", asks.CorrectService, intake.services.correct_service),
        Route("/households/{household}/services/{delivery}/voiding", asks.VoidService, intake.services.void_service),
    )

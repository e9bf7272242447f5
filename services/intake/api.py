"""The routes of intake: one per command."""

from infra.web import Route
from services.intake import commands as asks
from services.intake.application import Intake


def routes(intake: Intake) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/agencies", asks.RegisterAgency, intake.programmes.register_agency),
        Route("/programmes", asks.DeclareProgramme, intake.programmes.declare_programme),
        Route("/persons", asks.RegisterPerson, intake.persons.register_person),
        Route("/persons/{person}/correction", asks.CorrectPerson, intake.persons.correct_person),
        Route("/persons/{person}/permits", asks.RecordResidencePermit, intake.persons.record_residence_permit),
        Route("/persons/{person}/permits/{permit}/expiry", asks.ExpirePermit, intake.persons.expire_permit),
        Route("/duplicates", asks.ReportPotentialDuplicate, intake.identities.report_potential_duplicate),
        Route("/duplicates/confirmation", asks.ConfirmDuplicate, intake.identities.confirm_duplicate),
        Route("/duplicates/rejection", asks.RejectDuplicate, intake.identities.reject_duplicate),
        Route("/persons/{person}/unlinking", asks.UnlinkPerson, intake.identities.unlink_person),
        Route("/cases", asks.OpenCase, intake.cases.open_case),
        Route("/households/{household}/case/closing", asks.CloseCase, intake.cases.close_case),
        Route("/households", asks.EnrolFamily, intake.households.enrol_family),
        Route("/households/{household}/members", asks.AddMember, intake.households.add_member),
        Route("/households/{household}/members/{person}/leaving", asks.RemoveMember, intake.households.remove_member),
        Route("/households/{household}/head", asks.ChangeHead, intake.households.change_head),
        Route("/households/{household}/consents", asks.GiveConsent, intake.consents.give_consent),
        Route("/households/{household}/consents/{consent}/withdrawal", asks.WithdrawConsent, intake.consents.withdraw_consent),
        Route("/households/{household}/assessments", asks.RecordAssessment, intake.assessments.record_assessment),
        Route("/households/{household}/plans", asks.DraftPlan, intake.plans.draft_plan),
        Route("/households/{household}/goals", asks.SetGoal, intake.plans.set_goal),
        Route("/households/{household}/goals/{goal}/progress", asks.RecordGoalProgress, intake.plans.record_goal_progress),
        Route("/households/{household}/services", asks.RecordService, intake.services.record_service),
        Route("/households/{household}/services/{delivery}/correction", asks.CorrectService, intake.services.correct_service),
        Route("/households/{household}/services/{delivery}/voiding", asks.VoidService, intake.services.void_service),
        Route("/households/{household}/exit", asks.EndEnrolment, intake.households.end_enrolment),
    )

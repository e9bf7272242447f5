"""The routes of intake: one per command."""

from infra.web import Route
from services.intake import commands as asks
from services.intake.application import Intake


def routes(intake: Intake) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/agencies", asks.RegisterAgency, intake.register_agency),
        Route("/programmes", asks.DeclareProgramme, intake.declare_programme),
        Route("/persons", asks.RegisterPerson, intake.register_person),
        Route("/cases", asks.OpenCase, intake.open_case),
        Route("/households/{household}/case/closing", asks.CloseCase, intake.close_case),
        Route("/households", asks.EnrolFamily, intake.enrol_family),
        Route("/households/{household}/members", asks.AddMember, intake.add_member),
        Route("/households/{household}/members/{person}/leaving", asks.RemoveMember, intake.remove_member),
        Route("/households/{household}/head", asks.ChangeHead, intake.change_head),
        Route("/households/{household}/consents", asks.GiveConsent, intake.give_consent),
        Route("/households/{household}/consents/{consent}/withdrawal", asks.WithdrawConsent, intake.withdraw_consent),
        Route("/households/{household}/assessments", asks.RecordAssessment, intake.record_assessment),
        Route("/households/{household}/plans", asks.DraftPlan, intake.draft_plan),
        Route("/households/{household}/goals", asks.SetGoal, intake.set_goal),
        Route("/households/{household}/goals/{goal}/progress", asks.RecordGoalProgress, intake.record_goal_progress),
        Route("/households/{household}/services", asks.RecordService, intake.record_service),
        Route("/households/{household}/services/{delivery}/correction", asks.CorrectService, intake.correct_service),
        Route("/households/{household}/services/{delivery}/voiding", asks.VoidService, intake.void_service),
        Route("/households/{household}/exit", asks.EndEnrolment, intake.end_enrolment),
    )

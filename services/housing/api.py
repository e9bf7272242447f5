"""The routes of housing: one per command that people give; reactions give theirs without HTTP."""

from infra.web import Route
from services.housing import commands as asks
from services.housing.application import Housing


def routes(housing: Housing) -> tuple[Route, ...]:
    """Address, command and method, one line each."""
    return (
        Route("/dwellings", asks.AddDwelling, housing.dwellings.add_dwelling),
        Route("/dwellings/{dwelling}/units", asks.AddUnit, housing.dwellings.add_unit),
        Route("/units/{unit}/out-of-service", asks.TakeUnitOutOfService, housing.dwellings.take_unit_out_of_service),
        Route("/units/{unit}/return", asks.ReturnUnit, housing.dwellings.return_unit),
        Route("/units/{unit}/vacancies", asks.OpenVacancy, housing.vacancies.open_vacancy),
        Route("/units/{unit}/vacancies/{vacancy}/closure", asks.CloseVacancy, housing.vacancies.close_vacancy),
        Route("/waiting-lists/{project}/rules", asks.PublishRules, housing.waiting_lists.publish_rules),
        Route("/waiting-lists/{project}/rankings", asks.RankCandidates, housing.waiting_lists.rank_candidates),
        Route("/waiting-lists/{project}/overrides", asks.OverrideRank, housing.waiting_lists.override_rank),
        Route("/households/{household}/applications", asks.ApplyForHousing, housing.waiting_lists.apply_for_housing),
        Route(
            "/households/{household}/applications/{application}/withdrawal",
            asks.WithdrawApplication,
            housing.waiting_lists.withdraw_application,
        ),
        Route("/units/{unit}/proposals", asks.ProposeUnit, housing.proposals.propose_unit),
        Route("/units/{unit}/proposals/{proposal}/acceptance", asks.AcceptProposal, housing.proposals.accept_proposal),
        Route("/units/{unit}/proposals/{proposal}/decline", asks.DeclineProposal, housing.proposals.decline_proposal),
        Route("/units/{unit}/assignments", asks.AssignUnit, housing.assignments.assign_unit),
        Route("/households/{household}/assignments/{assignment}/release", asks.ReleaseUnit, housing.assignments.release_unit),
        Route(
            "/households/{household}/assignments/{assignment}/extension",
            asks.ExtendAssignment,
            housing.assignments.extend_assignment,
        ),
        Route("/households/{household}/assignments/{assignment}/move", asks.MoveHousehold, housing.assignments.move_household),
        Route("/households/{household}/assignments/{assignment}/due", asks.NoteStayDue, housing.assignments.note_stay_due),
        *_living_together(housing),
        *housing.amendments.routes(),
    )


def _living_together(housing: Housing) -> tuple[Route, ...]:
    """Agreements, incidents, mutual help and meetings of those who share a dwelling."""
    return (
        Route("/households/{household}/agreements", asks.DraftAgreement, housing.agreements.draft_agreement),
        Route("/households/{household}/agreements/{agreement}/signatures", asks.SignAgreement, housing.agreements.sign_agreement),
        Route("/households/{household}/agreements/{agreement}/breaches", asks.ReportBreach, housing.agreements.report_breach),
        Route("/households/{household}/agreements/{agreement}/end", asks.EndAgreement, housing.agreements.end_agreement),
        Route("/households/{household}/signatories", asks.AddSignatory, housing.agreements.add_signatory),
        Route("/dwellings/{dwelling}/amendments", asks.AmendAgreement, housing.agreements.amend_agreement),
        Route("/dwellings/{dwelling}/rules", asks.PublishHouseRules, housing.houses.publish_house_rules),
        Route("/dwellings/{dwelling}/meetings", asks.HoldMeeting, housing.meetings.hold_meeting),
        Route("/dwellings/{dwelling}/incidents", asks.ReportIncident, housing.incidents.report_incident),
        Route("/incidents/{incident}/classification", asks.ClassifyIncident, housing.incidents.classify_incident),
        Route("/incidents/{incident}/mediations", asks.MediateIncident, housing.incidents.mediate_incident),
        Route("/incidents/{incident}/warnings", asks.IssueWarning, housing.incidents.issue_warning),
        Route("/incidents/{incident}/closure", asks.CloseIncident, housing.incidents.close_incident),
        Route("/households/{household}/reviews/{review}", asks.HoldReview, housing.incidents.hold_review),
        Route("/households/{household}/commitments", asks.MakeCommitment, housing.commitments.make_commitment),
        Route("/households/{household}/commitments/{commitment}/help", asks.LogHelp, housing.commitments.log_help),
        Route("/households/{household}/commitments/{commitment}/end", asks.EndCommitment, housing.commitments.end_commitment),
        Route("/households/{household}/help/{help}/confirmation", asks.ConfirmHelp, housing.commitments.confirm_help),
        Route("/households/{household}/help/{help}/rejection", asks.RejectHelp, housing.commitments.reject_help),
    )

"""Named example facts of intake."""

from datetime import UTC, date, datetime

from services.intake import events as intake
from services.kernel.event import Event
from services.kernel.evidence import Evidence
from tests.examples.amending import amendments
from tests.examples.cast import (
    AMAL,
    ASSESSMENT,
    CONSENT,
    COOP,
    DELIVERY,
    ENTRY,
    EXIT,
    FOLLOW_UP,
    GOAL,
    HADDAD,
    NOUR,
    PLAN,
    PROJECT,
    SAMI,
    SDS,
    TAKEN_IN,
)
from tests.spec import an_id

PERMIT = an_id("permit")
OLD_CONSENT, REFERRAL, OTHER_REFERRAL = an_id("old consent"), an_id("referral"), an_id("other referral")
NEW_HOME, OTHER_HOME = an_id("household of nour"), an_id("household of grandmother")
REFERRED = {"household": HADDAD, "head": AMAL, "receiver": COOP}
LOW, HIGH = sorted((AMAL, NOUR))

INTAKE: tuple[Event, ...] = (
    intake.AgencyRegistered(agency=COOP, name="Cooperativa Casa Comune"),
    intake.ProgrammeDeclared(project=PROJECT, name="WE-ITA", fund="AMIF/FAMI", rules=intake.ProgrammeRules()),
    intake.PersonRegistered(
        person=AMAL, given_name="Amal", family_name="Haddad", other_names=("\u0623\u0645\u0644",), script="Latn",
        birth_date=date(1990, 5, 4), birth_place="Aleppo", birth_country="SY", sex="female", citizenship="SY",
        citizenship_group="third-country", eligible=True, eligibility_ground="international-protection",
        fiscal_code="HDDMLA90E44Z240A", language="ar", contact="+39 0564 000000",
        known={"given_name": "documented", "family_name": "documented", "birth_date": "stated", "fiscal_code": "documented"},
    ),
    intake.CountingProfileSet(
        person=AMAL, valid_from=date(1990, 5, 1), sex="female", birth_month="1990-05",
        citizenship_group="third-country", eligible=True, ground="international-protection",
    ),
    intake.PersonCorrected(
        person=AMAL, corrects_event_id=an_id("registered"), changed=("birth_date", "partial_birth_date"),
        partial_birth_date="1990", known={"birth_date": "estimated"}, reason="The passport names the year alone",
    ),
    intake.ResidencePermitRecorded(
        person=AMAL, permit=PERMIT, permit_kind="international-protection", valid_from=date(2024, 2, 1),
        valid_until=date(2026, 1, 31), under_renewal=True, number="I00000001", receipt_number="0600000000001",
    ),
    intake.ResidencePermitExpired(
        person=AMAL, permit=PERMIT, permit_kind="international-protection", valid_until=date(2026, 1, 31)
    ),
    intake.PotentialDuplicateDetected(
        low=LOW, high=HIGH, score=11.5, rules_version="1",
        evidence=(
            intake.Finding(field="fiscal_code", finding="same", points=9),
            intake.Finding(field="given_name", finding="transliterated", points=2.5),
        ),
    ),
    intake.DuplicateConfirmed(survivor=AMAL, merged=NOUR, reason="Seen together with their documents"),
    intake.MergeTaken(survivor=AMAL, merged=NOUR),
    intake.DuplicateRejected(low=LOW, high=HIGH, reason="Mother and daughter"),
    intake.PersonUnlinked(survivor=AMAL, merged=NOUR, reason="Mother and daughter"),
    intake.MergeReleased(survivor=AMAL, merged=NOUR),
    intake.CaseOpened(household=HADDAD, project=PROJECT, agency=SDS, head=AMAL),
    intake.FamilyEnrolled(
        household=HADDAD, project=PROJECT, agency=SDS, head=AMAL, adults=(AMAL,), entry=ENTRY,
        members=(intake.Member(person=AMAL, relationship="head"), intake.Member(person=NOUR, relationship="3")),
        notice=intake.PrivacyNotice(given_on=TAKEN_IN, language="ar", version="1"),
    ),
    intake.MembershipTaken(project=PROJECT, person=AMAL, household=HADDAD),
    intake.MemberAdded(household=HADDAD, person=SAMI, relationship="1", adult=True, since=date(2026, 3, 1)),
    intake.HeadChanged(household=HADDAD, head=SAMI, before=AMAL),
    intake.MemberLeft(household=HADDAD, person=NOUR, left=date(2026, 9, 1), destination="relatives"),
    intake.MembershipReleased(project=PROJECT, person=NOUR, household=HADDAD),
    intake.WorkerAssigned(household=HADDAD, head=AMAL, worker="lucia.bianchi", before="anna.verdi"),
    intake.HouseholdSplit(household=HADDAD, into=NEW_HOME, members=(NOUR,), head=NOUR, guardian=SAMI, on=date(2026, 9, 1)),
    intake.HouseholdsJoined(household=HADDAD, joining=OTHER_HOME, members=(SAMI,), on=date(2026, 3, 1)),
    intake.ConsentGiven(
        consent=CONSENT, household=HADDAD, purpose="housing", recipients=(COOP,), expires=date(2027, 1, 15), signatory=AMAL
    ),
    intake.ConsentRenewed(
        consent=CONSENT, household=HADDAD, recipients=(COOP,), expires=date(2028, 1, 15), signatory=AMAL,
        language="ar", form_version="2026-1",
    ),
    intake.ConsentExpired(
        consent=OLD_CONSENT, household=HADDAD, signatory=AMAL, recipients=(COOP,), expired=date(2026, 1, 14)
    ),
    intake.ReferralSent(
        referral=REFERRAL, **REFERRED, sender=SDS, purpose="housing", code="A2.16", ground="consent", consent=CONSENT,
        reason="Looking for a flat near the school",
    ),
    intake.ReferralAccepted(referral=REFERRAL, **REFERRED, until=date(2028, 1, 15)),
    intake.ReferralCompleted(referral=REFERRAL, **REFERRED, note="The contract is signed"),
    intake.ReferralRejected(referral=OTHER_REFERRAL, **REFERRED, reason="No room this month"),
    intake.ReferralRevoked(referral=an_id("third referral"), **REFERRED, reason="Found another way"),
    intake.EmergencyAccessGranted(
        access=an_id("access"), household=HADDAD, head=AMAL, agency=COOP, viewer="giulia.neri",
        expires=datetime(2026, 2, 11, 9, tzinfo=UTC), reason="Nour alone at the station",
    ),
    intake.RecordViewed(view=an_id("view"), household=HADDAD, head=AMAL, viewer="giulia.neri", role="caseworker", agency=COOP),
    intake.ConsentWithdrawn(consent=CONSENT, household=HADDAD, signatory=AMAL, recipients=(COOP,), reason="moved away"),
    intake.AssessmentRecorded(
        assessment=ASSESSMENT, household=HADDAD, person=AMAL, tool="SSM", tool_version="1", phase="entry",
        scores={"housing": 1, "employment": 2, "childcare": None}, note="At home, with an interpreter",
    ),
    intake.AssessmentRevised(
        assessment=ASSESSMENT, household=HADDAD, corrects_event_id=an_id("assessed"), person=AMAL, tool="SSM", tool_version="1",
        phase="entry", scores={"housing": 1, "employment": 1, "childcare": None}, reason="The work had ended",
    ),
    intake.PlanDrafted(plan=PLAN, household=HADDAD, head=AMAL, summary="A home of their own, and work"),
    intake.GoalSet(
        goal=GOAL, plan=PLAN, household=HADDAD, person=AMAL, dimension="work", due=date(2026, 9, 30), text="Licenza media"
    ),
    intake.PlanAgreed(
        plan=PLAN, version=1, household=HADDAD, signatories=(AMAL, SAMI), worker="lucia", agreed_on=date(2026, 2, 5),
        next_review=date(2026, 8, 5),
    ),
    intake.GoalProgressed(goal=GOAL, household=HADDAD, person=AMAL, dimension="work", percent=60, note="Evening classes"),
    intake.GoalReached(goal=GOAL, household=HADDAD, person=AMAL, dimension="work"),
    intake.ReviewFellDue(plan=PLAN, household=HADDAD, head=SAMI, due=date(2026, 8, 5)),
    intake.PlanReviewed(
        plan=PLAN, version=2, household=HADDAD, head=SAMI, outcome="changed", reviewed_on=date(2026, 8, 7),
        next_review=date(2027, 2, 7), note="School is done, now a contract",
    ),
    intake.ServiceDelivered(
        delivery=DELIVERY, household=HADDAD, code="A2.19", delivered_on=date(2026, 2, 3), minutes=60, amount_cents=4500,
        provider=COOP, recipients=(AMAL,), evidence=(Evidence(sha256="a1" * 32, kind="receipt"),), file_names=("ricevuta.pdf",),
        note="At the Questura",
    ),
    intake.ServiceCorrected(
        delivery=DELIVERY, household=HADDAD, corrects_event_id=an_id("delivered"), code="A2.19", delivered_on=date(2026, 2, 3),
        minutes=90, provider=COOP, recipients=(AMAL, NOUR), note="At the Questura", reason="Nour was there too",
    ),
    intake.ServiceVoided(
        delivery=DELIVERY, household=HADDAD, corrects_event_id=an_id("corrected"), recipients=(AMAL, NOUR), reason="Entered twice"
    ),
    intake.FamilyExited(
        household=HADDAD, project=PROJECT, members=(AMAL, SAMI), exit=EXIT, destination="rental", head=SAMI, reason="Own contract"
    ),
    intake.MilestoneReached(
        household=HADDAD, person=AMAL, milestone="applied-for-recognition", reached_on=date(2026, 9, 1), note="Her diploma"
    ),
    intake.FollowUpScheduled(follow_up=FOLLOW_UP, household=HADDAD, head=SAMI, due=date(2027, 1, 31), months=3),
    intake.FollowUpFellDue(follow_up=FOLLOW_UP, household=HADDAD, head=SAMI, due=date(2027, 1, 31)),
    intake.FollowUpRecorded(
        follow_up=FOLLOW_UP, household=HADDAD, head=SAMI, followed_up_on=date(2027, 2, 2), months=3, housing_situation="rental",
        work_situation="fixed-term-contract", in_contact=True, assessment=an_id("assessment later"), note="Glad of the school",
    ),
    intake.CaseTransferred(
        household=HADDAD, project=PROJECT, head=AMAL, agency=COOP, before=SDS, reason="They live in Follonica now"
    ),
    intake.CaseClosed(household=HADDAD, head=SAMI, outcome="autonomy-reached", destination="rental"),
    intake.CaseReopened(household=HADDAD, head=SAMI, agency=COOP, reason="Out of work again"),
    *amendments("GoalSet", f"plan/{HADDAD}", str(HADDAD)),
)  # fmt: skip

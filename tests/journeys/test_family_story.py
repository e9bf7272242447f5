"""One family's story through all four services, read back line by line, and as it stood and was known on four fixed dates."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from infra.settings import Settings
from projections import families
from projections.families import Line, Timeline, Viewer
from projections.known import Known
from services.exchange.simulated.actors import ANNA, COMUNE, COOP, DAVIDE, GIULIO, LUCIA, MARCO, PAOLO, PIETRO, SDS
from services.exchange.simulated.player import Player
from services.exchange.simulated.plot import Plot

PROJECT = "PROG-STORY"
TEACHER, TUTOR = UUID(int=1), UUID(int=2)
FIRST = datetime.now(UTC).date() - timedelta(days=300)


def day(after: int) -> date:
    return FIRST + timedelta(days=after)


@dataclass
class Told:
    """What was told, and three moments: before the back-dated service, before the correction, after it."""

    household: UUID
    moments: list[datetime]
    settings: Settings

    def timeline(self, *, until: int | None = None, moment: int | None = None) -> Timeline:
        """The timeline as of a day of the story, as known at one of the moments."""
        known = Known(self.settings)
        try:
            cut = known.at(self.moments[moment]) if moment is not None else None
            with psycopg.connect(self.settings.database("read", "weita_desk"), autocommit=True) as connection:
                return families.timeline(connection, self.household, as_of=day(until) if until is not None else None, known=cut)
        finally:
            known.close()


class Storyteller:
    """Tells the story of the Ferri-Okafor family in parts; each part is played before the next is planned."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.plot = Plot(1, datetime.now(UTC).date(), "story")
        self.tell = self.plot.tell

    def play(self) -> datetime:
        """Play what was planned since; gives a moment after it."""
        for step in self.plot.steps:
            self.player.perform([step])
        self.plot.steps.clear()
        return datetime.now(UTC)

    def arrive(self) -> UUID:
        """Ada and her son come; the lead takes them in charge and the others may see their file."""
        tell = self.tell
        for agency, name in ((SDS, "Società della Salute"), (COOP, "Cooperativa Il Ponte"), (COMUNE, "Comune di Orbetello")):
            tell(day(0), PAOLO, "RegisterAgency", f"story:agency:{agency}", agency=agency, name=name)
        tell(day(0), PAOLO, "DeclareProgramme", "story:programme", project=PROJECT, name="Una storia")
        who = {"family_name": "Okafor", "citizenship": "NG", "citizenship_group": "third-country"}
        self.ada = tell(
            day(0), LUCIA, "RegisterPerson", "story:ada", given_name="Ada", birth_date=date(1990, 5, 1), sex="female", **who
        )
        self.ben = tell(
            day(0), LUCIA, "RegisterPerson", "story:ben", given_name="Ben", birth_date=date(2015, 9, 9), sex="male", **who
        )
        self.house = tell(day(1), LUCIA, "OpenCase", "story:case", project=PROJECT, head=self.ada)
        tell(
            day(3), LUCIA, "EnrolFamily", "story:enrolment", household=self.house, project=PROJECT, head=self.ada,
            members=[{"person": self.ada, "relationship": "head"}, {"person": self.ben, "relationship": "1"}],
            notice={"given_on": day(3), "language": "en", "version": "1"},
        )  # fmt: skip
        tell(
            day(4), LUCIA, "GiveConsent", "story:consent", household=self.house, purpose="care",
            recipients=[COOP, COMUNE], expires=day(900), signatory=self.ada,
        )  # fmt: skip
        scores = {"housing": 1, "employment": 2, "community": 2}
        tell(
            day(6),
            LUCIA,
            "RecordAssessment",
            "story:assessment",
            household=self.house,
            person=self.ada,
            phase="entry",
            scores=scores,
        )
        tell(day(8), LUCIA, "DraftPlan", "story:plan", household=self.house)
        self.goal = tell(
            day(8), LUCIA, "SetGoal", "story:goal", household=self.house, person=self.ada, dimension="work", text="Un lavoro."
        )
        return self.house

    def be_served(self, key: str, code: str, delivered: date, minutes: int) -> UUID:
        """A service for Ada."""
        return self.tell(
            day(60), LUCIA, "RecordService", f"story:{key}", household=self.house, code=code, delivered_on=delivered,
            minutes=minutes, recipients=[self.ada],
        )  # fmt: skip

    def be_corrected(self, delivery: UUID) -> None:
        """It was a day later and an hour longer."""
        self.tell(
            day(60), MARCO, "CorrectService", "story:correction", household=self.house, delivery=delivery,
            delivered_on=day(21), minutes=120, reason="Letto male il foglio firme.",
        )  # fmt: skip

    def live(self) -> None:
        """They sign and move in."""
        tell = self.tell
        dwelling = tell(day(2), PIETRO, "AddDwelling", "story:dwelling", name="Casa Storia")
        unit = tell(day(2), PIETRO, "AddUnit", "story:unit", dwelling=dwelling, label="A", capacity=3)
        pact = tell(
            day(30),
            PIETRO,
            "DraftAgreement",
            "story:pact",
            household=self.house,
            unit=unit,
            version="1",
            rules="Silenzio dalle 22.",
        )
        tell(
            day(31), PIETRO, "SignAgreement", "story:pact:signed",
            household=self.house, agreement=pact, person=self.ada, signed=day(31),
        )  # fmt: skip
        tell(
            day(32), MARCO, "AssignUnit", "story:stay", household=self.house, unit=unit, members=[self.ada, self.ben],
            starts=day(32), planned_end=day(400),
        )  # fmt: skip

    def be_helped(self) -> None:
        """Irma helps Ben with school."""
        tell, slot = self.tell, {"weekday": 2, "start": "15:00:00", "end": "17:00:00"}
        irma = tell(day(0), ANNA, "RegisterPerson", "story:irma", given_name="Irma", birth_date=date(1960, 1, 1), sex="female")
        tell(day(1), ANNA, "ApplyAsVolunteer", "story:irma:application", person=irma)
        seen = {"identity_seen": True, "identity_complete": True, "checks": ["interview"]}
        tell(day(2), ANNA, "VetVolunteer", "story:irma:vetting", person=irma, outcome="positive", adult=True, **seen)
        tell(day(3), ANNA, "RegisterVolunteer", "story:irma:registration", person=irma, section="regular", start=day(3))
        tell(
            day(3), ANNA, "StartCover", "story:irma:cover", person=irma, insurer="Mutua", policy="1",
            risks=["accident", "illness", "liability"], start=day(3), until=day(700),
        )  # fmt: skip
        tell(day(3), ANNA, "DeclareSkill", "story:irma:skill", person=irma, skill="doposcuola")
        tell(day(3), ANNA, "SetAvailability", "story:irma:availability", person=irma, slots=[slot])
        need = tell(
            day(40), LUCIA, "PublishNeed", "story:need", household=self.house, skill="doposcuola", start=day(44), until=day(200)
        )
        match = tell(day(41), ANNA, "ProposeMatch", "story:match", household=self.house, need=need, person=irma, shifts=[slot])
        tell(day(42), GIULIO, "ConfirmMatch", "story:match:confirmed", household=self.house, match=match)
        hours = tell(day(51), ANNA, "LogHours", "story:hours", household=self.house, match=match, day=day(51), minutes=90)
        tell(day(53), GIULIO, "ApproveHours", "story:hours:approved", person=irma, hours=hours)

    def learn(self) -> None:
        """Ada completes a course."""
        tell = self.tell
        course = tell(day(60), DAVIDE, "PublishCourse", "story:course", title="Italiano", field="lingua", hours=3)
        edition = tell(
            day(60), DAVIDE, "OpenEdition", "story:edition", course=course, project=PROJECT, seats=5, open_to=["recipient"],
            start=day(70), until=day(90), rule={"min_percent": 75},
        )  # fmt: skip
        starts = datetime.combine(day(72), datetime.min.time()).replace(hour=15)
        lesson = tell(
            day(61), DAVIDE, "ScheduleSession", "story:lesson", edition=edition, starts_at=starts, minutes=180, teacher=TEACHER
        )
        tell(day(65), DAVIDE, "EnrolLearner", "story:learner", edition=edition, person=self.ada, learner_type="recipient")
        tell(day(72), DAVIDE, "OpenRegister", "story:register", edition=edition, session=lesson, tutor=TUTOR)
        tell(day(72), DAVIDE, "RecordAttendance", "story:attendance", edition=edition, session=lesson, person=self.ada, minutes=170)
        for signatory, by in (("teacher", DAVIDE), ("tutor", GIULIO)):
            tell(day(73), by, "SignRegister", f"story:signed:{signatory}", edition=edition, session=lesson, signed_as=signatory)
        tell(day(75), DAVIDE, "CompleteCourse", "story:completion", edition=edition, person=self.ada)
        tell(day(80), LUCIA, "RecordGoalProgress", "story:goal:reached", household=self.house, goal=self.goal, percent=100)

    def leave(self) -> None:
        """They have a home of their own: the unit is released and Irma's help ends by themselves."""
        tell = self.tell
        scores = {"housing": 5, "employment": 4, "community": 5}
        tell(
            day(98),
            LUCIA,
            "RecordAssessment",
            "story:assessment:exit",
            household=self.house,
            person=self.ada,
            phase="exit",
            scores=scores,
        )
        tell(day(100), LUCIA, "EndEnrolment", "story:exit", household=self.house, exit=day(100), destination="autonomous-housing")
        tell(day(104), LUCIA, "CloseCase", "story:case:closed", household=self.house, outcome="autonomy-reached")


@pytest.fixture(scope="module")
def told(system: Settings) -> Told:
    with Player(system) as player:
        story = Storyteller(player)
        household = story.arrive()
        right = story.be_served("service", "A2.19", day(20), 60)
        first = story.play()
        story.be_served("service:late", "A2.09", day(10), 30)
        second = story.play()
        story.be_corrected(right)
        third = story.play()
        story.live()
        story.be_helped()
        story.learn()
        story.leave()
        story.play()
    return Told(household, [first, second, third], system)


def row(line: Line) -> tuple[int, str, str, str, str]:
    """Day of the story, service, fact, dimension, who."""
    return (line.occurred_at.date() - FIRST).days, line.service, line.type, line.dimension, line.actor


def eventually(told: Told, expected: list[tuple[int, str, str, str, str]]) -> list[Line]:
    """The lines, once they are as expected or half a minute has passed: reactions and projections take their time.

    What the clock notes of follow-ups that were due before today comes at any moment, and is no part of the story.
    """
    give_up = time.monotonic() + 120
    while True:
        lines = [line for line in told.timeline().lines if line.actor != "clock"]
        if sorted(map(row, lines)) == sorted(expected) or time.monotonic() > give_up:
            return lines
        time.sleep(0.3)


STORY = [
    (1, "intake", "CaseOpened", "social", "sds/lucia.bianchi"),
    (3, "intake", "FamilyEnrolled", "social", "sds/lucia.bianchi"),
    (4, "intake", "ConsentGiven", "social", "sds/lucia.bianchi"),
    (6, "intake", "AssessmentRecorded", "social", "sds/lucia.bianchi"),
    (8, "intake", "PlanDrafted", "social", "sds/lucia.bianchi"),
    (8, "intake", "GoalSet", "work", "sds/lucia.bianchi"),
    (10, "intake", "ServiceDelivered", "work", "sds/lucia.bianchi"),
    (20, "intake", "ServiceDelivered", "social", "sds/lucia.bianchi"),
    (21, "intake", "ServiceCorrected", "social", "sds/marco.rinaldi"),
    (30, "housing", "AgreementDrafted", "housing", "comune/pietro.marchi"),
    (31, "housing", "AgreementSigned", "housing", "comune/pietro.marchi"),
    (32, "housing", "UnitAssigned", "housing", "sds/marco.rinaldi"),
    (40, "register", "NeedPublished", "social", "sds/lucia.bianchi"),
    (41, "register", "MatchProposed", "social", "coop/anna.galli"),
    (42, "register", "MatchConfirmed", "social", "coop/giulio.moretti"),
    (51, "register", "HoursLogged", "social", "coop/anna.galli"),
    (53, "register", "HoursApproved", "social", "coop/giulio.moretti"),
    (65, "training", "LearnerEnrolled", "work", "coop/davide.costa"),
    (72, "training", "AttendanceRecorded", "work", "coop/davide.costa"),
    (75, "training", "CourseCompleted", "work", "coop/davide.costa"),
    (80, "intake", "GoalProgressed", "work", "sds/lucia.bianchi"),
    (80, "intake", "GoalReached", "work", "sds/lucia.bianchi"),
    (98, "intake", "AssessmentRecorded", "social", "sds/lucia.bianchi"),
    (100, "intake", "FamilyExited", "social", "sds/lucia.bianchi"),
    (100, "housing", "UnitReleased", "housing", "reaction"),
    (100, "housing", "AgreementEnded", "housing", "reaction"),
    (100, "register", "MatchEnded", "social", "reaction"),
    (104, "intake", "CaseClosed", "social", "sds/lucia.bianchi"),
]


def test_the_story_is_read_line_by_line(told):
    """What intake's exit causes in housing and register may be recorded in either order; the rest is in one order."""
    lines = eventually(told, STORY)
    assert sorted(map(row, lines)) == sorted(STORY)
    assert [row(line)[0] for line in lines] == [line[0] for line in STORY]
    assert [row(line) for line in lines][:23] == STORY[:23]
    assert all(line.project == PROJECT for line in lines)


def test_what_follows_from_the_exit_names_its_cause(told):
    lines = {line.type: line for line in eventually(told, STORY)}
    assert lines["UnitReleased"].data["reason"] == "family-exited"
    assert lines["UnitReleased"].data["destination"] == "autonomous-housing"
    assert lines["MatchEnded"].data["reason"] == "family-exited"
    assert lines["UnitReleased"].actor_role == lines["MatchEnded"].actor_role == "system"


def test_the_family_has_left_and_its_case_is_closed(told):
    eventually(told, STORY)
    with psycopg.connect(told.settings.database("read", "weita_desk"), autocommit=True) as connection:
        family = families.family(connection, told.household, Viewer("caseworker", SDS))
    assert family is not None
    assert (family.entry, family.exit, family.destination) == (day(3), day(100), "autonomous-housing")
    assert not family.case_open


UNTIL_PLAN = [
    (1, "CaseOpened", None), (3, "FamilyEnrolled", None), (4, "ConsentGiven", None),
    (6, "AssessmentRecorded", None), (8, "PlanDrafted", None), (8, "GoalSet", None),
]  # fmt: skip
LATE = (10, "ServiceDelivered", ("A2.09", 30, "stands"))
AS_FIRST_SAID = (20, "ServiceDelivered", ("A2.19", 60, "stands"))
AS_CORRECTED = [(20, "ServiceDelivered", ("A2.19", 60, "corrected")), (21, "ServiceCorrected", ("A2.19", 120, "stands"))]


@pytest.mark.parametrize(
    ("until", "moment", "expected"),
    [
        pytest.param(15, 0, UNTIL_PLAN, id="by day 15, before the late service was told"),
        pytest.param(15, 1, [*UNTIL_PLAN, LATE], id="by day 15, after it was told"),
        pytest.param(25, 1, [*UNTIL_PLAN, LATE, AS_FIRST_SAID], id="by day 25, before the correction"),
        pytest.param(25, 2, [*UNTIL_PLAN, LATE, *AS_CORRECTED], id="by day 25, after the correction"),
    ],
)
def test_four_fixed_dates_around_a_late_and_a_corrected_service(told, until, moment, expected):
    eventually(told, STORY)
    found = told.timeline(until=until, moment=moment)
    assert found.complete
    assert [stands(line) for line in found.lines] == expected
    assert found.positions == told.timeline(until=until, moment=moment).positions


def test_by_day_20_the_corrected_service_stands_on_the_day_it_was_first_said(told):
    """As of a day before the corrected one the line is there, and says that it was corrected."""
    eventually(told, STORY)
    assert [stands(line) for line in told.timeline(until=20, moment=2).lines] == [*UNTIL_PLAN, LATE, AS_CORRECTED[0]]


def stands(line: Line) -> tuple[int, str, tuple[str, int, str] | None]:
    """Day, fact, and for a service its code, minutes and whether a later line corrects it."""
    service = (
        (line.data["code"], line.data["minutes"], "corrected" if line.corrected_by else "stands") if "code" in line.data else None
    )
    return (line.occurred_at.date() - FIRST).days, line.type, service

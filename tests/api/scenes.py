"""The scenario language: states, named as such, reached by calling the services as people do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.register.domain.cover import RISKS
from tests.api.stack import Actor, Call, Stack

TODAY = datetime.now(UTC).date()


def day(offset: int) -> str:
    """So many days from today."""
    return (TODAY + timedelta(days=offset)).isoformat()


ENTRY, MOVE_IN, LATER, LONG = day(-100), day(-50), day(-20), day(300)
SLOT = {"weekday": 1, "start": "09:00", "end": "12:00"}
WEEK = [{"weekday": n, "start": "08:00", "end": "20:00"} for n in range(1, 8)]


@dataclass(frozen=True)
class Family:
    """A household and who belongs to it; the head first."""

    household: str
    members: tuple[str, ...]

    @property
    def head(self) -> str:
        return self.members[0]


@dataclass(frozen=True)
class Match:
    """A volunteer matched with a need of a family."""

    family: Family
    need: str
    match: str
    person: str


@dataclass
class Scene:
    """One agency with its people, a neighbour agency, and a funded project. `rules` overrides the project's rules."""

    stack: Stack
    rules: dict[str, Any] = field(default_factory=dict)
    name: str = field(default_factory=lambda: uuid4().hex[:10])

    def __post_init__(self) -> None:
        self.project, self.agency, self.neighbour = f"P-{self.name}", f"a-{self.name}", f"b-{self.name}"
        admin = self.who("admin")
        self.do("DeclareProgramme", admin, project=self.project, name="WE-ITA", rules=self.rules)
        for agency in (self.agency, self.neighbour):
            self.do("RegisterAgency", admin, agency=agency, name=f"Agency {agency}")

    def who(self, role: str, subject: str = "", agency: str = "") -> Actor:
        """Somebody of our agency, or of the one named."""
        ours = agency or self.agency
        return Actor(ours, role, subject or f"{role}@{ours}")

    def them(self, role: str = "coordinator") -> Actor:
        """Somebody of the neighbour agency."""
        return self.who(role, agency=self.neighbour)

    def call(self, command: str, by: Actor | str, owner: str | None = "household", **fields: Any) -> Call:
        """A command, not sent yet."""
        return Call(command, self.who(by) if isinstance(by, str) else by, fields, owner)

    def do(self, command: str, by: Actor | str, **fields: Any) -> dict[str, str]:
        """A command that is accepted; its ids."""
        return self.stack.must(self.call(command, by, **fields))

    # evidence

    def stored(self, content: bytes = b"Ricevuta n. 12", *, person: str = "") -> str:
        """A document of our agency in the evidence store: about a person, else about the project."""
        about: dict[str, Any] = {"person": UUID(person)} if person else {"project": self.project}
        return self.stack.store.keep(content, self.agency, **about)

    def filed(self, content: bytes = b"Ricevuta n. 12", *, person: str = "") -> str:
        """A document that may be cited."""
        self.stack.carry()
        sha256 = self.stored(content, person=person)
        self.do("FileEvidence", "coordinator", sha256=sha256, kind="receipt", file_name="ricevuta.txt")
        return sha256

    # intake

    def person(self, birth: str = "1990-05-01", **more: Any) -> str:
        return self.do("RegisterPerson", "caseworker", given_name="Amal", birth_date=birth, **more)["person"]

    def case_opened(self, head: str = "") -> Family:
        person = head or self.person()
        return Family(self.do("OpenCase", "caseworker", project=self.project, head=person)["household"], (person,))

    def enrolment(self, case: Family, members: Sequence[str] = ()) -> Call:
        people = (*case.members, *members)
        return self.call(
            "EnrolFamily", "caseworker", household=case.household, project=self.project, head=case.head, occurred_at=ENTRY,
            members=[{"person": person, "relationship": "1" if n else "head"} for n, person in enumerate(people)],
            notice={"given_on": ENTRY, "language": "ar", "version": "1"},
        )  # fmt: skip

    def enrolled_family(self, *members: str) -> Family:
        case = self.case_opened()
        self.stack.must(self.enrolment(case, members))
        return Family(case.household, (*case.members, *members))

    def known_family(self, *members: str) -> Family:
        """A family enrolled, and known to the neighbours."""
        family = self.enrolled_family(*members)
        self.stack.carry()
        return family

    def consent_given(self, family: Family, expires: str = LONG, **more: Any) -> str:
        return self.do(
            "GiveConsent", "caseworker", household=family.household, purpose="housing", recipients=[self.neighbour],
            expires=expires, signatory=family.head, **more,
        )["consent"]  # fmt: skip

    def referral_sent(self, family: Family) -> str:
        """To the neighbour, on another ground than consent."""
        return self.do(
            "ReferToAgency", "caseworker", household=family.household, receiver=self.neighbour, purpose="housing",
            ground="public-task", reason="Lo chiede il servizio sociale",
        )["referral"]  # fmt: skip

    def assessed(self, family: Family, phase: str = "entry") -> str:
        return self.do(
            "RecordAssessment", "caseworker", household=family.household, person=family.head, phase=phase, scores={"housing": 2}
        )["assessment"]

    def planned(self, family: Family) -> str:
        return self.do("DraftPlan", "caseworker", household=family.household, summary="Casa e lavoro")["plan"]

    def goal_set(self, family: Family) -> str:
        self.planned(family)
        return self.do(
            "SetGoal", "caseworker", household=family.household, person=family.head, dimension="work", text="Corso"
        )["goal"]  # fmt: skip

    def plan_agreed(self, family: Family, **more: Any) -> None:
        self.goal_set(family)
        ask = {"household": family.household, "version": 1, "signatories": [family.head], **more}
        self.do("AgreePlan", "caseworker", **ask)

    def service_recorded(self, family: Family) -> str:
        return self.do(
            "RecordService", "coordinator", household=family.household, code="A1.05", delivered_on=LATER, recipients=[family.head]
        )["delivery"]

    def exit(self, family: Family, on: str = "") -> Call:
        return self.call(
            "EndEnrolment", "caseworker", household=family.household, exit=on or day(0), destination="rental", reason="moved"
        )

    def left_family(self, on: str = "") -> tuple[Family, str]:
        """A family that has left the project, and its first follow-up."""
        family = self.enrolled_family()
        return family, self.stack.must(self.exit(family, on or day(-5)))["follow_up"]

    # housing

    def unit_added(self, capacity: int = 4, **more: Any) -> str:
        dwelling = self.do("AddDwelling", "housing", name="Via Roma 1")["dwelling"]
        return self.do("AddUnit", "housing", dwelling=dwelling, label="1A", capacity=capacity, **more)["unit"]

    def agreement_drafted(self, family: Family, unit: str) -> str:
        rules = {"version": "1", "rules": "Si tace dopo le 23."}
        return self.do("DraftAgreement", "housing", household=family.household, unit=unit, **rules)["agreement"]

    def agreement_signed(self, family: Family, unit: str) -> str:
        agreement = self.agreement_drafted(family, unit)
        self.do("SignAgreement", "housing", household=family.household, agreement=agreement, person=family.head, signed=ENTRY)
        return agreement

    def assignment(self, family: Family, unit: str, **more: Any) -> Call:
        days = {"starts": MOVE_IN, "planned_end": LONG, **more}
        return self.call("AssignUnit", "coordinator", unit=unit, household=family.household, **days)

    def assigned_unit(self, family: Family, unit: str = "") -> str:
        home = unit or self.unit_added()
        self.agreement_signed(family, home)
        return self.stack.must(self.assignment(family, home))["assignment"]

    # register

    def applicant(self, person: str = "") -> str:
        return self.do("ApplyAsVolunteer", "registrar", person=person or str(uuid4()), project=self.project)["person"]

    def vetted(self, person: str = "") -> str:
        name = self.applicant(person)
        checked = {"identity_seen": True, "identity_complete": True, "adult": True}
        self.do("VetVolunteer", "registrar", person=name, outcome="positive", **checked)
        return name

    def volunteer(self, person: str = "") -> str:
        """In the register, insured, skilled, available."""
        name = self.vetted(person)
        self.do("RegisterVolunteer", "registrar", person=name, section="regular", start=day(0))
        self.covered(name)
        self.do("DeclareSkill", "registrar", person=name, skill="italian")
        self.do("SetAvailability", "registrar", person=name, slots=WEEK)
        return name

    def covered(self, person: str, until: str = "") -> str:
        cover = {"insurer": "Cattolica", "policy": "7", "risks": list(RISKS), "start": day(-10), "until": until or day(365)}
        return self.do("StartCover", "registrar", person=person, **cover)["cover"]

    def need_published(self, family: Family, **more: Any) -> str:
        need = {"skill": "italian", "what": "Compiti", "start": day(0), "until": day(60), **more}
        return self.do("PublishNeed", "registrar", household=family.household, **need)["need"]

    def match_proposed(self, family: Family | None = None, person: str = "") -> Match:
        asked, helper = family or self.known_family(), person or self.volunteer()
        need = self.need_published(asked)
        match = self.do("ProposeMatch", "registrar", household=asked.household, need=need, person=helper, shifts=[SLOT])["match"]
        return Match(asked, need, match, helper)

    def match_confirmed(self, family: Family | None = None) -> Match:
        match = self.match_proposed(family)
        self.do("ConfirmMatch", "coordinator", household=match.family.household, match=match.match)
        return match

    def rules_published(self) -> str:
        weights = {"skill": 30, "language": 20, "distance": 20, "free_hours": 15, "past_matches": 10, "courses": 5}
        ask = {"version": "1", "weights": weights, "farthest_km": 40, "free_minutes": 240, "past_matches": 5}
        self.do("PublishMatchingRules", "coordinator", **ask)
        return "1"

    def hours_logged(self) -> tuple[Match, str]:
        match = self.match_confirmed()
        ask = {"household": match.family.household, "match": match.match, "day": day(0), "minutes": 90}
        return match, self.do("LogHours", "registrar", **ask)["hours"]

    # training

    def course(self, hours: int = 1) -> str:
        return self.do("PublishCourse", "trainer", title="Accogliere", field="reception", hours=hours)["course"]

    def edition(self, seats: int = 20) -> str:
        return self.do(
            "OpenEdition", "trainer", course=self.course(), project=self.project, seats=seats, open_to=["citizen", "recipient"],
            start=day(-30), until=day(30), rule={"min_percent": 80},
        )["edition"]  # fmt: skip

    def session(self, edition: str) -> str:
        starts = f"{day(-5)}T09:00:00Z"
        return self.do("ScheduleSession", "trainer", edition=edition, starts_at=starts, minutes=60, teacher=str(uuid4()))["session"]

    def learner(self, edition: str, person: str = "") -> str:
        ask = {"edition": edition, "person": person or str(uuid4()), "learner_type": "citizen"}
        return self.do("EnrolLearner", "trainer", **ask)["person"]

    def session_with_register(self, edition: str) -> str:
        session = self.session(edition)
        self.do("OpenRegister", "trainer", edition=edition, session=session, tutor=str(uuid4()))
        return session

    def recorded_attendance(self, person: str = "") -> tuple[str, str, str]:
        """Session, edition and learner, who was there all the time."""
        edition = self.edition()
        session, learner = self.session_with_register(edition), self.learner(edition, person)
        self.do("RecordAttendance", "trainer", edition=edition, session=session, person=learner, minutes=60)
        return session, edition, learner

    def attended(self, person: str = "") -> tuple[str, str]:
        """Edition and learner, in a register that both have signed."""
        session, edition, learner = self.recorded_attendance(person)
        for signatory in ("teacher", "tutor"):
            self.do("SignRegister", self.who("trainer", signatory), edition=edition, session=session, signed_as=signatory)
        return edition, learner

    def course_completed(self, person: str = "") -> tuple[str, str]:
        edition, learner = self.attended(person)
        self.do("CompleteCourse", "trainer", edition=edition, person=learner)
        return edition, learner

    def certificate(self, person: str = "") -> tuple[str, str]:
        """Edition and certificate."""
        edition, learner = self.course_completed(person)
        return edition, self.do("IssueCertificate", "trainer", edition=edition, person=learner)["certificate"]

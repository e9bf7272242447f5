"""The training path: eight editions for operators, citizens and recipients; who was there, who completed, what was revoked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from services.exchange.simulated.actors import BARBARA, COOP, CPI, DAVIDE, ELISA, GIULIO
from services.exchange.simulated.albo import Volunteer
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.names import MEN, OPERATORS, fiscal_code
from services.exchange.simulated.plot import Actor, Plot

LESSONS, MINUTES = 6, 180


@dataclass(frozen=True)
class Offer:
    """What is taught, to whom, by whom, from how many days before today on, how often."""

    name: str
    title: str
    subject: str
    kind: str
    by: Actor
    before: int
    every: int
    teaches: str
    test: bool = False


OFFERS = (
    Offer(
        "operatori-1", "Accogliere e accompagnare", "lavoro sociale", "public-operator", DAVIDE, 410, 14, "social-work", test=True
    ),
    Offer("privati-1", "Lavorare in rete", "lavoro di rete", "private-operator", DAVIDE, 380, 14, "social-work"),
    Offer("cittadini-1", "Ascolto e vicinato", "cittadinanza attiva", "citizen", DAVIDE, 330, 7, "volunteering"),
    Offer("italiano-1", "Italiano per il lavoro", "lingua e lavoro", "recipient", ELISA, 200, 7, "language", test=True),
    Offer("operatori-2", "Abitare insieme", "abitare condiviso", "public-operator", ELISA, 240, 14, "social-work"),
    Offer("privati-2", "Mediare i conflitti", "mediazione", "private-operator", DAVIDE, 170, 14, "social-work", test=True),
    Offer("cittadini-2", "Insegnare l'italiano agli adulti", "lingua", "citizen", ELISA, 130, 7, "volunteering"),
    Offer("lavoro", "Cercare lavoro in provincia", "lingua e lavoro", "recipient", DAVIDE, 36, 7, "work"),
)
"""The last one is still running today."""
TUTORS = {COOP: GIULIO, CPI: BARBARA}
"""Who signs as tutor: teacher and tutor have a login each."""
REVOKED = ("operatori-1", "cittadini-1")
"""Editions of which one certificate falls."""


@dataclass
class Edition:
    """One edition as it is told."""

    plot: Plot
    offer: Offer
    key: str
    edition: UUID
    staff: tuple[UUID, UUID]
    """Teacher and tutor."""
    random: Random
    sessions: list[tuple[UUID, date]] = field(default_factory=list)
    learners: list[UUID] = field(default_factory=list)

    @property
    def start(self) -> date:
        """The first day."""
        return self.plot.today - timedelta(days=self.offer.before)

    def tell(self, day: date, command: str, name: str, /, **body: Any) -> UUID:
        """A step of this edition, by its trainer."""
        return self.plot.tell(day, self.offer.by, command, f"{self.key}:{name}", edition=self.edition, **body)


def teach(
    seed: int, today: date, town: int, families: Sequence[Family], volunteers: Sequence[Volunteer]
) -> tuple[Plot, list[Edition]]:
    """The operators of a town, some of whom teach the others; and its editions, in a queue each."""
    plot = Plot(seed, today, f"operators:{town}")
    people, told = _operators(plot, town), []
    for n, offer in enumerate(OFFERS):
        edition = _open(Plot(seed, today, f"edition:{town}:{offer.name}"), offer, town, _staff(people, n))
        kind, taken = offer.kind, n // 4 * 11
        learners = {
            "public-operator": people["public-operator"][:8], "private-operator": people["private-operator"][:6],
            "citizen": [volunteer.person for volunteer in volunteers[taken : taken + 11]],
            "recipient": [family.head.person for family in _recipients(families, edition.start, n)],
        }[kind]  # fmt: skip
        if learners:
            _learn(edition, learners)
        told.append(edition)
    return plot, told


def _recipients(families: Sequence[Family], start: date, turn: int) -> list[Family]:
    """Heads of families who are there before it begins and stay to its end; the first family comes to the last edition."""
    there = [
        family
        for family in families
        if family.slot % 6 == (0 if turn == len(OFFERS) - 1 else 3)
        and family.entry < start - timedelta(days=20)
        and (family.exit is None or family.exit > start + timedelta(days=60))
        and family.members_on(start)[0] is family.head
    ]
    return there[:12]


def _operators(plot: Plot, town: int) -> dict[str, list[UUID]]:
    random, people = Random(f"{plot.seed}:operators:{town}"), dict[str, list[UUID]]()  # noqa: S311 - a story, no secret
    for n, (given, family, kind) in enumerate(OPERATORS):
        sex = "male" if given in MEN else "female"
        birth = date(plot.today.year - random.randint(27, 60), random.randint(1, 12), random.randint(1, 28))
        person = plot.tell(
            plot.today - timedelta(days=440), DAVIDE, "RegisterPerson", f"operator:{town * len(OPERATORS) + n}:person",
            given_name=given, family_name=family, birth_date=birth, sex=sex, citizenship="IT", citizenship_group="italian",
            eligible=False, eligibility_ground="operator", fiscal_code=fiscal_code(given, family, birth, sex, "E202"),
        )  # fmt: skip
        people.setdefault(kind, []).append(person)
    return people


def _staff(people: dict[str, list[UUID]], n: int) -> tuple[UUID, UUID]:
    return people["public-operator"][8] if n % 2 else people["private-operator"][8], people["private-operator"][7 - n % 2]


def _open(plot: Plot, offer: Offer, town: int, staff: tuple[UUID, UUID]) -> Edition:
    key, day = f"edition:{town}:{offer.name}", plot.today - timedelta(days=offer.before + 14)
    course = plot.tell(
        day,
        offer.by,
        "PublishCourse",
        f"{key}:course",
        title=offer.title,
        field=offer.subject,
        teaches=offer.teaches,
        hours=LESSONS * MINUTES // 60,
    )
    start = plot.today - timedelta(days=offer.before)
    edition = plot.tell(
        day, offer.by, "OpenEdition", key, course=course, project=PROJECT, seats=20, open_to=[offer.kind], start=start,
        until=start + timedelta(days=offer.every * (LESSONS + 1)),
        rule={"version": "1", "min_percent": 75, "test_required": offer.test},
    )  # fmt: skip
    told = Edition(plot, offer, key, edition, staff, Random(f"{plot.seed}:{key}"))  # noqa: S311 - a story, no secret
    for n in range(LESSONS):
        _schedule(told, day, n, told.start + timedelta(days=offer.every * n))
    if offer.name in ("privati-1", "cittadini-2"):
        _put_off(told)
    return told


def _schedule(edition: Edition, on: date, n: int, day: date) -> None:
    starts = datetime.combine(day, time(13), UTC).replace(tzinfo=None)
    session = edition.tell(on, "ScheduleSession", f"session:{n}", starts_at=starts, minutes=MINUTES, teacher=edition.staff[0])
    edition.sessions.append((session, day))


def _put_off(edition: Edition) -> None:
    """A lesson is cancelled and held at the end instead."""
    session, day = edition.sessions.pop(2)
    edition.tell(
        day - timedelta(days=1), "CancelSession", "session:2:cancelled", session=session, cause="teacher-away", reason="Influenza."
    )
    _schedule(edition, day - timedelta(days=1), LESSONS, edition.start + timedelta(days=edition.offer.every * LESSONS))


def _learn(edition: Edition, learners: Sequence[UUID]) -> None:
    """Who enrols, comes to the lessons that were held, and completes by the rule. The last two miss too much, one withdraws."""
    today, kind = edition.plot.today, edition.offer.kind
    for n, person in enumerate(learners):
        edition.tell(edition.start - timedelta(days=5), "EnrolLearner", f"learner:{n}", person=person, learner_type=kind)
        edition.learners.append(person)
    minutes, leaves = [0] * len(learners), 1 if len(learners) > 4 and edition.offer.name != "lavoro" else None
    for m, (_, day) in enumerate(edition.sessions):
        if day >= today - timedelta(days=1):
            continue
        open_register(edition, m, day)
        for n in range(len(learners)):
            if n != leaves or m < 3:
                minutes[n] += attend(edition, n, m, absent=n >= len(learners) - 2 and n > 2 and m in (1, 3, 5))
        sign_register(edition, m, day + timedelta(days=1))
        if m == 2 and leaves is not None:
            edition.tell(
                day + timedelta(days=2), "WithdrawLearner", "learner:1:withdrawn", person=learners[1], reason="Nuovi turni."
            )
    _correct(edition)
    last = edition.sessions[-1][1] + timedelta(days=3)
    if last < today:
        enough = [n for n in range(len(learners)) if minutes[n] * 100 >= 75 * LESSONS * MINUTES and n != leaves]
        _finish(edition, last, enough)


def _correct(edition: Edition) -> None:
    """After both have signed, it turns out that somebody left earlier: a correction with its reason."""
    session, day = edition.sessions[1]
    if edition.offer.name == "lavoro":
        return
    edition.tell(
        day + timedelta(days=8), "CorrectAttendance", "correction", session=session, person=edition.learners[0],
        minutes=MINUTES - 50, reason="È uscita prima per la visita del figlio; il tutor l'aveva annotato sul foglio.",
    )  # fmt: skip


def _finish(edition: Edition, last: date, completing: Sequence[int]) -> None:
    """Who was there often enough takes the test, completes and is certified; then the edition is closed."""
    later = last + timedelta(days=4)
    for n in completing:
        person = edition.learners[n]
        if edition.offer.test and n == 2:
            edition.tell(
                last - timedelta(days=1), "AssessLearner", f"learner:{n}:test:first", person=person, test="failed", score=48
            )
        if edition.offer.test:
            score = 70 + edition.random.randint(0, 30)
            levels = {"level_before": "A1", "level_after": ("A1", "A2", "B1")[n % 3]} if edition.offer.teaches == "language" else {}
            edition.tell(last, "AssessLearner", f"learner:{n}:test", person=person, test="passed", score=score, **levels)
        edition.tell(last, "CompleteCourse", f"learner:{n}:completion", person=person)
    for n in completing:
        edition.tell(later, "IssueCertificate", f"learner:{n}:certificate", person=edition.learners[n])
    edition.tell(later, "CloseEdition", "closing")
    if edition.offer.name in REVOKED and completing:
        certificate = edition.plot.made(edition.offer.by, "IssueCertificate", f"{edition.key}:learner:{completing[-1]}:certificate")
        edition.plot.tell(
            later + timedelta(days=12), GIULIO, "RevokeCertificate", f"{edition.key}:revocation", edition=edition.edition,
            certificate=certificate, cause="attendance-corrected", reason="Due presenze erano di un'omonima.",
        )  # fmt: skip


def open_register(edition: Edition, lesson: int, on: date) -> None:
    """The register of a lesson lies on the table."""
    session, day = edition.sessions[lesson]
    edition.tell(on, "OpenRegister", f"session:{day}:register", happened=day, session=session, tutor=edition.staff[1])


def sign_register(edition: Edition, lesson: int, on: date) -> None:
    """Teacher and tutor sign what is in it."""
    session, day = edition.sessions[lesson]
    signing = {"teacher": edition.offer.by, "tutor": TUTORS[edition.offer.by.agency]}
    for signatory, by in signing.items():
        edition.plot.tell(
            on, by, "SignRegister", f"{edition.key}:session:{day}:signed:{signatory}", edition=edition.edition, session=session,
            signed_as=signatory,
        )  # fmt: skip


def attend(edition: Edition, learner: int, lesson: int, *, absent: bool = False, on: date | None = None) -> int:
    """A learner comes to a lesson, the whole of it or nearly; absence is recorded too."""
    session, day = edition.sessions[lesson]
    minutes = 0 if absent else MINUTES - edition.random.choice((0, 0, 0, 15, 30))
    edition.tell(
        on or day + timedelta(days=1), "RecordAttendance", f"session:{day}:learner:{learner}", happened=day, session=session,
        person=edition.learners[learner], minutes=minutes,
    )  # fmt: skip
    return minutes

"""The training path: three editions, for operators, for active citizens and for recipients; who was there and who completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from services.exchange.simulated.actors import DAVIDE
from services.exchange.simulated.albo import Volunteer
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.names import OPERATORS, fiscal_code
from services.exchange.simulated.plot import Plot

LESSONS, MINUTES = 8, 180


@dataclass
class Edition:
    """One edition as it is told."""

    plot: Plot
    name: str
    edition: UUID
    start: date
    every: int
    staff: tuple[UUID, UUID]
    """Teacher and tutor."""
    random: Random
    sessions: list[tuple[UUID, date]]
    learners: list[UUID]

    def lesson(self, n: int) -> date:
        """The day of a lesson."""
        return self.start + timedelta(days=self.every * n)


def teach(seed: int, today: date, families: Sequence[Family], volunteers: Sequence[Volunteer]) -> list[Edition]:
    """The three editions of the year; the last one is still running today."""
    plot = Plot(seed, today, "training")
    operators = _operators(plot)
    staff = (operators[0], operators[2])
    first = _open(plot, ("operatori", "Accogliere e accompagnare", "lavoro sociale"), today - timedelta(days=300), 14, staff)
    _learn(first, [(person, kind) for person, (_, _, kind) in zip(operators, OPERATORS, strict=True)], test=True)
    staff = (operators[1], operators[2])
    second = _open(plot, ("cittadini", "Ascolto e vicinato", "cittadinanza attiva"), today - timedelta(days=190), 7, staff)
    _learn(second, [(volunteer.person, "citizen") for volunteer in volunteers[:11]])
    staff = (operators[3], operators[2])
    third = _open(plot, ("lavoro", "Italiano per il lavoro", "lingua e lavoro"), today - timedelta(days=50), 7, staff)
    there = [f for f in families if f.number % 3 == 0 and f.entry < third.start - timedelta(days=12) and f.exit is None]
    _learn(third, [(family.head.person, "recipient") for family in there[:12]])
    return [first, second, third]


def _operators(plot: Plot) -> list[UUID]:
    random, people = Random(f"{plot.seed}:operators"), []  # noqa: S311 - a story, no secret
    for n, (given, family, _) in enumerate(OPERATORS):
        sex = "male" if given in ("Luca", "Alessio", "Enrico") else "female"
        birth = date(plot.today.year - random.randint(27, 60), random.randint(1, 12), random.randint(1, 28))
        people.append(
            plot.tell(
                plot.today - timedelta(days=320), DAVIDE, "RegisterPerson", f"operator:{n}:person", given_name=given,
                family_name=family, birth_date=birth, sex=sex, citizenship="IT", citizenship_group="italian", eligible=False,
                eligibility_ground="operator", fiscal_code=fiscal_code(given, family, birth, sex, "E202"),
            )
        )  # fmt: skip
    return people


def _open(plot: Plot, what: tuple[str, str, str], start: date, every: int, staff: tuple[UUID, UUID]) -> Edition:
    name, title, field = what
    day = start - timedelta(days=14)
    course = plot.tell(day, DAVIDE, "PublishCourse", f"course:{name}", title=title, field=field, hours=LESSONS * MINUTES // 60)
    kinds = {"operatori": ["public-operator", "private-operator"], "cittadini": ["citizen"], "lavoro": ["recipient"]}
    edition = plot.tell(
        day, DAVIDE, "OpenEdition", f"edition:{name}", course=course, project=PROJECT, seats=20, open_to=kinds[name],
        start=start, until=start + timedelta(days=every * LESSONS),
        rule={"version": "1", "min_percent": 75, "test_required": name == "operatori"},
    )  # fmt: skip
    random = Random(f"{plot.seed}:edition:{name}")  # noqa: S311 - a story, no secret
    told = Edition(plot, name, edition, start, every, staff, random, [], [])
    for n in range(LESSONS):
        starts = datetime.combine(told.lesson(n), time(15), UTC).replace(tzinfo=None)
        session = plot.tell(
            day, DAVIDE, "ScheduleSession", f"edition:{name}:session:{n}", edition=edition, starts_at=starts,
            minutes=MINUTES, teacher=staff[0],
        )  # fmt: skip
        told.sessions.append((session, told.lesson(n)))
    return told


def _learn(edition: Edition, learners: Sequence[tuple[UUID, str]], *, test: bool = False) -> None:
    """Who enrols, comes to the lessons that were held, and completes by the rule. The last two miss too much."""
    plot, name = edition.plot, edition.name
    for n, (person, kind) in enumerate(learners):
        plot.tell(
            edition.start - timedelta(days=5), DAVIDE, "EnrolLearner", f"edition:{name}:learner:{n}", edition=edition.edition,
            person=person, learner_type=kind,
        )  # fmt: skip
        edition.learners.append(person)
    minutes = [0] * len(learners)
    for m, (_, day) in enumerate(edition.sessions):
        if day < plot.today - timedelta(days=1):
            open_register(edition, m, day)
            for n in range(len(learners)):
                minutes[n] += attend(edition, n, m, absent=n >= len(learners) - 2 and m in (1, 3, 5))
            sign_register(edition, m, day + timedelta(days=1))
    last = edition.lesson(LESSONS - 1) + timedelta(days=3)
    if last < plot.today:
        _finish(edition, last, [n for n in range(len(learners)) if minutes[n] * 100 >= 75 * LESSONS * MINUTES], test=test)


def _finish(edition: Edition, last: date, completing: Sequence[int], *, test: bool) -> None:
    """Who was there often enough takes the test, completes and is certified; then the edition is closed."""
    plot, name, later = edition.plot, edition.name, last + timedelta(days=4)
    for n in completing:
        person, key = edition.learners[n], f"edition:{name}:learner:{n}"
        if test:
            plot.tell(last, DAVIDE, "AssessLearner", f"{key}:test", edition=edition.edition, person=person, test="passed")
        plot.tell(last, DAVIDE, "CompleteCourse", f"{key}:completion", edition=edition.edition, person=person)
    for n in completing:
        person, key = edition.learners[n], f"edition:{name}:learner:{n}:certificate"
        plot.tell(later, DAVIDE, "IssueCertificate", key, edition=edition.edition, person=person)
    plot.tell(later, DAVIDE, "CloseEdition", f"edition:{name}:closing", edition=edition.edition)


def open_register(edition: Edition, lesson: int, on: date) -> None:
    """The register of a lesson lies on the table."""
    session, day = edition.sessions[lesson]
    edition.plot.tell(
        on, DAVIDE, "OpenRegister", f"edition:{edition.name}:session:{lesson}:register", happened=day, edition=edition.edition,
        session=session, tutor=edition.staff[1],
    )  # fmt: skip


def sign_register(edition: Edition, lesson: int, on: date) -> None:
    """Teacher and tutor sign what is in it."""
    session, _ = edition.sessions[lesson]
    for signatory in ("teacher", "tutor"):
        edition.plot.tell(
            on, DAVIDE, "SignRegister", f"edition:{edition.name}:session:{lesson}:signed:{signatory}", edition=edition.edition,
            session=session, signed_as=signatory,
        )  # fmt: skip


def attend(edition: Edition, learner: int, lesson: int, *, absent: bool = False, on: date | None = None) -> int:
    """A learner comes to a lesson, the whole of it or nearly; absence is recorded too."""
    session, day = edition.sessions[lesson]
    minutes = 0 if absent else MINUTES - edition.random.choice((0, 0, 0, 15, 30))
    edition.plot.tell(
        on or day + timedelta(days=1), DAVIDE, "RecordAttendance", f"edition:{edition.name}:session:{lesson}:learner:{learner}",
        happened=day, edition=edition.edition, session=session, person=edition.learners[learner], minutes=minutes,
    )  # fmt: skip
    return minutes

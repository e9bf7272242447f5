"""The register of active citizens: who applies, is vetted, insured and matched, and the hours they give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from services.exchange.simulated.actors import registrar_of
from services.exchange.simulated.families import PROJECT, Family
from services.exchange.simulated.names import VOLUNTEERS, fiscal_code
from services.exchange.simulated.plot import Actor, Plot

SKILLS = ("doposcuola", "lingua-italiana", "accompagnamento", "piccole-riparazioni", "orientamento-lavoro", "buon-vicinato")
WHAT = (
    "Aiuto nei compiti due pomeriggi al mese.", "Conversazione in italiano davanti a un tè.", "In autobus fino al consultorio.",
    "Montare i mobili e sistemare le tapparelle.", "Leggere insieme gli annunci di lavoro.", "Far conoscere il quartiere.",
)  # fmt: skip
APPLICANTS = 16
REJECTED = 15
"""The one applicant who is not entered in the register."""


@dataclass(frozen=True)
class Volunteer:
    """An active citizen of the story, and how they act themselves."""

    number: int
    actor: Actor
    registrar: Actor

    @property
    def person(self) -> UUID:
        """Their person id."""
        return UUID(self.actor.subject)

    @property
    def skill(self) -> str:
        """What they do best."""
        return SKILLS[self.number % len(SKILLS)]


def gather(seed: int, today: date) -> tuple[Plot, list[Volunteer]]:
    """The volunteers of the year, and one who is not taken."""
    plot = Plot(seed, today, "albo")
    random = Random(f"{seed}:albo")  # noqa: S311 - a story, no secret
    volunteers = [_join(plot, random, number) for number in range(APPLICANTS)]
    return plot, [volunteer for volunteer in volunteers if volunteer.number != REJECTED]


def _join(plot: Plot, random: Random, number: int) -> Volunteer:
    given, family, sex = VOLUNTEERS[number]
    registrar, day = registrar_of(number), plot.today - timedelta(days=357 - number // 2)
    birth = date(plot.today.year - random.randint(22, 70), random.randint(1, 12), random.randint(1, 28))
    person = plot.tell(
        day, registrar, "RegisterPerson", f"volunteer:{number}:person", given_name=given, family_name=family, birth_date=birth,
        sex=sex, citizenship="IT", citizenship_group="italian", eligible=False, eligibility_ground="italian-citizen",
        fiscal_code=fiscal_code(given, family, birth, sex, "E202"), language="it",
    )  # fmt: skip
    volunteer = Volunteer(number, Actor(str(person), f"{given} {family}", registrar.agency, "volunteer"), registrar)
    plot.tell(
        day + timedelta(days=1), volunteer.actor, "ApplyAsVolunteer", f"volunteer:{number}:application", person=person,
        project=PROJECT, motivation="Ho un po' di tempo e mi piace stare con le persone.",
    )  # fmt: skip
    plot.tell(
        day + timedelta(days=3), registrar, "VetVolunteer", f"volunteer:{number}:vetting", person=person, identity_seen=True,
        identity_complete=True, adult=True, outcome="negative" if number == REJECTED else "positive",
        minors_certificate=day - timedelta(days=20) if number % 2 == 0 else None,
        note="Disponibilità non compatibile con il progetto." if number == REJECTED else None,
    )  # fmt: skip
    if number != REJECTED:
        _equip(plot, volunteer, day + timedelta(days=4))
    return volunteer


def _equip(plot: Plot, volunteer: Volunteer, day: date) -> None:
    number, person = volunteer.number, volunteer.person
    plot.tell(
        day, volunteer.registrar, "RegisterVolunteer", f"volunteer:{number}:registration", person=person,
        section="occasional" if number % 5 == 4 else "regular", start=day,
    )  # fmt: skip
    plot.tell(
        day, volunteer.registrar, "StartCover", f"volunteer:{number}:cover", person=person, insurer="Mutua Assicurazioni Tirreno",
        policy=f"VOL-{2784 + number}", risks=["accident", "illness", "liability"], start=day, until=day + timedelta(days=730),
    )  # fmt: skip
    for skill in (volunteer.skill, SKILLS[(number + 1) % len(SKILLS)]):
        plot.tell(day, volunteer.actor, "DeclareSkill", f"volunteer:{number}:skill:{skill}", person=person, skill=skill)
    slots = [{"weekday": weekday, "start": "14:00:00", "end": "20:00:00"} for weekday in range(1, 7)]
    plot.tell(day, volunteer.actor, "SetAvailability", f"volunteer:{number}:availability", person=person, slots=slots)


@dataclass(frozen=True)
class Help:
    """A volunteer's confirmed help for a family."""

    family: Family
    volunteer: Volunteer
    match: UUID
    weekday: int
    start: date
    until: date


def help_families(families: Sequence[Family], volunteers: Sequence[Volunteer]) -> list[Help]:
    """Two families of three ask for help and are matched, each on its own weekday of the volunteer."""
    helps = []
    for family in families:
        volunteer, weekday = volunteers[family.number % len(volunteers)], 1 + family.number // len(volunteers)
        asks = family.number % 3 != 2 and family.shared and weekday <= 6
        if asks and family.after_entry(48) < family.last_day - timedelta(days=14):
            found = _match(family, volunteer, weekday)
            _give_hours(found)
            helps.append(found)
    return helps


def _match(family: Family, volunteer: Volunteer, weekday: int) -> Help:
    plot, n, start = family.plot, family.number, family.after_entry(44)
    until = start + timedelta(days=330 if n == 0 else 150)
    if family.exit:
        until = max(until, family.exit + timedelta(days=20))
    shift = {"weekday": weekday, "start": "15:30:00", "end": "17:30:00"}
    need = plot.tell(
        start - timedelta(days=6), family.worker, "PublishNeed", f"family:{n}:need", household=family.household,
        skill=volunteer.skill, what=WHAT[volunteer.number % len(WHAT)], quantity=1, with_minors=volunteer.number % 6 == 0,
        start=start, until=until,
    )  # fmt: skip
    match = plot.tell(
        start - timedelta(days=3), volunteer.registrar, "ProposeMatch", f"family:{n}:match", household=family.household,
        need=need, person=volunteer.person, shifts=[shift],
    )  # fmt: skip
    plot.tell(
        start - timedelta(days=2), volunteer.actor, "ConfirmMatch", f"family:{n}:match:confirmation",
        household=family.household, match=match,
    )  # fmt: skip
    ended = min(until, start + timedelta(days=110))
    if n % 3 == 1 and ended < family.last_day and family.exit is None:
        plot.tell(
            ended, family.worker, "EndMatch", f"family:{n}:match:end", household=family.household, match=match,
            ended_on=ended, reason="completed", note="Ora si organizzano da soli.",
        )  # fmt: skip
        until = ended
    return Help(family, volunteer, match, weekday, start, until)


def _give_hours(found: Help) -> None:
    """Every second week, logged by the volunteer and approved by who keeps the register; some are logged late."""
    family, number = found.family, found.family.number
    day = found.start + timedelta(days=(found.weekday - found.start.isoweekday()) % 7)
    n = 0
    last = min(found.until, family.last_day) - timedelta(days=20 if number == 0 else 5)
    while day < last:
        late = n == 2 and number % 4 == 0
        logged = min(day + timedelta(days=9 if late else 1), min(found.until, family.last_day) - timedelta(days=3))
        log_hours(found, day, logged, f"hours:{n}", approved=logged + timedelta(days=2))
        day += timedelta(days=21 if number == 0 else 14)
        n += 1


def log_hours(found: Help, day: date, logged: date, name: str, *, approved: date, minutes: int = 120) -> None:
    """One afternoon: the volunteer writes it down, somebody else confirms it."""
    family, volunteer = found.family, found.volunteer
    name = f"family:{family.number}:{name}"
    hours = family.plot.tell(
        logged, volunteer.actor, "LogHours", name, happened=day, household=family.household,
        match=found.match, day=day, minutes=minutes,
    )  # fmt: skip
    family.plot.tell(approved, volunteer.registrar, "ApproveHours", f"{name}:approval", person=volunteer.person, hours=hours)

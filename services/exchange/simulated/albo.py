"""The register of active citizens: who applies, is vetted, entered, insured; who pauses, leaves, or was entered in error."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from faker import Faker

from services.exchange.simulated.actors import ANNA, COORDINATORS, ILARIA, MARCO, clock_of, registrar_of
from services.exchange.simulated.families import PROJECT
from services.exchange.simulated.names import VOLUNTEERS, fiscal_code
from services.exchange.simulated.plot import Actor, Body, Plot

SKILLS = ("doposcuola", "lingua-italiana", "accompagnamento", "piccole-riparazioni", "orientamento-lavoro", "buon-vicinato")
APPLICANTS = 60
HELPERS = 45
"""Those who are matched; the others have come lately, or go."""
LAPSED, ENDED, PAUSED, LEFT, IN_ERROR = 50, 51, 52, 53, 54
REJECTED = frozenset({15, 55})
"""Applicants who are not entered in the register."""
ZONES = ("053011", "053018", "053009", "053016", "053014", "053006")
LANGUAGES = (("en", "B2"), ("fr", "B1"), ("ar", "C1"), ("uk", "native"), ("es", "B2"), ("sq", "A2"))
RISKS = ["accident", "illness", "liability"]
WEIGHTS = {"skill": 30, "language": 20, "distance": 20, "free_hours": 15, "past_matches": 10, "courses": 5}
FIRST_DAY = 476


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
    def name(self) -> str:
        """What the keys of their steps begin with."""
        return f"volunteer:{self.number}"

    @property
    def skill(self) -> str:
        """What they do best."""
        return SKILLS[self.number % len(SKILLS)]


def opening(seed: int, today: date) -> Plot:
    """How each agency keeps its register, and by which rules candidates are ranked; every quarter the entries are sealed."""
    plot, day = Plot(seed, today, "registers"), today - timedelta(days=FIRST_DAY)
    for registrar in (ANNA, ILARIA, MARCO):
        agency = registrar.agency
        plot.tell(
            day, COORDINATORS[agency], "DeclareRegister", f"register:{agency}", law_applies=agency != MARCO.agency,
            sections=["regular", "occasional"], checks=["interview"],
        )  # fmt: skip
        plot.tell(
            day, COORDINATORS[agency], "PublishMatchingRules", f"register:{agency}:rules", version="1", weights=WEIGHTS,
            farthest_km=40, free_minutes=240, past_matches=5,
        )  # fmt: skip
        for quarter in range(1, 6):
            sealed = day + timedelta(days=91 * quarter)
            for section in ("regular", "occasional"):
                plot.tell(sealed, registrar, "SealRegister", f"register:{agency}:seal:{section}:{quarter}", section=section)
    return plot


def gather(seed: int, today: date, town: int) -> tuple[Plot, list[Volunteer]]:
    """The volunteers of a town, those who can be matched first."""
    plot = Plot(seed, today, f"albo:{town}")
    random, faker = Random(f"{seed}:albo:{town}"), Faker("it_IT")  # noqa: S311 - a story, no secret
    faker.seed_instance(f"{seed}:albo:{town}")
    volunteers = [_join(plot, random, faker, town * APPLICANTS + place) for place in range(APPLICANTS)]
    return plot, [volunteer for volunteer in volunteers[:HELPERS] if volunteer.number % APPLICANTS not in REJECTED]


def _join(plot: Plot, random: Random, faker: Faker, number: int) -> Volunteer:
    sex = random.choice(("female", "male"))
    given = faker.first_name_female() if sex == "female" else faker.first_name_male()
    family = faker.last_name()
    if number < len(VOLUNTEERS):
        given, family, sex = VOLUNTEERS[number]
    place, registrar = number % APPLICANTS, registrar_of(number)
    day = plot.today - timedelta(days=FIRST_DAY - 2 - place if place < HELPERS else FIRST_DAY - 5 * place)
    birth = date(plot.today.year - random.randint(22, 70), random.randint(1, 12), random.randint(1, 28))
    name = f"volunteer:{number}"
    person = plot.tell(
        day, registrar, "RegisterPerson", f"{name}:person", given_name=given, family_name=family, birth_date=birth, sex=sex,
        citizenship="IT", citizenship_group="italian", eligible=False, eligibility_ground="italian-citizen",
        fiscal_code=fiscal_code(given, family, birth, sex, "E202"), language="it",
    )  # fmt: skip
    volunteer = Volunteer(number, Actor(str(person), f"{given} {family}", registrar.agency, "volunteer"), registrar)
    plot.tell(
        day + timedelta(days=1), volunteer.actor, "ApplyAsVolunteer", f"{name}:application", person=person, project=PROJECT,
        motivation="Ho un po' di tempo e mi piace stare con le persone.",
    )  # fmt: skip
    rejected = place in REJECTED
    plot.tell(
        day + timedelta(days=3), registrar, "VetVolunteer", f"{name}:vetting", person=person, identity_seen=True,
        identity_complete=True, adult=True, outcome="negative" if rejected else "positive", checks=["interview"],
        minors_certificate=day - timedelta(days=20) if number % 2 == 0 else None,
        note="Disponibilità non compatibile con il progetto." if rejected else None,
    )  # fmt: skip
    if not rejected:
        _enter(plot, volunteer, day + timedelta(days=4))
        _equip(plot, volunteer, day + timedelta(days=4))
        if place in TURNS:
            TURNS[place](plot, volunteer, day + timedelta(days=5))
    return volunteer


def _enter(plot: Plot, volunteer: Volunteer, day: date) -> None:
    number, person = volunteer.number, volunteer.person
    section = "occasional" if number % 5 == 4 else "regular"
    until = day + timedelta(days=60 if number % APPLICANTS == LAPSED else 730)
    plot.tell(
        day, volunteer.registrar, "RegisterVolunteer", f"volunteer:{number}:registration", person=person, section=section, start=day
    )
    plot.tell(
        day, volunteer.registrar, "StartCover", f"volunteer:{number}:cover", person=person, insurer="Mutua Assicurazioni Tirreno",
        policy=f"VOL-{2784 + number}", risks=RISKS, start=day, until=until,
    )  # fmt: skip


def _equip(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """What they can do, when, in which languages, and from where; some of it is looked at by others."""
    number, person, me, name = volunteer.number, volunteer.person, volunteer.actor, f"volunteer:{volunteer.number}"
    for skill in (volunteer.skill, SKILLS[(number + 1) % len(SKILLS)]):
        plot.tell(day, me, "DeclareSkill", f"{name}:skill:{skill}", person=person, skill=skill)
    slots = [{"weekday": weekday, "start": "14:00:00", "end": "20:00:00"} for weekday in range(1, 7)]
    plot.tell(day, me, "SetAvailability", f"{name}:availability", person=person, slots=slots)
    plot.tell(day, me, "SetZone", f"{name}:zone", person=person, municipality=ZONES[number % len(ZONES)])
    if number % 2:
        language, level = LANGUAGES[number // 2 % len(LANGUAGES)]
        plot.tell(day, me, "DeclareLanguage", f"{name}:language", person=person, language=language, level=level)
    if number % 3 == 0:
        plot.tell(
            day + timedelta(days=9), volunteer.registrar, "VerifySkill", f"{name}:verified", person=person, skill=volunteer.skill,
            note="Ha insegnato per anni." if number % 6 == 0 else None,
        )  # fmt: skip
    if number % 7 == 2 and number % APPLICANTS < HELPERS:
        start = day + timedelta(days=12)
        plot.tell(
            start, me, "MakeOffer", f"{name}:offer", person=person, skill="corso-di-cucina", start=start, until=day + timedelta(60),
            municipality=ZONES[number % len(ZONES)], what="Un pomeriggio di cucina insieme, una volta al mese.",
        )  # fmt: skip


def _lapse(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """A cover lapses, and is renewed seventeen days late."""
    lapsed, cover = day + timedelta(days=60), plot.made(volunteer.registrar, "StartCover", f"{volunteer.name}:cover")
    clock, back = clock_of(volunteer.registrar.agency), day + timedelta(days=77)
    plot.tell(lapsed, clock, "LapseCover", f"{volunteer.name}:cover:lapsed", person=volunteer.person, cover=cover)
    plot.tell(
        back, volunteer.registrar, "RenewCover", f"{volunteer.name}:cover:renewed", person=volunteer.person, cover=cover,
        start=back, until=back + timedelta(days=365), policy=f"VOL-{2784 + volunteer.number}-R",
    )  # fmt: skip


def _insure_elsewhere(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """A cover ends before its time, and another begins the day after."""
    ended, cover = day + timedelta(days=40), plot.made(volunteer.registrar, "StartCover", f"{volunteer.name}:cover")
    plot.tell(
        ended, volunteer.registrar, "EndCover", f"{volunteer.name}:cover:ended", person=volunteer.person, cover=cover,
        ended_on=ended, reason="Passa alla polizza dell'associazione.",
    )  # fmt: skip
    plot.tell(
        ended, volunteer.registrar, "StartCover", f"{volunteer.name}:cover:2", person=volunteer.person, insurer="Unione Mutue",
        policy=f"UM-{volunteer.number}", risks=RISKS, start=ended + timedelta(days=1), until=ended + timedelta(days=365),
    )  # fmt: skip


def _pause(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """Two months at home, and back."""
    back = _suspend(plot, volunteer, day) + timedelta(days=60)
    plot.tell(back, volunteer.registrar, "ResumeVolunteer", f"{volunteer.name}:back", person=volunteer.person, start=back)


def _go(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """First a pause, then a move to another town."""
    ended = _suspend(plot, volunteer, day) + timedelta(days=25)
    ask: Body = {"ended_on": ended, "reason": "moved-away"}
    plot.tell(ended, volunteer.registrar, "CancelRegistration", f"{volunteer.name}:left", person=volunteer.person, **ask)


def _suspend(plot: Plot, volunteer: Volunteer, day: date) -> date:
    since = day + timedelta(days=40)
    ask: Body = {"since": since, "reason": "Un intervento al ginocchio."}
    plot.tell(since, volunteer.registrar, "SuspendVolunteer", f"{volunteer.name}:pause", person=volunteer.person, **ask)
    return since


def _never_meant(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """An entry made in error is marked void; its number stays taken."""
    plot.tell(
        day + timedelta(days=2), coordinator_of(volunteer), "VoidRegistration", f"{volunteer.name}:void", person=volunteer.person,
        reason="Iscrizione nel registro sbagliato.",
    )  # fmt: skip


def _put_right(plot: Plot, volunteer: Volunteer, day: date) -> None:
    """A skill that was never declared is voided, the number of a policy is corrected."""
    later, name = day + timedelta(days=40), volunteer.name
    skill = plot.fact(volunteer.actor, "register", f"{name}:skill:{SKILLS[(volunteer.number + 1) % len(SKILLS)]}")
    plot.tell(
        later, volunteer.registrar, "VoidFact", f"{name}:skill:void", service="register", fact=skill, ground="wrong-entry",
        reason="Aveva spuntato la riga sotto.",
    )  # fmt: skip
    cover = plot.fact(volunteer.registrar, "register", f"{name}:cover")
    plot.tell(
        later, volunteer.registrar, "CorrectFact", f"{name}:cover:correction", service="register", ground="wrong-entry",
        fact=cover, corrected={"policy": f"VOL-{2785 + volunteer.number}/B"},
    )  # fmt: skip


TURNS = {
    LAPSED: _lapse, ENDED: _insure_elsewhere, PAUSED: _pause, LEFT: _go, IN_ERROR: _never_meant, HELPERS: _put_right,
}  # fmt: skip
"""What becomes of some of those who are not matched."""


def coordinator_of(volunteer: Volunteer) -> Actor:
    """Who decides in the volunteer's agency."""
    return COORDINATORS[volunteer.registrar.agency]

"""The families of the sample year: who they are, when they come, and their story in intake."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from services.exchange.simulated.actors import COMUNE, COOP, FRANCESCA, LUCIA, SARA, SDS
from services.exchange.simulated.names import COMMUNITIES, Community, fiscal_code
from services.exchange.simulated.plot import Actor, Plot
from services.kernel.command import new_id
from services.kernel.time import age_on

PROJECT = "PROG-2784"
WORKERS = (LUCIA, SARA, LUCIA, FRANCESCA, LUCIA)
ENTRIES = {0: 330, 1: 320, 2: 325, 4: 250, 28: 95}
"""Days before today at which a family enters, where the story needs it so; the others come as they come."""


@dataclass(frozen=True)
class Someone:
    """A member of a family."""

    person: UUID
    given: str
    family: str
    sex: str
    birth: date
    relationship: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to be registered; `place` chooses among the given names of the community."""

    community: Community
    family: str
    place: int
    sex: str
    relationship: str
    birth: date


@dataclass
class Family:
    """One family of the story. Days are those of the world; `exit` and `withdrawn` where it comes to that."""

    number: int
    worker: Actor
    community: Community
    entry: date
    exit: date | None
    withdrawn: date | None
    plot: Plot
    random: Random
    members: list[Someone]
    household: UUID
    shared: bool

    @property
    def head(self) -> Someone:
        """The head of the family."""
        return self.members[0]

    @property
    def adults(self) -> list[Someone]:
        """Who is of age on the day of entry."""
        return [someone for someone in self.members if age_on(someone.birth, self.entry) >= 18]

    @property
    def last_day(self) -> date:
        """The last day on which anything is done with them: the exit, or yesterday."""
        return self.exit or self.plot.today - timedelta(days=1)

    def after_entry(self, days: int) -> date:
        """A day so long after they entered."""
        return self.entry + timedelta(days=days)


def come(seed: int, today: date, number: int) -> Family:
    """A family arrives: its people are registered and a case is opened, which gives the household its id."""
    random = Random(f"{seed}:family:{number}")  # noqa: S311 - a story, no secret
    plot = Plot(seed, today, f"family:{number}")
    worker, community = WORKERS[number % len(WORKERS)], COMMUNITIES[number % len(COMMUNITIES)]
    before = random.randint(70, 345)
    entry = today - timedelta(days=ENTRIES.get(number, before))
    stay, leaves = random.randint(110, 240), number % 4 == 3 or number % 12 == 10
    exit_day = min(entry + timedelta(days=stay), today - timedelta(days=6)) if leaves else None
    withdraws = number % 7 == 5 and exit_day is None
    members = _register(plot, random, worker, community, number, entry)
    household = plot.tell(
        entry - timedelta(days=7), worker, "OpenCase", f"family:{number}:case", project=PROJECT, head=members[0].person
    )
    return Family(
        number, worker, community, entry, exit_day, today - timedelta(days=12) if withdraws else None,
        plot, random, members, household, shared=number % 10 != 9,
    )  # fmt: skip


def _register(plot: Plot, random: Random, worker: Actor, community: Community, number: int, entry: date) -> list[Someone]:
    family = community.families[number // len(COMMUNITIES) % len(community.families)]
    sexes = random.choice((("female", "male"), ("female", "male"), ("male", "female"), ("female",)))
    roles = [(random.randint(26, 48), sex, "head" if n == 0 else "spouse") for n, sex in enumerate(sexes)]
    for _ in range(random.randint(1, 3)):
        sex = random.choice(("female", "male"))
        roles.append((random.randint(1, 15), sex, "2" if sex == "female" else "1"))
    if number == 0:
        roles = [(34, "female", "head"), (38, "male", "spouse"), (9, "female", "2"), (5, "male", "1")]
    day = entry - timedelta(days=10)
    return [
        register_one(
            plot, day, worker, f"family:{number}:person:{n}", Newcomer(community, family, n, sex, kin, _birth(random, entry, age))
        )
        for n, (age, sex, kin) in enumerate(roles)
    ]


def _birth(random: Random, entry: date, age: int) -> date:
    return date(entry.year - age, random.randint(1, 12), random.randint(1, 28))


def register_one(plot: Plot, day: date, worker: Actor, name: str, who: Newcomer) -> Someone:
    """Somebody of the family gets an id."""
    community, birth = who.community, who.birth
    given = (community.women if who.sex == "female" else community.men)[who.place % 4]
    person = plot.tell(
        day, worker, "RegisterPerson", name,
        given_name=given, family_name=who.family, birth_date=birth, sex=who.sex, citizenship=community.citizenship,
        citizenship_group=community.group, eligible=community.eligible, eligibility_ground=community.ground,
        fiscal_code=fiscal_code(given, who.family, birth, who.sex, community.place), language=community.language,
        contact=f"+39 0564 555 {plot.seed % 10}{who.place}{birth.day:02}" if who.place < 2 else None,
    )  # fmt: skip
    return Someone(person, given, who.family, who.sex, birth, who.relationship)


def enter(family: Family) -> None:
    """The family enters the project, is shared with consent, assessed, and has a plan."""
    plot, worker, n = family.plot, family.worker, family.number
    plot.tell(
        family.entry, worker, "EnrolFamily", f"family:{n}:enrolment",
        household=family.household, project=PROJECT, head=family.head.person,
        members=[{"person": someone.person, "relationship": someone.relationship} for someone in family.members],
        notice={"given_on": family.entry, "language": family.community.language, "version": "2026-1"},
    )  # fmt: skip
    if family.shared:
        others = [agency for agency in (SDS, COOP, COMUNE) if agency != worker.agency]
        _consent(family, family.after_entry(1), "consent:1", others, "care")
    _assess(family, family.after_entry(4), "entry", 0)
    plot.tell(
        family.after_entry(9), worker, "DraftPlan", f"family:{n}:plan", household=family.household,
        summary=f"Progetto personalizzato della famiglia {family.head.family}: casa stabile, rete di vicinato, lavoro.",
    )  # fmt: skip


def _consent(family: Family, on: date, name: str, recipients: list[str], purpose: str) -> UUID:
    return family.plot.tell(
        on, family.worker, "GiveConsent", f"family:{family.number}:{name}", household=family.household, purpose=purpose,
        recipients=recipients, expires=family.plot.today + timedelta(days=400), signatory=family.head.person,
    )  # fmt: skip


def take_back(family: Family) -> None:
    """A family takes its consent back, and later gives a narrower one."""
    if family.withdrawn is None or not family.shared:
        return
    plot, worker, others = family.plot, family.worker, [a for a in (SDS, COOP, COMUNE) if a != family.worker.agency]
    first = _id_of(family, "consent:1")
    plot.tell(
        family.withdrawn, worker, "WithdrawConsent", f"family:{family.number}:consent:1:withdrawal", household=family.household,
        consent=first, reason="La famiglia preferisce essere seguita da un solo ente.",
    )  # fmt: skip
    _consent(family, family.withdrawn + timedelta(days=4), "consent:2", others[:1], "housing")


def _id_of(family: Family, name: str) -> UUID:
    return new_id(family.worker.agency, family.plot.key(f"family:{family.number}:{name}"), name.split(":")[0])


DOMAINS = ("housing", "employment", "income", "adult-education", "legal", "health", "family", "mobility", "community")


def _assess(family: Family, on: date, phase: str, gained: int, *, happened: date | None = None, who: int = 0) -> None:
    scores: dict[str, int | None] = {d: min(5, family.random.randint(1, 3) + family.random.randint(0, gained)) for d in DOMAINS}
    scores["childcare"] = None if len(family.members) < 3 else min(5, 2 + gained)
    family.plot.tell(
        on, family.worker, "RecordAssessment", f"family:{family.number}:assessment:{phase}:{who}", happened=happened,
        household=family.household, person=family.members[who].person, phase=phase, scores=scores,
    )  # fmt: skip


def assess_again(family: Family) -> None:
    """On the way, every second time noted weeks later; and somebody else of the family now and then."""
    middle = family.after_entry(100)
    noted = middle + timedelta(days=24 if family.number % 2 else 0)
    if noted < family.last_day:
        _assess(family, noted, "interim", 1, happened=middle)
    if len(family.adults) > 1 and family.number % 3 == 0 and family.after_entry(6) < family.last_day:
        _assess(family, family.after_entry(6), "entry", 0, who=1)


def change(family: Family) -> None:
    """A child is born; elsewhere the head goes and another adult heads the family."""
    plot, n = family.plot, family.number
    born = family.after_entry(80)
    if n % 6 == 1 and born < family.last_day - timedelta(days=10):
        daughter = Newcomer(family.community, family.head.family, 3, "female", "2", born)
        child = register_one(plot, born + timedelta(days=4), family.worker, f"family:{n}:person:new", daughter)
        plot.tell(
            born + timedelta(days=5), family.worker, "AddMember", f"family:{n}:member:new", household=family.household,
            person=child.person, relationship=child.relationship,
        )  # fmt: skip
    parting = family.after_entry(120)
    if n % 8 == 6 and len(family.adults) > 1 and parting < family.last_day - timedelta(days=5):
        head, other = family.members[0].person, family.members[1].person
        plot.tell(parting, family.worker, "ChangeHead", f"family:{n}:head", household=family.household, head=other)
        plot.tell(
            parting + timedelta(days=2), family.worker, "RemoveMember", f"family:{n}:member:left", household=family.household,
            person=head, destination="family-or-friends",
        )  # fmt: skip


DESTINATIONS = ("autonomous-housing", "rental", "public-housing", "autonomous-housing", "other-project", "family-or-friends")


def leave(family: Family) -> None:
    """The family leaves: an exit assessment or a stated reason, the exit itself, the case closed; a look back later."""
    plot, n, day = family.plot, family.number, family.exit
    if day is None:
        return
    moved_away = n % 12 == 11
    if not moved_away:
        _assess(family, day - timedelta(days=3), "exit", 3)
    destination = DESTINATIONS[n // 4 % len(DESTINATIONS)]
    plot.tell(
        day, family.worker, "EndEnrolment", f"family:{n}:exit", household=family.household, exit=day, destination=destination,
        reason="Trasferimento improvviso per lavoro in un'altra provincia." if moved_away else None,
    )  # fmt: skip
    plot.tell(
        day + timedelta(days=4), family.worker, "CloseCase", f"family:{n}:case:closing", household=family.household,
        outcome="moved-away" if moved_away else "autonomy-reached", destination=destination,
    )  # fmt: skip
    if day + timedelta(days=92) < plot.today and not moved_away:
        _assess(family, day + timedelta(days=91), "follow-up", 3)

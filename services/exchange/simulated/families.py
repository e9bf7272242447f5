"""The families of the sample year: who they are, when they come, in whose charge they are, how they change and leave."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from services.exchange.simulated.actors import AGNESE, COOP, CPI, FRANCESCA, KARIMA, LUCIA, MARCO, ODV, SARA, SDS
from services.exchange.simulated.actors import COMUNE as TOWN
from services.exchange.simulated.communities import COMMUNITIES, Community
from services.exchange.simulated.people import SHAPES, Newcomer, Someone, draw, register_one
from services.exchange.simulated.plot import Actor, Plot

PROJECT = "PROG-2784"
BLOCK = 120
"""So many families live beside one another: they share dwellings, volunteers and editions. More families are more such towns."""
WORKERS = (LUCIA, SARA, LUCIA, FRANCESCA, LUCIA, KARIMA, LUCIA, AGNESE)
PARTNERS = (SDS, COOP, TOWN, CPI, ODV)
"""Who may see a file, where the family agrees to work done together."""
ENTRIES = {0: 330, 1: 320, 4: 310, 8: 300, 14: 300, 23: 320, 26: 290, 33: 200, 41: 280, 43: 455, 67: 450, 91: 445}
"""Days before today at which a family enters, where the story needs it so; the others come as they come."""
EARLY = frozenset({43, 67, 91})
"""Families who came and went before the year, so that a whole year after their exit has passed."""
HANDED_OVER, PARTED, ADULT_SOON, COMES_BACK = 14, 26, 8, 23
JOINS = {33: 41}
"""Whose households become one: of two sisters."""


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
    handed_over: date = date.max
    waits_until: date = date.max
    """On the waiting list for a home, if they ever were."""
    scores: dict[int, dict[str, int]] = field(default_factory=dict)
    """Where each adult stood at the entry."""

    @property
    def slot(self) -> int:
        """Its place among the families of its town: what happens to it follows from this."""
        return self.number % BLOCK

    @property
    def head(self) -> Someone:
        """The head of the family."""
        return self.members[0]

    @property
    def adults(self) -> list[Someone]:
        """Who is of age on the day of entry."""
        return [someone for someone in self.members if someone.adult_on(self.entry)]

    @property
    def last_day(self) -> date:
        """The last day on which anything is done with them: the exit, or yesterday."""
        return self.exit or self.plot.today - timedelta(days=1)

    @property
    def others(self) -> list[str]:
        """The partners beside the agency that has the family in charge."""
        return [agency for agency in PARTNERS if agency != self.worker.agency]

    def after_entry(self, days: int) -> date:
        """A day so long after they entered."""
        return self.entry + timedelta(days=days)

    def reached(self, days: int, margin: int = 3) -> date | None:
        """That day, if they are there so long."""
        day = self.after_entry(days)
        return day if day < self.last_day - timedelta(days=margin) else None

    def members_on(self, day: date) -> list[Someone]:
        """Who belongs to the family on that day."""
        return [someone for someone in self.members if someone.since <= day < someone.left]

    def speaker_on(self, day: date) -> Someone:
        """The first of age who belongs to the family on that day."""
        return next(someone for someone in self.members_on(day) if someone.adult_on(self.entry))

    def worker_on(self, day: date) -> Actor:
        """Who answers for the family on that day."""
        return SARA if day >= self.handed_over else self.worker

    def tell(self, day: date, command: str, name: str, /, *, by: Actor | None = None, **body: Any) -> UUID:
        """A step of this household, by its worker unless somebody else is named."""
        return self.tell_of(day, command, name, by=by, household=self.household, **body)

    def tell_of(self, day: date, command: str, name: str, /, *, by: Actor | None = None, **body: Any) -> UUID:
        """A step about one of its people."""
        return self.plot.tell(day, by or self.worker_on(day), command, f"family:{self.number}:{name}", **body)


def come(seed: int, today: date, number: int) -> Family:
    """A family arrives: its people are registered and a case is opened, which gives the household its id."""
    slot, random = number % BLOCK, Random(f"{seed}:family:{number}")  # noqa: S311 - a story, no secret
    plot = Plot(seed, today, f"family:{number}")
    worker, community = WORKERS[slot % len(WORKERS)], COMMUNITIES[slot % len(COMMUNITIES)]
    entry = today - timedelta(days=ENTRIES.get(slot, random.randint(45, 345)))
    family = Family(
        number, worker, community, entry, _exit(slot, entry, today, random), None,
        plot, random, [], UUID(int=0), shared=slot % 10 != 9,
    )  # fmt: skip
    if slot % 7 == 5 and family.exit is None and slot % 2 and family.entry < today - timedelta(days=60):
        family.withdrawn = today - timedelta(days=12 + slot % 25)
    if slot == HANDED_OVER:
        family.handed_over = family.after_entry(60)
    for n, who in enumerate(_people(family)):
        family.members.append(register_one(plot, family.after_entry(-12), worker, f"family:{number}:person:{n}", who))
    opened = family.after_entry(-10)
    family.household = plot.tell(opened, worker, "OpenCase", f"family:{number}:case", project=PROJECT, head=family.head.person)
    family.tell(family.after_entry(-9), "AssignWorker", "worker", worker=worker.subject)
    return family


def _exit(slot: int, entry: date, today: date, random: Random) -> date | None:
    stay = 95 if slot in EARLY else random.randint(110, 240)
    leaves = slot % 4 == 3 or slot % 12 == 10
    if slot in JOINS:
        return entry + timedelta(days=100)
    last = min(entry + timedelta(days=stay), today - timedelta(days=6 + slot % 29))
    return max(last, entry + timedelta(days=35)) if leaves else None


def _people(family: Family) -> list[Newcomer]:
    slot = family.slot
    shape = {0: SHAPES[0], PARTED: SHAPES[0], 33: SHAPES[1], 41: SHAPES[1], ADULT_SOON: SHAPES[0]}.get(
        slot, SHAPES[(slot // len(COMMUNITIES) + slot) % len(SHAPES)]
    )
    people = draw(family.random, family.community, shape, family.entry, family.number)
    if slot == 0:
        people = [_known_to_all(family, n, *told) for n, told in enumerate(FIRST)]
    if slot == ADULT_SOON:
        eighteen = family.after_entry(70)
        people[2] = Newcomer(**{**vars(people[2]), "birth": eighteen.replace(year=eighteen.year - 18, day=min(eighteen.day, 28))})
    return people


FIRST = (("Amal", 34, "female", "head"), ("Karim", 38, "male", "spouse"), ("Nour", 9, "female", "2"), ("Sami", 5, "male", "1"))


def _known_to_all(family: Family, n: int, given: str, age: int, sex: str, kin: str) -> Newcomer:
    names = {name.latin: name for name in (*family.community.women, *family.community.men)}
    birth = date(family.entry.year - age, family.random.randint(1, 12), family.random.randint(1, 28))
    return Newcomer(family.community, names[given], family.community.families[0], sex, kin, birth, 10 * family.number + n)


def enter(family: Family) -> None:
    """The family enters the project, with the privacy notice in its own language."""
    language = family.community.language
    family.tell(
        family.entry, "EnrolFamily", "enrolment", project=PROJECT, head=family.head.person,
        members=[{"person": someone.person, "relationship": someone.relationship} for someone in family.members],
        notice={"given_on": family.entry, "language": language, "version": "2026-1"},
    )  # fmt: skip


def change(family: Family) -> None:
    """A child is born; a head goes and another adult heads the family; the charge goes to another agency."""
    slot = family.slot
    if slot % 6 == 1 and len(family.members) < 6 and len(family.adults) > 1 and (born := family.reached(80, 10)):
        _child(family, born)
    if slot % 8 == 6 and slot not in (HANDED_OVER, PARTED) and len(family.adults) > 1 and (day := family.reached(120, 5)):
        head, other = family.members[0], family.adults[1]
        family.tell(day, "ChangeHead", "head", head=other.person)
        left = day + timedelta(days=2)
        family.tell(left, "RemoveMember", "member:left", person=head.person, destination="family-or-friends")
        family.members[0] = Someone(**{**vars(head), "left": left})
    if slot == HANDED_OVER:
        day = family.handed_over - timedelta(days=1)
        family.tell(day, "TransferCase", "transfer", by=MARCO, agency=COOP, reason="Vivono ora vicino alla sede della cooperativa.")
        family.tell(family.handed_over + timedelta(days=1), "AssignWorker", "worker:2", worker=SARA.subject)


def _child(family: Family, born: date) -> None:
    given = next(name for name in family.community.women if name not in {someone.given for someone in family.members})
    daughter = Newcomer(family.community, given, family.head.family, "female", "2", born, 10 * family.number + 9)
    day, worker = born + timedelta(days=5), family.worker_on(born)
    child = register_one(family.plot, born + timedelta(days=4), worker, f"family:{family.number}:person:new", daughter)
    family.tell(day, "AddMember", "member:new", person=child.person, relationship=child.relationship)
    family.members.append(Someone(**{**vars(child), "since": day}))


def part(family: Family) -> None:
    """The parents separate: one of them goes on with one child as a household of its own, in the same charge."""
    day = family.reached(150, 20) if family.slot == PARTED else None
    if day is None:
        return
    leaving = [family.members[1], family.members[3]]
    kin = ("head", leaving[1].relationship)
    into = family.tell(
        day, "SplitHousehold", "split", head=leaving[0].person,
        members=[{"person": one.person, "relationship": relationship} for one, relationship in zip(leaving, kin, strict=True)],
    )  # fmt: skip
    family.members[1:] = [Someone(**{**vars(one), "left": day}) if one in leaving else one for one in family.members[1:]]
    for n in range(3):
        family.plot.tell(
            day + timedelta(days=6 + 5 * n), family.worker, "RecordService", f"family:{family.number}:split:service:{n}",
            household=into, code="A2.28", minutes=60, recipients=[leaving[0].person],
            delivered_on=day + timedelta(days=6 + 5 * n), note="Incontro di sostegno alla genitorialità.",
        )  # fmt: skip


def join(family: Family, into: Family) -> None:
    """Two sisters live together from now on: one household, with the head of the one that was there."""
    if family.exit is None:
        return
    coming = [
        {"person": one.person, "relationship": "15" if one is family.head else "27"} for one in family.members_on(family.exit)
    ]
    into.tell(family.exit, "JoinHouseholds", "joining", joining=family.household, members=coming)

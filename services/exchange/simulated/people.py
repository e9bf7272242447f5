"""The people of the sample year: shapes of families, names in their own script, what is only partly known of somebody."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from services.exchange.simulated.communities import Community, Name
from services.exchange.simulated.names import fiscal_code, provisional_code
from services.exchange.simulated.plot import Actor, Plot
from services.kernel.time import age_on


@dataclass(frozen=True)
class Someone:
    """A member of a family, from when on and until when."""

    person: UUID
    given: Name
    family: Name
    sex: str
    birth: date
    relationship: str
    since: date = date.min
    left: date = date.max

    def adult_on(self, day: date) -> bool:
        """Whether they are of age on that day."""
        return age_on(self.birth, day) >= 18


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is to be registered. `partly` is for whom there is a year of birth and one name."""

    community: Community
    given: Name
    family: Name
    sex: str
    relationship: str
    birth: date
    number: int = 0
    partly: bool = False
    own_script: bool = False


Role = tuple[tuple[int, int], str, str]
"""Youngest and oldest, sex (`any` is drawn), relationship to the head."""
CHILD, GRANDMOTHER, BROTHER = "child", "4", "14"
SHAPES: tuple[tuple[Role, ...], ...] = (
    (((27, 45), "female", "head"), ((28, 48), "male", "spouse"), ((1, 15), "any", CHILD), ((1, 15), "any", CHILD)),
    (((24, 44), "female", "head"), ((1, 15), "any", CHILD)),
    (((26, 48), "male", "head"), ((24, 45), "female", "spouse"), ((0, 14), "any", CHILD)),
    (((30, 45), "female", "head"), ((1, 16), "any", CHILD), ((1, 16), "any", CHILD), ((58, 74), "female", GRANDMOTHER)),
    (((19, 29), "male", "head"),),
    (((30, 50), "male", "head"), ((28, 46), "female", "spouse"), *((((1, 16), "any", CHILD),) * 4)),
    (((33, 50), "male", "head"), ((3, 16), "any", CHILD), ((3, 16), "any", CHILD)),
    (((60, 72), "female", "head"), ((61, 78), "male", "spouse")),
    (((23, 33), "male", "head"), ((19, 28), "male", BROTHER)),
)  # fmt: skip


def draw(random: Random, community: Community, shape: tuple[Role, ...], entry: date, number: int) -> list[Newcomer]:
    """A family of this shape: drawn ages, names of their community, one family name."""
    name, found = random.choice(community.families), list[Newcomer]()
    own_script = community.script != "Latn" and random.random() < 0.3
    for (youngest, oldest), asked, kin in shape:
        sex = random.choice(("female", "male")) if asked == "any" else asked
        relationship = {CHILD: "2" if sex == "female" else "1"}.get(kin, kin)
        years, first = community.women if sex == "female" else community.men, {one.given.latin for one in found}
        given = random.choice([one for one in years if one.latin not in first] or years)
        birth = date(entry.year - random.randint(youngest, oldest), random.randint(1, 12), random.randint(1, 28))
        birth = min(birth, entry - timedelta(days=40))
        partly = kin == GRANDMOTHER and community.eligible
        found.append(
            Newcomer(community, given, name, sex, relationship, birth, 10 * number + len(found), partly, own_script)
        )  # fmt: skip
    return found


def register_one(plot: Plot, day: date, by: Actor, key: str, who: Newcomer, **more: Any) -> Someone:
    """Somebody gets an id, from what is known of them on that day."""
    community, birth = who.community, date(who.birth.year, 1, 1) if who.partly else who.birth
    told: dict[str, Any] = {
        "sex": who.sex, "citizenship": community.citizenship, "citizenship_group": community.group,
        "eligible": community.eligible, "eligibility_ground": community.ground, "language": community.language,
    }  # fmt: skip
    told |= _named(who) | (_partly(who) if who.partly else _born(who)) | more
    person = plot.tell(day, by, "RegisterPerson", key, **told)
    return Someone(person, who.given, who.family, who.sex, birth, who.relationship)


def _named(who: Newcomer) -> dict[str, Any]:
    """In Latin letters, or in the script of their papers with the Latin spelling beside it."""
    if who.own_script and who.given.original and who.family.original:
        latin = f"{who.given.latin} {who.family.latin}"
        names = {"given_name": who.given.original, "family_name": who.family.original, "other_names": [latin]}
        return {**names, "script": who.community.script}
    return {"given_name": who.given.latin, "family_name": who.family.latin, "script": "Latn"}


def _born(who: Newcomer) -> dict[str, Any]:
    code = fiscal_code(who.given.latin, who.family.latin, who.birth, who.sex, who.community.place)
    if who.community.ground == "asylum-seeker":
        code = provisional_code(who.number)
    phone = f"+39 0564 55{who.number % 10_000:04}" if who.relationship == "head" else None
    return {"birth_date": who.birth, "birth_country": who.community.citizenship, "fiscal_code": code, "contact": phone}


def _partly(who: Newcomer) -> dict[str, Any]:
    """A year of birth and one name: so it stands on the only paper."""
    year = {"partial_birth_date": f"{who.birth.year}", "family_name": None, "other_names": None}
    return {**year, "known": {"birth_date": "estimated", "family_name": "unknown"}}

"""Humans as they are: names in their own script and in the spellings of their papers, a birth date, a tax code.

Nothing here knows how persons are compared. The names stand in names.txt, written by hand.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from stdnum.it import codicefiscale

SHARES = {
    "italian": 20, "arabic": 24, "ukrainian": 12, "bengali": 10, "urdu": 10, "chinese": 8, "albanian": 8, "peruvian": 5,
    "senegalese": 3,
}  # fmt: skip
COUNTRIES = {
    "ukrainian": ("UA", "Z138"), "bengali": ("BD", "Z249"), "urdu": ("PK", "Z236"), "chinese": ("CN", "Z210"),
    "albanian": ("AL", "Z100"), "peruvian": ("PE", "Z611"), "senegalese": ("SN", "Z343"),
}  # fmt: skip
TOWNS = {
    "Grosseto": ("IT", "E202"), "Orbetello": ("IT", "G088"), "Roma": ("IT", "H501"), "Napoli": ("IT", "F839"),
    "Casablanca": ("MA", "Z330"), "Cairo": ("EG", "Z336"), "Aleppo": ("SY", "Z240"), "Tunisi": ("TN", "Z352"),
}  # fmt: skip
COMMON = {
    "italian": ("Maria", "Giuseppe", "Rossi", "Anna"), "arabic": ("Mohamed", "Ahmed", "Fatima", "Ibrahim"),
    "bengali": ("Mohammad", "Fatema", "Islam", "Rahman"), "urdu": ("Muhammad", "Ayesha", "Khan", "Ahmed"),
    "chinese": ("Wei", "Li", "Wang"), "ukrainian": ("Oleksandr", "Olena", "Kovalenko"),
}  # fmt: skip
"""Names that so many bear that they say little, by the first of their spellings."""


@dataclass(frozen=True)
class Name:
    """A name in its own script (None where that is Latin) and its spellings in Latin letters."""

    own: str | None
    spellings: tuple[str, ...]
    official: int = 0
    """Which of the spellings the passport has."""

    @property
    def latin(self) -> str:
        return self.spellings[self.official]


@dataclass(frozen=True)
class Human:
    """Somebody, as they are."""

    community: str
    sex: str
    given: tuple[Name, ...]
    family: tuple[Name, ...]
    born: date
    town: Name

    @property
    def citizenship(self) -> str:
        return place(self)[0]

    @property
    def tax_code(self) -> str:
        return tax_code(self)


@cache
def names(community: str, kind: str) -> tuple[Name, ...]:
    """The names of a kind in a community; patronymics (`pm`, `pf`) are those of the sex."""
    found = defaultdict(list)
    for line in (Path(__file__).parent / "names.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        what, own, spellings = (part.strip() for part in line.split("|"))
        group, letter = what.split()
        for sex in ("m", "f") if letter == "p" else ("",):
            found[group, letter + sex].append(_name(own, spellings, sex))
    return tuple(found[community, kind])


def _name(own: str, spellings: str, sex: str) -> Name:
    def one(text: str) -> str:
        return text.split("/")[sex == "f"] if sex else text

    return Name(None if own == "-" else one(own), tuple(one(text).replace("_", " ") for text in spellings.split()))


def place(human: Human) -> tuple[str, str]:
    """Citizenship, and the code of the place of birth as tax codes have it."""
    return COUNTRIES.get(human.community) or TOWNS[human.town.spellings[0]]


def somebody(chance: random.Random, community: str | None = None, sex: str | None = None) -> Human:
    """A human of a community; some have a second given name, a patronymic or a second family name."""
    community = community or chance.choices(list(SHARES), list(SHARES.values()))[0]
    sex = sex or chance.choice("mf")
    family = [papers(chance, chance.choice(names(community, "s")))]
    if community == "peruvian":
        family.append(chance.choice(names(community, "s")))
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(72 * 365))
    if community not in ("italian", "chinese") and chance.random() < 0.08:
        born = born.replace(month=1, day=1)
    town = chance.choice(names(community, "t"))
    return Human(community, sex, given(chance, community, sex), tuple(family), born, town)


def given(chance: random.Random, community: str, sex: str, but: tuple[Name, ...] = ()) -> tuple[Name, ...]:
    """Given names of a human: a first one that is none of `but`, and perhaps a second or a patronymic."""
    taken = {name.spellings for name in but}
    found = [papers(chance, chance.choice([one for one in names(community, sex) if one.spellings not in taken]))]
    second = names(community, f"2{sex}")
    if second and chance.random() < (0.6 if community in ("bengali", "urdu", "peruvian") else 0.3):
        found.append(papers(chance, chance.choice([one for one in second if one.own != found[0].own or one.own is None])))
    if community == "ukrainian" and chance.random() < 0.5:
        found.append(papers(chance, chance.choice(names(community, f"p{sex}"))))
    return tuple(found)


def papers(chance: random.Random, name: Name) -> Name:
    """The name as one country's papers happen to have it."""
    return replace(name, official=chance.randrange(len(name.spellings)))


def tax_code(human: Human) -> str:
    """The Italian tax code (D.M. 23 December 1976)."""
    family = _letters(" ".join(name.latin for name in human.family))
    first = _letters(" ".join(name.latin for name in human.given))
    consonants = [c for c in first if c not in "AEIOU"]
    if len(consonants) > 3:
        first = consonants[0] + consonants[2] + consonants[3]
    day = human.born.day + (40 if human.sex == "f" else 0)
    code = f"{_three(family)}{_three(first)}{human.born:%y}{'ABCDEHLMPRST'[human.born.month - 1]}{day:02d}{place(human)[1]}"
    return code + codicefiscale.calc_check_digit(code)


def _letters(text: str) -> str:
    from unicodedata import normalize

    return "".join(c for c in normalize("NFD", text.upper()) if "A" <= c <= "Z")


def _three(text: str) -> str:
    return ("".join(c for c in text if c not in "AEIOU") + "".join(c for c in text if c in "AEIOU") + "XXX")[:3]

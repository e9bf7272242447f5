"""Pairs of entries of which it is known whether they are one human: 2,000 are, 20,000 are near misses.

How entries differ is written from what offices meet, not from what the matcher can do: spellings come from a table
written by hand, and typing slips are drawn letter by letter.
"""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.identity.people import COMMON, Human, Name, given, names, papers, somebody

TRUE_PAIRS = 2_000
NEAR_MISSES = {
    "siblings": 5_500, "twins": 4_000, "parent and child of one name": 3_500, "very common names": 4_000,
    "cousins": 2_500, "born on one day": 500,
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """What one office wrote down about somebody."""

    given_name: str
    family_name: str
    birth: tuple[int | None, int | None, int | None]
    sex: str | None
    citizenship: str | None
    tax_code: str | None
    birth_place: str | None


@dataclass(frozen=True)
class Pair:
    """Two entries and how they were altered; `near` says who two humans are to each other, of one human it is empty."""

    one: Entry
    other: Entry
    kinds: tuple[str, ...]
    community: str
    near: str = ""

    @property
    def same(self) -> bool:
        return not self.near


Alteration = Callable[[random.Random, Human, Entry], Entry | None]


def labelled(seed: int) -> list[Pair]:
    """The whole set for a seed."""
    chance = random.Random(seed)
    return [*true_pairs(chance, TRUE_PAIRS), *near_misses(chance)]


def true_pairs(chance: random.Random, count: int) -> Iterator[Pair]:
    """Each kind of alteration comes first about equally often; nearly half of the pairs have a second or third one."""
    kinds = list(ALTERATIONS)
    for n in range(count):
        while not (pair := _true_pair(chance, kinds[n % len(kinds)])):
            pass
        yield pair


def _true_pair(chance: random.Random, first: str) -> Pair | None:
    human = somebody(chance)
    more = chance.choices((0, 1, 2), (55, 33, 12))[0]
    one, other = entry(chance, human), entry(chance, human)
    kinds = [first, *chance.sample([kind for kind in ALTERATIONS if kind != first], more)]
    altered, done = altered_by(chance, human, other, kinds)
    if first not in done:
        return None
    sides = [one, altered]
    chance.shuffle(sides)
    return Pair(sides[0], sides[1], done, human.community)


def near_misses(chance: random.Random) -> Iterator[Pair]:
    """Two humans whom one could take for one; what was written of them is as unreliable as in true pairs."""
    for kind, count in NEAR_MISSES.items():
        for _ in range(count):
            one, other = NEAR[kind](chance)
            while one.tax_code == other.tax_code:  # no two humans have one
                one, other = NEAR[kind](chance)
            kinds = chance.sample(list(ALTERATIONS), chance.choices((0, 1, 2), (55, 35, 10))[0])
            altered, done = altered_by(chance, other, entry(chance, other), kinds)
            yield Pair(entry(chance, one), altered, done, one.community, near=kind)


def entry(chance: random.Random, human: Human) -> Entry:
    """What an office writes from somebody's papers; not everybody has a tax code with them, nor is everything asked."""
    has_code = chance.random() < (0.9 if human.community == "italian" else 0.55)
    return Entry(
        " ".join(name.latin for name in human.given), " ".join(name.latin for name in human.family),
        (human.born.year, human.born.month, human.born.day),
        {"m": "male", "f": "female"}[human.sex] if chance.random() < 0.95 else None,
        human.citizenship if chance.random() < 0.95 else None,
        human.tax_code if has_code else None,
        chance.choice(human.town.spellings) if chance.random() < 0.5 else None,
    )  # fmt: skip


def altered_by(chance: random.Random, human: Human, written: Entry, kinds: list[str]) -> tuple[Entry, tuple[str, ...]]:
    """The entry after the alterations that fit; one of the spelling and one of the birth date at most."""
    done: list[str] = []
    for kind in kinds:
        group = next((group for group in ONE_OF if kind in group), ())
        if any(other in group for other in done):
            continue
        if (changed := ALTERATIONS[kind](chance, human, written)) and changed != written:
            written = changed
            done.append(kind)
    return written, tuple(done)


def other_spelling(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    if not any(len(name.spellings) > 1 for name in (*human.given, *human.family)):
        return None
    return replace(
        written,
        given_name=" ".join(chance.choice(name.spellings) for name in human.given),
        family_name=" ".join(chance.choice(name.spellings) for name in human.family),
    )


def own_script(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    if not all(name.own for name in (*human.given, *human.family)):
        return None
    first, last = ((" ".join(str(name.own) for name in part)) for part in (human.given, human.family))
    return replace(written, given_name=first, family_name=last, birth_place=human.town.own if written.birth_place else None)


def swapped(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    return replace(written, given_name=written.family_name, family_name=written.given_name)


def dropped_name(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    """The second given name, the patronymic or the second family name."""
    if len(human.family) > 1 and chance.random() < 0.5:
        return replace(written, family_name=human.family[0].latin)
    if len(human.given) < 2:
        return None
    return replace(written, given_name=" ".join(name.latin for name in human.given[:-1]))


def typing_slip(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    field = chance.choice(("given_name", "family_name"))
    text = getattr(written, field)
    if len(text) < 4 or not text.isascii():
        return None
    at = chance.randrange(1, len(text) - 1)
    letter = chance.choice(string.ascii_lowercase)
    slips = (
        text[:at] + text[at + 1 :], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :], text[:at] + text[at] + text[at:],
    )  # fmt: skip
    return replace(written, **{field: chance.choice(slips)})


def no_tax_code(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    return replace(written, tax_code=None)


def provisional_tax_code(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    return replace(written, tax_code="".join(chance.choices(string.digits, k=11)))


def tax_code_slip(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    code, at = human.tax_code, chance.randrange(16)
    pool = string.digits if code[at].isdigit() else string.ascii_uppercase
    return replace(written, tax_code=code[:at] + chance.choice(pool) + code[at + 1 :])


def day_and_month(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    return replace(written, birth=(human.born.year, human.born.day, human.born.month)) if human.born.day <= 12 else None


def first_of_january(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    return replace(written, birth=(human.born.year, 1, 1))


def partial_date(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    born = human.born
    return replace(written, birth=chance.choice(((born.year, None, None), (born.year, born.month, None), (None, None, None))))


def digit_slip(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    text = list(f"{human.born:%Y%m%d}")
    at = chance.choice((2, 3, 5, 6, 7))
    text[at] = chance.choice(string.digits)
    try:
        found = date.fromisoformat("".join(text))
    except ValueError:
        return None
    return replace(written, birth=(found.year, found.month, found.day)) if found.year < 2024 else None


def married_name(chance: random.Random, human: Human, written: Entry) -> Entry | None:
    if human.sex != "f":
        return None
    return replace(written, family_name=chance.choice(names(human.community, "s")).latin)


ALTERATIONS: dict[str, Alteration] = {
    "other spelling": other_spelling, "other script": own_script, "given and family name swapped": swapped,
    "name left out": dropped_name, "typing slip": typing_slip, "no tax code": no_tax_code,
    "provisional tax code": provisional_tax_code, "slip in the tax code": tax_code_slip, "day and month swapped": day_and_month,
    "1 January": first_of_january, "partial birth date": partial_date, "slip in the birth date": digit_slip,
    "married name": married_name,
}  # fmt: skip
ONE_OF = (
    ("other spelling", "other script"), ("no tax code", "provisional tax code", "slip in the tax code"),
    ("day and month swapped", "1 January", "partial birth date", "slip in the birth date"),
    ("other script", "typing slip"), ("other script", "married name"), ("other script", "name left out"),
)  # fmt: skip


def siblings(chance: random.Random) -> tuple[Human, Human]:
    one = somebody(chance)
    years = chance.choice((1, -1)) * chance.randint(300, 4_000)
    return one, _relative(chance, one, chance.choice("mf"), one.born + timedelta(days=years))


def twins(chance: random.Random) -> tuple[Human, Human]:
    """Half of them were given names that begin alike."""
    one = somebody(chance)
    other = _relative(chance, one, chance.choice("mf"), one.born)
    if chance.random() < 0.5:
        alike = [
            name for sex in "mf" for name in names(one.community, sex)
            if name.spellings[0][:2] == one.given[0].spellings[0][:2] and name.spellings != one.given[0].spellings
        ]  # fmt: skip
        if alike:
            name = chance.choice(alike)
            sex = "m" if name in names(one.community, "m") else "f"
            other = replace(other, sex=sex, given=(papers(chance, name), *other.given[1:]))
    return one, other


def parent_and_child(chance: random.Random) -> tuple[Human, Human]:
    one = somebody(chance)
    born = one.born + timedelta(days=chance.randint(17 * 365, 45 * 365))
    if (one.born.month, one.born.day) == (1, 1) and chance.random() < 0.5:
        born = born.replace(month=1, day=1)
    return one, replace(one, born=born, town=chance.choice((one.town, chance.choice(names(one.community, "t")))))


def common_names(chance: random.Random) -> tuple[Human, Human]:
    community = chance.choice(list(COMMON))
    one, other = (somebody(chance, community) for _ in range(2))
    first = chance.choice(_common(community, one.sex))
    last = chance.choice(_common(community, "s"))
    one = replace(one, given=(papers(chance, first),), family=(papers(chance, last),))
    other = replace(other, sex=one.sex, given=(papers(chance, first),), family=(papers(chance, last),))
    if chance.random() < 0.1:
        other = replace(other, born=date(one.born.year, other.born.month, min(other.born.day, 28)))
    return one, other


def _common(community: str, kind: str) -> list[Name]:
    found = names(community, kind)
    return [name for name in found if name.spellings[0] in COMMON[community]] or list(found[:2])


def cousins(chance: random.Random) -> tuple[Human, Human]:
    """Every third pair is named for the same grandparent."""
    one = somebody(chance)
    other = _relative(chance, one, one.sex, one.born + timedelta(days=chance.randint(-2_900, 2_900)))
    if chance.random() < 1 / 3:
        other = replace(other, given=(one.given[0], *other.given[1:]))
    return one, replace(other, town=chance.choice((one.town, chance.choice(names(one.community, "t")))))


def born_on_one_day(chance: random.Random) -> tuple[Human, Human]:
    """Of one country and with one given name, and no relatives."""
    one = somebody(chance)
    other = somebody(chance, one.community, one.sex)
    return one, replace(other, born=one.born, given=(one.given[0], *other.given[1:]))


def _relative(chance: random.Random, one: Human, sex: str, born: date) -> Human:
    born = max(date(1945, 1, 1), min(born, date(2024, 6, 30)))
    patronymic = next((i for i, name in enumerate(names(one.community, f"p{one.sex}")) if name.own == one.given[-1].own), None)
    found = given(chance, one.community, sex, but=one.given)
    if patronymic is not None:
        found = (found[0], papers(chance, names(one.community, f"p{sex}")[patronymic]))
    return replace(one, sex=sex, given=found, born=born)


NEAR: dict[str, Callable[[random.Random], tuple[Human, Human]]] = {
    "siblings": siblings, "twins": twins, "parent and child of one name": parent_and_child, "very common names": common_names,
    "cousins": cousins, "born on one day": born_on_one_day,
}  # fmt: skip

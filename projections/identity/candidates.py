"""Whom a person is compared with: those who share a tax code, a birth date, or a name and a part of the birth date.

Nobody is compared with everybody. What very many share finds only so many at a time, which costs next to nothing:
who shares nothing else either would not be taken for the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from projections import people
from projections.matching import tax_codes
from projections.matching.births import Birth
from projections.matching.persons import Comparison, Identity, comparable, compare

ANY_DAY = "01-01"
"""Written where the day is not known: it brings nobody together."""
_COLUMNS = """person, position, given_name, family_name, born, sex, citizenship, fiscal_code, birth_place,
    other_names, given_found, family_found, other_found"""


@dataclass(frozen=True, slots=True)
class Known:
    """What the read model has of a person."""

    person: UUID
    position: int
    given_name: str | None
    family_name: str | None
    born: str | None
    sex: str | None
    citizenship: str | None
    fiscal_code: str | None
    birth_place: str | None
    other_names: str | None
    given_found: str | None
    family_found: str | None
    other_found: str | None

    @property
    def identity(self) -> Identity:
        """As the matcher takes it."""
        year, month, day = [*(int(part) for part in (self.born or "").split("-") if part), None, None, None][:3]
        return Identity(
            self.given_name, self.family_name, Birth(year, month, day), self.sex, self.citizenship, self.fiscal_code,
            self.birth_place, tuple((self.other_names or "").splitlines()),
        )  # fmt: skip

    def keys(self, *found: str | None) -> str | None:
        """Any of the consonants that somebody is found by, as either kind of script has them; None where there are none."""
        bare = {key[1:] for text in found or (self.given_found, self.family_found, self.other_found) for key in _keys(text)}
        return " | ".join(f"'{mark}{key}'" for key in sorted(bare) for mark in "=~") or None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody who may be the same, and why."""

    other: Known
    comparison: Comparison


def _keys(found: str | None) -> Iterable[str]:
    return (key for key in (found or "").split() if key[0] in "=~")


def person(connection: psycopg.Connection[Any], who: UUID) -> Known | None:
    """What is known of a person; None of one who is not there, or was forgotten."""
    with connection.cursor(row_factory=class_row(Known)) as cursor:
        return cursor.execute(f"select {_COLUMNS} from people.person where person = %s", (who,)).fetchone()


def candidates(connection: psycopg.Connection[Any], of: Known) -> list[Known]:
    """Those whom a person is to be compared with."""
    born = [birth for birth in (of.born, _swapped(of.born), _in_code(of.fiscal_code)) if birth]
    full = [birth for birth in born if len(birth) == 10]
    values = {
        "person": of.person, "born": born, "years": sorted({birth[:4] for birth in born}),
        "days": sorted({birth[5:] for birth in full} - {ANY_DAY}), "keys": of.keys(), "given": of.keys(of.given_found),
        "family": of.keys(of.family_found), "unknown": not full,
    }  # fmt: skip
    with connection.cursor(row_factory=class_row(Known)) as cursor:
        return cursor.execute(_CANDIDATES, values).fetchall()


_NAMED = people.INDEXED + " @@ %({})s::tsquery"
_CANDIDATES = f"""with found as (
    (select c.person from people.code mine join people.code c on c.mac = mine.mac and c.kind = mine.kind
      where mine.person = %(person)s and mine.kind = 'fiscal_code' limit 50)
    union (select person from people.person where born = any(%(born)s) limit 400)
    union (select person from people.person where "left"(born, 4) = any(%(years)s) and {_NAMED.format("keys")} limit 400)
    union (select person from people.person where "right"(born, 5) = any(%(days)s) and {_NAMED.format("keys")} limit 200)
    union (select person from people.person where {_NAMED.format("given")}
           and {_NAMED.format("family")} and (born is null or %(unknown)s) limit 300))
    select {_COLUMNS} from people.person where person = any(array(select person from found)) and person <> %(person)s"""


def likenesses(connection: psycopg.Connection[Any], of: Known) -> list[Likeness]:
    """Those who perhaps or surely are the same, the likeliest first."""
    mine = of.identity
    others = ((other, other.identity) for other in candidates(connection, of))
    found = [
        Likeness(other, compare(mine, theirs) if of.person < other.person else compare(theirs, mine))
        for other, theirs in others if comparable(mine, theirs)
    ]  # fmt: skip
    return sorted((like for like in found if shown(mine, like)), key=lambda like: -like.comparison.score)


def shown(mine: Identity, like: Likeness) -> bool:
    """Whether a person should look at it; always where two have one valid tax code."""
    code = tax_codes.valid(mine.fiscal_code)
    return like.comparison.decision != "different" or bool(code and code == tax_codes.valid(like.other.fiscal_code))


def _swapped(born: str | None) -> str | None:
    """Day and month the other way round, where that is a date."""
    if not born or len(born) < 10 or born[8:] > "12":
        return None
    return f"{born[:4]}-{born[8:]}-{born[5:7]}"


def _in_code(code: str | None) -> str | None:
    birth = tax_codes.birth_in(code)
    return f"{birth.year:04d}-{birth.month:02d}-{birth.day:02d}" if birth.day else None

"""Comparing Italian tax codes: the same, a slip apart, or none to speak of; and what a code says of its bearer."""

from functools import lru_cache

from rapidfuzz.distance import OSA
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale

from projections.matching.births import UNKNOWN, Birth

SAME, SLIP, DIFFERENT, MISSING = "same", "one-character-off", "different", "missing"
OTHER_LETTERS = "same-birth-other-letters"
NAME_OF_OTHER = "family-name-of-the-other"
"""A code keeps the name at birth: it holds the family name of the other entry, and not that of its own."""


@lru_cache(50_000)
def valid(code: str | None) -> str | None:
    """The code without spaces; None where it is missing, provisional (eleven digits) or does not check."""
    compact = codicefiscale.compact(code) if code else ""
    return compact if len(compact) == 16 and codicefiscale.is_valid(compact) else None


def finding(one: str | None, other: str | None) -> str:
    """What two codes have in common."""
    if not (one and other) or len(one) != len(other) or len(one) != 16:
        return MISSING
    first, second = valid(one), valid(other)
    if first and second:
        if first == second:
            return SAME
        return OTHER_LETTERS if first[6:15] == second[6:15] else DIFFERENT
    return SLIP if OSA.distance(one, other, score_cutoff=2) <= 2 else MISSING


@lru_cache(50_000)
def birth_in(code: str | None) -> Birth:
    """The birth date that a valid code holds."""
    if not (whole := valid(code)):
        return UNKNOWN
    try:
        born = codicefiscale.get_birth_date(whole)
    except ValidationError:
        return UNKNOWN
    return Birth(born.year, born.month, born.day)


@lru_cache(50_000)
def sex_in(code: str | None) -> str | None:
    """The sex that a valid code holds."""
    if not (whole := valid(code)):
        return None
    return {"M": "male", "F": "female"}[codicefiscale.get_gender(whole)]


def holds_name_of(code: str | None, mine: str, theirs: str) -> bool:
    """Whether a valid code was made of the other's family name and not of one's own (both in Latin letters)."""
    whole = valid(code)
    return whole is not None and whole[:3] == _letters(theirs) != _letters(mine)


def _letters(name: str) -> str:
    """The first three letters of a code (D.M. 23 December 1976): consonants, then vowels, then X."""
    consonants = [letter for letter in name if letter not in "aeiou"]
    vowels = [letter for letter in name if letter in "aeiou"]
    return "".join([*consonants, *vowels, "xxx"])[:3].upper()

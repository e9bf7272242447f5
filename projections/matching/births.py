"""Comparing birth dates, of which a part may be unknown, guessed or mistaken."""

from typing import NamedTuple

SAME, MISSING, DIFFERENT = "same", "missing", "different"
FIRST_OF_JANUARY = "same-first-of-january"
DAY_MONTH = "day-month-swapped"
ONE_DIGIT = "one-digit-off"
ASSUMED = "same-year-first-of-january"
PARTIAL_MONTH, PARTIAL_YEAR = "same-month-day-unknown", "same-year-rest-unknown"
SAME_YEAR = "same-year-other-day"
GENERATION = "a-generation-apart"


class Birth(NamedTuple):
    """A birth date as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


UNKNOWN = Birth()


def finding(one: Birth, other: Birth) -> str:
    """What two birth dates have in common."""
    if one.year is None or other.year is None:
        return MISSING
    if one.day is None or other.day is None:
        return _of_a_part(one, other)
    if one == other:
        return FIRST_OF_JANUARY if one[1:] == (1, 1) else SAME
    if one.year == other.year:
        return _within_the_year(one, other)
    if _slips(one, other) == 1 and one[1:] != (1, 1):
        return ONE_DIGIT
    return GENERATION if abs(one.year - other.year) >= 15 else DIFFERENT


def _of_a_part(one: Birth, other: Birth) -> str:
    if one.year != other.year:
        return GENERATION if abs((one.year or 0) - (other.year or 0)) >= 15 else DIFFERENT
    if one.month is None or other.month is None:
        return PARTIAL_YEAR
    if (1, 1) in (one[1:], other[1:]):
        return PARTIAL_YEAR
    return PARTIAL_MONTH if one.month == other.month else DIFFERENT


def _within_the_year(one: Birth, other: Birth) -> str:
    if (1, 1) in (one[1:], other[1:]):
        return ASSUMED
    if (one.month, one.day) == (other.day, other.month):
        return DAY_MONTH
    return ONE_DIGIT if _slips(one, other) == 1 else SAME_YEAR


def _slips(one: Birth, other: Birth) -> int:
    """How many digits differ where both are written out."""
    return sum(a != b for a, b in zip(_digits(one), _digits(other), strict=True))


def _digits(birth: Birth) -> str:
    return f"{birth.year:04d}{birth.month:02d}{birth.day:02d}"

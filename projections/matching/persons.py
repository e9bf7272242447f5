"""Comparing two persons: a score, a decision and the evidence for it, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from projections.matching import births, names, tax_codes, weights
from projections.matching.births import Birth
from projections.matching.names import Likeness, of_names
from projections.matching.spelling import latin, words

OF_THE_OTHER_SEX = "form-of-the-other-sex"
AMONG_OTHERS = "among-other-names"
IN_TAX_CODE = "in-tax-code"
Decision = Literal["same", "perhaps", "different"]


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of who somebody is; names as they were written."""

    given_name: str | None = None
    family_name: str | None = None
    birth: Birth = births.UNKNOWN
    sex: str | None = None
    citizenship: str | None = None
    fiscal_code: str | None = None
    birth_place: str | None = None
    other_names: tuple[str, ...] = ()
    """Whole names under which somebody is known, too."""


class Evidence(NamedTuple):
    """What was found in one field, and the points it gives."""

    field: str
    finding: str
    points: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two persons have in common."""

    score: float
    decision: Decision
    evidence: tuple[Evidence, ...]


def compare(one: Identity, other: Identity) -> Comparison:
    """Whether two entries are one human."""
    evidence = tuple(found for found in _evidence(one, other) if found.points or found.finding == names.MISSING)
    score = round(sum(found.points for found in evidence), 1)
    return Comparison(score, _decided(score), evidence)


def comparable(one: Identity, other: Identity) -> bool:
    """Whether the rest could still make up for what birth dates and tax codes say: most candidates need no look at names."""
    code = weights.FISCAL_CODE[tax_codes.finding(one.fiscal_code, other.fiscal_code)]
    return _born(one, other).points + code + weights.MOST_OF_THE_REST >= weights.PERHAPS


def _decided(score: float) -> Decision:
    if score >= weights.SAME:
        return "same"
    return "perhaps" if score >= weights.PERHAPS else "different"


def _evidence(one: Identity, other: Identity) -> Iterator[Evidence]:
    given, family = _names(one, other)
    sex = _plain("sex", _sex(one), _sex(other))
    if sex.finding == names.DIFFERENT and given.finding not in (names.SAME, names.TRANSLITERATED) and given.points > 0:
        given = Evidence("given_name", OF_THE_OTHER_SEX, weights.FORM_OF_THE_OTHER_SEX)
    code = tax_codes.finding(one.fiscal_code, other.fiscal_code)
    if family.finding == names.DIFFERENT and code == tax_codes.MISSING and (_born_as(one, other) or _born_as(other, one)):
        code = tax_codes.NAME_OF_OTHER
    yield from (given, family, _born(one, other), Evidence("fiscal_code", code, weights.FISCAL_CODE[code]), sex)
    yield _plain("citizenship", one.citizenship, other.citizenship)
    yield _place(one.birth_place, other.birth_place)


def _names(one: Identity, other: Identity) -> Iterator[Evidence]:
    """The better of names as they stand and given and family names swapped on one side."""
    given, family = words(one.given_name or ""), words(one.family_name or "")
    their_given, their_family = words(other.given_name or ""), words(other.family_name or "")
    pair, swapped = (of_names(given, their_given), of_names(family, their_family)), False
    if min(pair[0].value, pair[1].value) <= 0.9:
        crossed = of_names(given, their_family), of_names(family, their_given)
        swapped = _worth(crossed) > _worth(pair) + 0.3
        pair = crossed if swapped else pair
    if min(pair[0].value, pair[1].value) < names.ALIKE and (_also_known(one, other) or _also_known(other, one)):
        yield from (Evidence(field, AMONG_OTHERS, weights.OTHER_NAMES[field]) for field in ("given_name", "family_name"))
        return
    for field, found in zip(("given_name", "family_name"), pair, strict=True):
        points = weights.of_name("family_name" if swapped else field, found, _sex(one) or _sex(other))
        yield Evidence(field, names.SWAPPED[field] if swapped and points > 0 else found.finding, points)


def _also_known(one: Identity, other: Identity) -> bool:
    """Whether one is also known under the name of the other."""
    whole = (*words(other.given_name or ""), *words(other.family_name or ""))
    also = (words(name) for name in one.other_names)
    return any(min(len(name), len(whole)) > 1 and of_names(name, whole).value >= 0.9 for name in also)


def _worth(pair: tuple[Likeness, Likeness]) -> float:
    return pair[0].value + pair[1].value


def _born_as(one: Identity, other: Identity) -> bool:
    """Whether one's tax code was made of the family name that the other has."""
    return bool(one.fiscal_code) and tax_codes.holds_name_of(
        one.fiscal_code, latin(one.family_name or ""), latin(other.family_name or "")
    )


def _born(one: Identity, other: Identity) -> Evidence:
    """The birth dates as written, or as the tax codes have them where those fit better."""
    mine, theirs = _birth(one), _birth(other)
    found = births.finding(mine, theirs)
    if weights.BIRTH[found] < weights.BIRTH[births.SAME]:
        in_codes = tax_codes.birth_in(one.fiscal_code), tax_codes.birth_in(other.fiscal_code)
        coded = births.finding(in_codes[0] if in_codes[0].year else mine, in_codes[1] if in_codes[1].year else theirs)
        if weights.BIRTH[coded] > weights.BIRTH[found]:
            return Evidence(
                "birth_date", IN_TAX_CODE if coded == births.SAME else coded, weights.BIRTH[coded] + weights.BY_TAX_CODE
            )
    return Evidence("birth_date", found, weights.BIRTH[found])


def _birth(of: Identity) -> Birth:
    """The birth date; where it is not wholly known, that of the tax code."""
    return of.birth if of.birth.day or not of.fiscal_code else max(of.birth, tax_codes.birth_in(of.fiscal_code), key=_known_parts)


def _known_parts(birth: Birth) -> int:
    return sum(part is not None for part in birth)


def _sex(of: Identity) -> str | None:
    return of.sex if of.sex in ("female", "male") else tax_codes.sex_in(of.fiscal_code)


def _plain(field: str, one: str | None, other: str | None) -> Evidence:
    if not one or not other:
        return Evidence(field, names.MISSING, 0.0)
    return Evidence(field, names.SAME if one == other else names.DIFFERENT, weights.PLAIN[field][one == other])


def _place(one: str | None, other: str | None) -> Evidence:
    found = of_names(words(one or ""), words(other or ""))
    if found.finding == names.MISSING:
        return Evidence("birth_place", names.MISSING, 0.0)
    return Evidence("birth_place", found.finding, weights.PLAIN["birth_place"][found.value >= names.ALIKE])

"""The points of each finding, and from how many points on two persons are shown as perhaps, or as surely, one.

Points are about the binary logarithm of how much likelier a finding is in entries of one human than of two. Whoever
changes one counts VERSION up: a pair is proposed once per version.
"""

from projections.matching import births, names, tax_codes
from projections.matching.names import Likeness

VERSION = "1"
PERHAPS, SAME = 12.0, 17.0

BIRTH = {
    births.SAME: 9.0, births.DAY_MONTH: 7.0, births.ONE_DIGIT: 5.0, births.FIRST_OF_JANUARY: 5.0, births.ASSUMED: 3.0,
    births.PARTIAL_MONTH: 5.0, births.PARTIAL_YEAR: 3.0, births.MISSING: 0.0, births.SAME_YEAR: -5.0, births.DIFFERENT: -8.0,
    births.GENERATION: -12.0,
}  # fmt: skip
BY_TAX_CODE = -0.5
"""A date that only a tax code holds is worth a little less than one that somebody was asked for."""
FISCAL_CODE = {
    tax_codes.SAME: 20.0, tax_codes.SLIP: 9.0, tax_codes.NAME_OF_OTHER: 6.0, tax_codes.MISSING: 0.0,
    tax_codes.OTHER_LETTERS: -6.0, tax_codes.DIFFERENT: -12.0,
}  # fmt: skip
PLAIN = {"sex": (-9.0, 0.5), "citizenship": (-3.0, 1.0), "birth_place": (-2.0, 2.0)}
"""What a field gives when it differs, and when it is the same."""

NAME = {"given_name": 6.0, "family_name": 5.5}
OTHER_NAMES = {"given_name": 5.0, "family_name": 4.5}
"""For a whole name under which somebody is known, too."""
OTHER_GIVEN_NAME = -10.0
OTHER_FAMILY_NAME = {"female": -4.0, "male": -7.0, None: -5.0}
"""Women of some countries take another family name when they marry."""
MOST_OF_THE_REST = sum(NAME.values()) + sum(same for _, same in PLAIN.values())
"""What names, sex, citizenship and place of birth give at most."""
COMMON_NAME = 1.5
"""What a name is worth less that very many bear."""
PARTLY_SAME = -8.0
FORM_OF_THE_OTHER_SEX = -3.0
"""Karim and Karima: likelier two names than one with a slip, where the sexes differ too."""


def of_name(field: str, found: Likeness, sex: str | None) -> float:
    """The points of a likeness of names."""
    if found.finding == names.MISSING:
        return 0.0
    if found.finding == names.PARTLY:
        return PARTLY_SAME
    if found.value < names.ALIKE:
        return OTHER_GIVEN_NAME if field == "given_name" else OTHER_FAMILY_NAME[sex]
    points = NAME[field] - (COMMON_NAME if found.common else 0.0)
    if found.finding == names.LEFT_OUT:
        return round(points - 0.5 - 20.0 * (1 - found.value), 1)
    return round(points - 12.0 * (1 - found.value), 1)

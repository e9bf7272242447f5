"""Comparing names: word by word, in any order, given and family names perhaps swapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from rapidfuzz.distance import OSA

from projections.matching.spelling import Word, fold, joined
from projections.matching.tables import COMMON_NAMES, INTERCHANGED

SAME, TRANSLITERATED, SPELLING, SOUND = "same", "same-transliterated", "similar-spelling", "similar-sound"
LEFT_OUT, PARTLY, DIFFERENT, MISSING = "one-left-out", "partly-same", "different", "missing"
SWAPPED = {"given_name": "swapped-with-family-name", "family_name": "swapped-with-given-name"}
COMMON = frozenset(map(fold, COMMON_NAMES.split()))
ALIKE = 0.72
"""From here on two words count as one name written twice."""

MOST_WORDS = 5
"""What is beyond these makes no difference."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, from 0 to 1, and how so."""

    value: float
    finding: str
    common: bool = False
    """Whether what they share is a name that very many bear."""


NOTHING = Likeness(0.0, MISSING)


def of_words(one: Word, other: Word) -> tuple[float, str]:
    """How alike two words are."""
    if one.plain == other.plain:
        return 1.0, SAME
    if one.sound == other.sound:
        return 0.97, TRANSLITERATED
    if one.vowelless or other.vowelless:
        return _by_consonants(one, other)
    if min(len(one.plain), len(other.plain)) == 1:
        return (0.75, SPELLING) if one.plain[0] == other.plain[0] else (0.0, DIFFERENT)
    near = max(OSA.normalized_similarity(one.plain, other.plain), OSA.normalized_similarity(one.sound, other.sound))
    if len(one.consonants) > 2 and near >= 0.7 and sound_alike(one.consonants, other.consonants):
        return max(near, 0.8), SOUND
    return (near, SPELLING) if near >= ALIKE else (near, DIFFERENT)


def _by_consonants(one: Word, other: Word) -> tuple[float, str]:
    """Where one of the two has no vowels, only consonants can be compared."""
    if sound_alike(one.consonants, other.consonants):
        return (0.95 if len(one.consonants) > 1 else 0.75), TRANSLITERATED
    near = OSA.normalized_similarity(one.consonants, other.consonants)
    return (near, SOUND) if near >= ALIKE else (near, DIFFERENT)


def sound_alike(one: str, other: str) -> bool:
    """Whether consonants are the same, or such as are written for each other."""
    return one == other or (
        len(one) == len(other) and all(a == b or a + b in INTERCHANGED for a, b in zip(one, other, strict=True))
    )


def of_names(one: Sequence[Word], other: Sequence[Word]) -> Likeness:
    """How alike two names of one or several words are."""
    if not one or not other:
        return NOTHING
    whole = of_words(joined(tuple(one)), joined(tuple(other)))
    few, many = sorted((one[:MOST_WORDS], other[:MOST_WORDS]), key=len)
    if len(many) == 1:
        return Likeness(*whole, common=_common(one) or _common(other))
    common = _common(few) or (len(few) == len(many) and _common(many))
    best = max((_paired(few, order) for order in permutations(many, len(few))), key=lambda found: found[0])
    value, matched, finding = best
    if whole[0] >= 0.9 or (whole[0] >= 0.8 and matched < len(few)):
        return Likeness(*whole, common=common)
    if matched == len(few):
        return Likeness(value, LEFT_OUT if len(few) < len(many) else finding, common=common)
    return Likeness(value, PARTLY if matched else DIFFERENT)


def _paired(few: Sequence[Word], order: Sequence[Word]) -> tuple[float, int, str]:
    found = [of_words(one, other) for one, other in zip(few, order, strict=True)]
    weakest = min(found)
    return sum(value for value, _ in found) / len(found), sum(value >= ALIKE for value, _ in found), weakest[1]


def _common(name: Sequence[Word]) -> bool:
    return all(word.sound in COMMON or len(word.plain) < 3 for word in name)

"""A name as it can be compared: in Latin letters, by its sounds, and by its consonants alone."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from projections.matching import tables

REMEMBERED = 50_000
_NO_LETTER = re.compile(r"[^a-z]+")
_BETWEEN = re.compile(r"[\s\-.,_/]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name."""

    plain: str
    """In Latin letters."""
    sound: str
    """As the sounds of its usual spellings."""
    consonants: str
    """Without what some scripts do not write."""
    vowelless: bool = False
    """Whether it came from a script that writes no short vowels."""


@lru_cache(REMEMBERED)
def words(text: str) -> tuple[Word, ...]:
    """The words of a name without articles, unless there is nothing else."""
    found = [_word(part) for part in _parts(text)]
    kept = [word for word in found if word.plain not in tables.ARTICLES]
    return tuple(word for word in kept or found if word.plain)


def _parts(text: str) -> list[str]:
    """Words in their own script; the Arabic article is no part of one, and a Chinese name is one word."""
    plain = unicodedata.normalize("NFKC", text).replace("'", "").replace("\u2019", "").replace("ـ", "")
    return [tables.ARABIC_ARTICLE.sub("", part) for part in _BETWEEN.split(plain) if part]


def latin(text: str) -> str:
    """Lower-case Latin letters, and nothing else."""
    return _NO_LETTER.sub("", anyascii(text).lower())


def _word(part: str) -> Word:
    plain = latin(part)
    plain = tables.SHORT_FORMS.get(plain, plain)
    if tables.NO_SHORT_VOWELS.search(part):
        sound = "".join(map(_sound_of_letter, part.translate(tables.BENGALI_CH)))
        sound = _without_doubles(tables.SERVANT.sub(r"\1", sound)) or plain
        return Word(plain, sound, skeleton(sound), vowelless=True)
    sound = fold(plain)
    return Word(plain, sound, skeleton(sound))


@lru_cache(1_000)
def _sound_of_letter(letter: str) -> str:
    """Letter by letter, for what stands side by side there, such as t and h, is no `th`."""
    return tables.WRITTEN.sub(_sound, latin(letter))


def _sound(found: re.Match[str]) -> str:
    return tables.SOUNDS[found[0]]


def fold(plain: str) -> str:
    """One spelling for what sounds alike."""
    text = tables.SERVANT.sub(r"\1", tables.EQUIVALENTS.get(plain, plain))
    if len(text) > 5:
        text = tables.ATTACHED_ARTICLE.sub("", text)
    text = tables.SLAVIC_J.sub("i", tables.FRENCH_E.sub("", tables.SOFT_C.sub("s", text)))
    return _without_doubles(tables.WRITTEN.sub(_sound, text)) or plain


def _without_doubles(sound: str) -> str:
    return tables.DOUBLED.sub(r"\1", tables.SILENT.sub("", sound))


def skeleton(sound: str) -> str:
    """The consonants of a word's sounds, each once in a row."""
    return tables.DOUBLED.sub(r"\1", sound.translate(tables.CONSONANTS)) or sound


def coarse(consonants: str) -> str:
    """Consonants, those that are written for each other as one."""
    return tables.DOUBLED.sub(r"\1", consonants.translate(tables.COARSE))


@lru_cache(REMEMBERED)
def joined(name: tuple[Word, ...]) -> Word:
    """A name as one word: De Luca and Deluca, Xiao Ming and Xiaoming."""
    if len(name) == 1:
        return name[0]
    plain = "".join(word.plain for word in name)
    if any(word.vowelless for word in name):
        sound = "".join(word.sound for word in name)
        return Word(plain, sound, skeleton(sound), vowelless=True)
    sound = fold(plain)
    return Word(plain, sound, skeleton(sound))

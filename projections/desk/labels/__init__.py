"""Every word a person reads, by key, in Italian and in English. Words come from the vocabulary page."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("it", "en")


def label(key: str, language: str = "it", /, **values: Any) -> str:
    """The words for a key. Raises `KeyError` for a key that no catalogue has: a page without words is a fault of ours."""
    words = catalogue(language)[key]
    return words.format(**values) if values else words


def label_or(key: str, otherwise: str, language: str) -> str:
    """The words for a key that data gives, such as a code of another agency; what was given where there are none."""
    return catalogue(language).get(key, otherwise)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All words of a language, under keys such as `event.FamilyEnrolled`."""
    tree = tomllib.loads(files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tree))


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return found

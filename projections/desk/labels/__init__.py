"""Every word a person reads, by key, in Italian and in English. Words come from the vocabulary page.

A folder per language, in it a file per service, one for what services share, one for the pages.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
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
    return dict(words for file in sorted(_files(language)) for words in _flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def _files(language: str) -> list[Path]:
    return [Path(str(file)) for file in files(__name__).joinpath(language).iterdir() if file.name.endswith(".toml")]


def _flat(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
    return found

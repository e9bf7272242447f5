"""The words of sheets: headers and their meaning in Italian, as the files have them; what is wrong also in English."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def word(group: str, name: str, language: str = "it", /, **values: Any) -> str:
    """The words for a name of a group. Raises `KeyError`: a name without words is a fault of ours."""
    said = catalogue(language)[group][name]
    return said.format(**values) if values else said


@cache
def catalogue(language: str) -> Mapping[str, Mapping[str, str]]:
    """All words of a language, by group."""
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


def folded(text: str) -> str:
    """Text as it is compared: without case, diacritics and signs, its words one space apart."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())

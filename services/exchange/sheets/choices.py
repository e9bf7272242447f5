"""Lists to choose from in a sheet: each value is written as its code or as its Italian label, however it is spelled.

Countries are those of ISO 3166 (and Kosovo), languages those that families speak, by ISO 639; the Italian names are ours.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.exchange.sheets.words import folded
from services.intake.codes import codes


@dataclass(frozen=True)
class Choices:
    """A list: codes and labels in the order in which they are offered, and what else is understood."""

    name: str
    labels: Mapping[str, str]
    also: Mapping[str, str]
    """Other spellings, and the code that each means."""

    def code(self, text: str) -> str | None:
        """The code that a text means."""
        return self._exact.get(text) or self._known.get(folded(text))

    @property
    def _exact(self) -> Mapping[str, str]:
        return _exact(self.name)

    @property
    def _known(self) -> Mapping[str, str]:
        return _known(self.name)


def choices(name: str) -> Choices:
    """A list by its name."""
    return _LISTS[name]()


@cache
def _exact(name: str) -> Mapping[str, str]:
    return {label: code for code, label in choices(name).labels.items()}


@cache
def _known(name: str) -> Mapping[str, str]:
    listed = choices(name)
    spelled = [*listed.also.items(), *((label, code) for code, label in listed.labels.items()), *((c, c) for c in listed.labels)]
    return {folded(text): code for text, code in spelled}


@cache
def _kinship() -> Choices:
    ours = {"spouse": "Coniuge o convivente", "relative": "Altro parente", "other": "Altro", "not-stated": "Non indicato"}
    also = dict.fromkeys(("coniuge", "moglie", "marito", "convivente", "compagno", "compagna"), "spouse")
    also |= dict.fromkeys(("intestatario", "intestataria", "capofamiglia"), "head")
    return Choices("kinship", {**ours, **dict(sorted(codes("kinship").items(), key=lambda item: int(item[0])))}, also)


@cache
def _sex() -> Choices:
    labels = {"female": "F", "male": "M", "other": "Altro", "not-stated": "Non indicato"}
    also = {"femmina": "female", "donna": "female", "maschio": "male", "uomo": "male"}
    return Choices("sex", labels, also)


@cache
def _citizenship() -> Choices:
    also = {
        "Costa d’Avorio": "CI", "Gran Bretagna": "GB", "Inghilterra": "GB", "Stati Uniti d'America": "US", "Olanda": "NL",
        "Repubblica Ceca": "CZ", "Bielorussa": "BY", "Birmania": "MM", "Repubblica Popolare Cinese": "CN", "Moldova": "MD",
        "Federazione Russa": "RU", "Turkiye": "TR", "Swaziland": "SZ", "Vaticano": "VA", "Bosnia": "BA", "Bosnia-Erzegovina": "BA",
        "Congo-Kinshasa": "CD", "Congo-Brazzaville": "CG", "Kirghisistan": "KG", "Rwanda": "RW", "Emirati": "AE",
    }  # fmt: skip
    return Choices("citizenship", _file("countries"), also)


@cache
def _language() -> Choices:
    return Choices("language", _file("languages"), {"Rumeno": "ro", "Cingalese": "si", "Bangla": "bn", "Mandarino": "zh"})


@cache
def _permit_kind() -> Choices:
    return Choices("permit_kind", codes("permit-kinds"), {})


@cache
def _learner_type() -> Choices:
    labels = {"public-operator": "Ente pubblico", "private-operator": "Ente privato"}
    also = {
        "pubblico": "public-operator", "privato": "private-operator",
        "operatore pubblico": "public-operator", "operatore privato": "private-operator",
    }  # fmt: skip
    return Choices("learner_type", labels, also)


_LISTS = {
    "relationship": _kinship, "kinship": _kinship, "sex": _sex, "citizenship": _citizenship, "language": _language,
    "notice_language": _language, "permit_kind": _permit_kind, "learner_type": _learner_type,
}  # fmt: skip


def _file(name: str) -> Mapping[str, str]:
    with files(__package__).joinpath(f"{name}.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["label_it"] for row in csv.DictReader(file)}

"""Who takes part: the people of four agencies, the two families, and what they come to hold by the end."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.settings import Settings
from tests.journeys.two_families.stage import Person, Stage, eventually

PROJECT = "PROG-2784-STORIA"
LEAD, COOPERATIVE, MUNICIPALITY, AUTHORITY = "sds-colline", "coop-ginestra", "comune-poggio", "autorita-storia"
LENGTH = 400
"""The story began so many days ago, and ends today."""


@dataclass
class Family:
    """A household, its people by their given names, and what was begun for it, by the word it is called in the story."""

    name: str
    people: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, word: str) -> str:
        return self.people.get(word) or self.things[word]

    @property
    def household(self) -> str:
        return self.things["household"]

    @property
    def everybody(self) -> list[str]:
        return list(self.people.values())


class Tale:
    """The stage with everybody on it."""

    def __init__(self, system: Settings) -> None:
        self.stage = Stage(system, datetime.now(UTC).date() - timedelta(days=LENGTH))
        self.on_day, self.day = self.stage.on_day, self.stage.day
        self.haddad, self.rossi = Family("Haddad"), Family("Rossi")
        self.house: dict[str, str] = {}
        self.course: dict[str, str] = {}
        self.volunteers: dict[str, str] = {}
        self.duplicate = ""
        self.lucia, self.marco, self.paolo = self._people_of(LEAD, Lucia="caseworker", Marco="coordinator", Paolo="admin")
        self.sara, self.giulio = self._people_of(COOPERATIVE, Sara="caseworker", Giulio="coordinator")
        self.anna, self.davide, self.ines = self._people_of(COOPERATIVE, Anna="registrar", Davide="trainer", Ines="trainer")
        self.francesca, self.pietro = self._people_of(MUNICIPALITY, Francesca="caseworker", Pietro="housing")
        (self.teresa,) = self._people_of(MUNICIPALITY, Teresa="coordinator")
        self.chiara, self.stefano = self._people_of(AUTHORITY, Chiara="auditor", Stefano="funder")

    @property
    def nadia(self) -> Person:
        """The volunteer acts as the person she is."""
        return Person(self.stage, "Nadia", COOPERATIVE, "volunteer", self.volunteers["Nadia"])

    def recorded(self, fact: str) -> dict[str, Any]:
        """A fact as the auditor reads it, once it is in the trail."""
        answer = eventually(lambda: self.chiara.opens(f"/audit/{fact}"), lambda answer: answer.status_code == 200)
        return dict(json.loads(answer.json()["event"]["wire"]))

    def _people_of(self, agency: str, **roles: str) -> list[Person]:
        return [Person(self.stage, name, agency, role) for name, role in roles.items()]

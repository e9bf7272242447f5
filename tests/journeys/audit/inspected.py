"""A project with families and expenses, into which somebody of the funding authority looks."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from infra.settings import Settings
from tests.journeys.audit.controlled import Controlled, ago, eventually

NAME = "Chiara Villa"


@dataclass
class Inspected:
    """The project, its agency and the authority."""

    project: Controlled
    authority: Controlled

    @classmethod
    def of(cls, settings: Settings, project: str, agency: str) -> "Inspected":
        made = cls(Controlled(settings, project, agency).declare(), Controlled(settings, project, "autorita"))
        eventually(lambda: made._answers("/accounts", {"project": project, "account": "5.1"}))
        return made

    def _answers(self, path: str, body: dict[str, Any]) -> bool:
        """Whether oversight has heard of the project."""
        return self.project.ask("oversight", path, "coordinator", None, body).status_code == 201

    def coordinator(self, path: str, **body: Any) -> dict[str, Any]:
        return self.project.tell("oversight", path, **body)

    def auditor(self, path: str, **body: Any) -> dict[str, Any]:
        return self.authority.tell("oversight", path, role="auditor", **body)

    def claims(self, count: int) -> list[str]:
        """Expenses, each larger than the one before."""
        period = {"start": str(ago(90)), "until": str(ago(60))}
        body = {"project": self.project.project, "line": "B1", "account": "5.1", **period}
        return [self.coordinator("/claims", amount_cents=100_000 * n, **body)["claim"] for n in range(1, count + 1)]

    def opened(self, kind: str = "unannounced") -> str:
        body = {"controller_name": NAME, "signature": "Verbale 12/2026", "scope": "Spese del trimestre"}
        period = {"start": str(ago(90)), "until": str(ago(1))}
        return str(self.auditor("/controls", project=self.project.project, kind=kind, **body, **period)["control"])

    def drawn(self, control: str, **ask: Any) -> dict[str, Any]:
        """The data of a sample, once witnesses have cosigned the log."""
        path = f"/controls/{control}/samples"
        receipts: list[Any] = []

        def draw() -> bool:
            answer = self.authority.ask("oversight", path, "auditor", None, ask)
            assert answer.status_code == 201 or answer.json()["type"] == "/problems/nothing-witnessed", answer.text
            receipts.append(answer.json())
            return answer.status_code == 201

        eventually(draw)
        return self.fact(receipts[-1]["events"][0]["id"])

    def fact(self, event: str) -> dict[str, Any]:
        """The data of an event, as the auditor reads it on the desk."""
        opened = eventually(lambda: self._opened(event))
        return dict(opened)

    def _opened(self, event: str) -> Any:
        answer = self.project.get(f"/audit/{event}.json")
        return json.loads(answer.json()["event"]["wire"]) if answer.status_code == 200 else None

    def weita(self, *words: str) -> str:
        """What a command of the controller's prints."""
        environment = os.environ | {"WEITA_DATA": str(self.project.settings.data)}
        command = [sys.executable, "-m", "infra.cli", "audit", *words, "--project", self.project.project]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

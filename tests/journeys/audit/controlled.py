"""A funded project that a controller looks into: told by HTTP to the real services, read as the auditor reads it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from infra.auth import issue_token
from infra.settings import Settings

TODAY = datetime.now(UTC).date()
PATIENCE = 120.0


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def eventually(check: Callable[[], Any]) -> Any:
    """What `check` gives once it gives something."""
    end = time.monotonic() + PATIENCE
    while not (found := check()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found


@dataclass
class Controlled:
    """A project of its own, with its agency."""

    settings: Settings
    project: str
    agency: str

    def declare(self) -> "Controlled":
        self.tell("intake", "/agencies", role="admin", agency=self.agency, name=f"Ente {self.agency}")
        self.tell("intake", "/programmes", role="admin", project=self.project, name=f"Progetto {self.project}")
        return self

    def token(self, role: str, agency: str | None = None) -> dict[str, str]:
        token = issue_token(self.settings, agency=agency or self.agency, roles=[role], subject=f"{self.agency}/{role}")
        return {"authorization": f"Bearer {token}"}

    def tell(self, service: str, path: str, *, role: str = "coordinator", on: date | None = None, **body: Any) -> dict[str, Any]:
        """The receipt's ids, its events, and the position of the last."""
        answer = self.ask(service, path, role, on, body)
        assert answer.status_code in {200, 201}, f"{path}: {answer.text}"
        events = answer.json()["events"]
        return dict(answer.json()["ids"]) | {"events": events, "at": (service, events[-1]["position"] if events else 0)}

    def tell_neighbour(self, service: str, path: str, **body: Any) -> dict[str, Any]:
        """The same to a service that hears of the family a moment later."""
        eventually(lambda: self.ask(service, path, "coordinator", None, body).status_code != 404)
        return self.tell(service, path, **body)

    def ask(self, service: str, path: str, role: str, on: date | None, body: dict[str, Any]) -> httpx.Response:
        """The answer to a command."""
        happened = {"occurred_at": f"{on}T09:30:00+00:00"} if on else {}
        headers = self.token(role) | {"idempotency-key": str(uuid4())}
        return httpx.post(self.settings.service_url(service) + path, json=body | happened, headers=headers, timeout=60)

    def family(self, name: str, entered: int = 100) -> dict[str, str]:
        """Somebody taken in charge and enrolled."""
        person = {"given_name": name, "family_name": self.project.title(), "birth_date": "1990-01-01", "sex": "not-stated"}
        head = self.tell("intake", "/persons", **person)["person"]
        household = self.tell("intake", "/cases", on=ago(entered), project=self.project, head=head)["household"]
        notice = {"given_on": str(ago(entered)), "language": "it", "version": "1"}
        self.tell(
            "intake", "/households", on=ago(entered), household=household, project=self.project, head=head, notice=notice,
            members=[{"person": head, "relationship": "head"}],
        )  # fmt: skip
        return {"household": household, "head": head}

    def get(self, page: str, role: str = "auditor", **query: Any) -> httpx.Response:
        """A page of the desk, as somebody of the funding authority."""
        agency = "autorita" if role == "auditor" else self.agency
        return httpx.get(self.settings.service_url("desk") + page, params=query, headers=self.token(role, agency), timeout=60)

    def press(self, page: str, role: str = "coordinator", **query: Any) -> httpx.Response:
        """A button of the desk."""
        return httpx.post(self.settings.service_url("desk") + page, params=query, headers=self.token(role), timeout=90)

    def sealed(self, *at: tuple[str, int]) -> datetime:
        """The moment of the first round that holds these events, once the pages have them too."""

        def cut() -> Any:
            answer = self.get("/logs.json")
            found = answer.json()["cut"] if answer.status_code == 200 else None
            return found if found and all(found["positions"].get(service, 0) >= position for service, position in at) else None

        moment = datetime.fromisoformat(eventually(cut)["at"])
        eventually(
            lambda: self.get("/replay.json", as_of=str(TODAY), known_at=moment.isoformat(), project="none").status_code == 200
        )
        return moment

"""Where the story is played: a running system, a calendar of its own, and people who speak to the services as themselves."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import httpx

from infra.auth import issue_token
from infra.settings import Settings
from services.exchange.simulated.plot import COMMANDS

PATIENCE = 180.0
BUSY = 503
NOT_HEARD_YET = frozenset({"unknown-household", "unknown-programme", "not-a-member", "signatory-must-be-adult"})
"""What a service answers before its neighbour's facts have reached it."""
SAYS_ITS_OWN_DAY = frozenset({"RecordService", "EndEnrolment"})
OFFICE = timedelta(hours=7)
A_WHILE = timedelta(minutes=5)

T = TypeVar("T")


class Refused(AssertionError):
    """Raised when somebody is refused who should have been heard, or the other way round."""


@dataclass
class Stage:
    """One running system, and the day of the story."""

    system: Settings
    first: date
    today: int = 0
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))
    steps: int = 0
    _asked: int = 0

    def day(self, number: int) -> date:
        """A day of the story."""
        return self.first + timedelta(days=number)

    def on_day(self, number: int) -> None:
        """The story goes on."""
        assert number >= self.today, "a story does not go back"
        self.today, self._asked = number, 0

    def moment(self) -> datetime:
        """The next moment of the day."""
        self._asked += 1
        return datetime.combine(self.day(self.today), datetime.min.time(), UTC) + OFFICE + self._asked * A_WHILE


@dataclass(frozen=True)
class Person:
    """Somebody who acts. `lucia.open_case(…)` gives the command `OpenCase`, and back come the ids and its first `fact`."""

    stage: Stage
    name: str
    agency: str
    role: str
    subject: str = ""

    def __getattr__(self, deed: str) -> Callable[..., dict[str, str]]:
        command = "".join(part.capitalize() for part in deed.split("_"))
        if command not in COMMANDS and command not in EVERYWHERE:
            raise AttributeError(deed)
        return lambda **fields: self._must(command, fields)

    def is_refused(self, problem: str, deed: str, **fields: Any) -> None:
        """They try, and the rule answers by its name."""
        command = "".join(part.capitalize() for part in deed.split("_"))
        answer = self._until_heard(command, fields, but=problem)
        if _problem(answer) != problem:
            raise Refused(f"{self.name} ({self.role}) is not refused with {problem}: {command} {answer}")

    def reads(self, path: str, **asked: Any) -> dict[str, Any]:
        """A page of the desk, as JSON."""
        answer = self.opens(path, **asked)
        if answer.status_code != 200:
            raise Refused(f"{self.name} ({self.role}) does not read {path}: {answer.status_code} {answer.text[:300]}")
        return dict(answer.json())

    def opens(self, path: str, accept: str = "application/json", **asked: Any) -> httpx.Response:
        """What the desk answers, once its views are prepared."""
        url = f"{self.stage.system.service_url('desk')}{path}"
        headers = {"Authorization": f"Bearer {self._token}", "Accept": accept}
        return eventually(
            lambda: self.stage.http.get(url, params=asked, headers=headers), lambda answer: answer.status_code != BUSY
        )

    def _must(self, command: str, fields: dict[str, Any]) -> dict[str, str]:
        answer = self._until_heard(command, fields)
        if answer["status"] != 201:
            raise Refused(f"{self.name} ({self.role} of {self.agency}) is refused: {command} {fields} {answer}")
        return {"fact": answer["events"][0]["id"], **answer["ids"]} if answer["events"] else dict(answer["ids"])

    def _until_heard(self, command: str, fields: dict[str, Any], but: str = "") -> dict[str, Any]:
        give_up = time.monotonic() + PATIENCE
        if command not in SAYS_ITS_OWN_DAY:
            fields = {"occurred_at": self.stage.moment(), **fields}
        while True:
            answer = self._ask(command, fields)
            early = answer["status"] == BUSY or _problem(answer) in NOT_HEARD_YET - {but}
            if not early or time.monotonic() > give_up:
                return answer
            time.sleep(0.2)

    def _ask(self, command: str, fields: dict[str, Any]) -> dict[str, Any]:
        service = fields.pop("of", "") or COMMANDS[command][0]
        self.stage.steps += 1
        line = {"command": command, "key": f"two-families:{self.stage.steps}", "body": fields}
        answer = self.stage.http.post(
            f"{self.stage.system.service_url(service)}/commands",
            content=json.dumps(line, default=_plain).encode(),
            headers={"Authorization": f"Bearer {self._token}"},
        )
        if answer.status_code != 200:
            raise Refused(f"{service} answers {answer.status_code}: {answer.text}")
        return dict(json.loads(answer.text))

    @property
    def _token(self) -> str:
        subject = self.subject or f"{self.agency}/{self.name.lower().replace(' ', '.')}"
        return issue_token(self.stage.system, agency=self.agency, roles=[self.role], subject=subject, name=self.name)


EVERYWHERE = frozenset({"VoidFact", "CorrectFact", "ApproveAmendment", "RefuseAmendment"})
"""What every service takes; `of` says which."""


def eventually(look: Callable[[], T], good: Callable[[T], bool], patience: float = PATIENCE) -> T:
    """What is seen once it is as it should be, or when patience is at its end: news take their time."""
    give_up = time.monotonic() + patience
    while not good(seen := look()) and time.monotonic() < give_up:
        time.sleep(0.3)
    return seen


def _problem(answer: dict[str, Any]) -> str:
    return str(answer.get("type", "")).rpartition("/")[2]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

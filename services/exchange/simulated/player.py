"""Plays a story through the services' own HTTP, day by day; what a service has not heard of yet is asked again.

Steps of one queue keep their order across services. A story that was told before adds nothing: every step has its key.
"""

import itertools
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import httpx
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.auth import issue_token
from infra.settings import Settings
from services.exchange.simulated.clock import StoryClock
from services.exchange.simulated.plot import Actor, Step

PATIENCE = 90.0
WORKERS = 8
PAUSES = (0.05, 0.1, 0.2, 0.4)
NOT_YET = frozenset({
    "unknown-household", "unknown-programme", "unknown-volunteer", "not-taken-in-charge", "not-a-member", "signatory-must-be-adult",
})  # fmt: skip
"""What housing and register answer before intake's facts have reached them."""


class StepRefused(Exception):
    """Raised when a step is refused that should have been accepted, or the other way round."""


class Stopped(Exception):
    """Raised when the system under the story is stopped, or does not answer."""


class Player:
    """Speaks to the services of one running system as the actors of the story."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.Client(timeout=60)
        self._tokens: dict[Actor, str] = {}
        self.refused: list[Step] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def is_told(self, steps: Iterable[Step]) -> bool:
        """Whether the last step of every queue has its receipt."""
        last = {step.queue: step for step in steps if not step.refused}
        return all(self._receipt(step.service, step.key, step.actor) for step in last.values())

    def play(self, steps: Sequence[Step], clock: StoryClock) -> None:
        """Play all steps day by day, with a progress bar; nothing is done where the story was told before."""
        if self.is_told(steps):
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar, ThreadPoolExecutor(WORKERS) as workers:
            task = bar.add_task("a year of WE-ITA", total=len(steps))
            for day, told in itertools.groupby(steps, lambda step: step.on):
                bar.update(task, description=f"{day:%Y-%m}")
                clock.set(day)
                queues: dict[str, list[Step]] = {}
                for step in told:
                    queues.setdefault(step.queue, []).append(step)

                def work(queue: Sequence[Step]) -> None:
                    for run in runs(queue):
                        self.perform(run)
                        bar.advance(task, len(run))

                list(workers.map(work, queues.values()))

    def play_slowly(self, steps: Sequence[Step], pause: float) -> None:
        """One step after the other, so that somebody can watch; steps told before cost no time."""
        for step in [] if self.is_told(steps) else steps:
            began = time.monotonic()
            fresh = self.perform([step])
            if fresh:
                time.sleep(max(0.0, pause - (time.monotonic() - began)))

    def perform(self, run: Sequence[Step]) -> bool:
        """Carry out steps of one actor at one service in order; tells whether any of them was new."""
        rest, fresh, give_up, pauses = list(run), False, time.monotonic() + PATIENCE, itertools.chain(PAUSES, itertools.repeat(1.0))
        while rest:
            for step, answer in zip(list(rest), self._post(rest), strict=True):
                if not self._done(step, answer):
                    break
                fresh = fresh or answer["status"] == 201
                rest.remove(step)
            if rest:
                self._wait(give_up, next(pauses), rest[0])
        return fresh

    def _done(self, step: Step, answer: dict[str, Any]) -> bool:
        """Whether the step stands; False where it must be asked again."""
        problem = str(answer.get("type", "")).rpartition("/")[2]
        if problem and problem == step.refused:
            self.refused.append(step)
            return True
        if answer["status"] == 503 or (problem in NOT_YET and step.service != "intake"):
            return False
        if answer["status"] not in (200, 201) or step.refused:
            raise StepRefused(f"{step.command} ({step.key}) by {step.actor.subject}: {answer} to {dict(step.body)}")
        return True

    def _post(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The answers of the service; as if it were busy where it cannot be reached."""
        first = steps[0]
        lines = [{"command": step.command, "key": step.key, "body": step.body, "after": step.queue} for step in steps]
        try:
            response = self._http.post(
                f"{self._settings.service_url(first.service)}/commands",
                content=b"\n".join(map(orjson.dumps, lines)),
                headers={"Authorization": f"Bearer {self._token(first.actor)}"},
            )
        except httpx.TransportError:
            return [{"status": 503} for _ in steps]
        if response.status_code != 200:
            raise StepRefused(f"{first.service} answers {response.status_code}: {response.text}")
        return [orjson.loads(line) for line in response.content.splitlines()]

    def _receipt(self, service: str, key: str, actor: Actor) -> dict[str, Any] | None:
        headers = {"Authorization": f"Bearer {self._token(actor)}"}
        try:
            response = self._http.get(f"{self._settings.service_url(service)}/receipts/{key}", headers=headers)
        except httpx.TransportError as error:
            raise Stopped(f"{service} does not answer") from error
        return dict(orjson.loads(response.content)) if response.status_code == 200 else None

    def _wait(self, give_up: float, pause: float, step: Step) -> None:
        if time.monotonic() > give_up:
            raise StepRefused(f"{step.service} has not heard of it after {PATIENCE:.0f} s: {step.command} ({step.key})")
        if not Settings(data=self._settings.data).run:
            raise Stopped("the system was stopped")
        time.sleep(pause)

    def _token(self, actor: Actor) -> str:
        if actor not in self._tokens:
            self._tokens[actor] = issue_token(
                self._settings, agency=actor.agency, roles=[actor.role], subject=actor.subject, name=actor.name
            )
        return self._tokens[actor]


def runs(steps: Sequence[Step]) -> Iterable[list[Step]]:
    """Neighbouring steps of one actor at one service travel in one request; a refused one travels alone."""
    for _, run in itertools.groupby(steps, lambda step: (step.service, step.actor, step.key if step.refused else None)):
        yield list(run)

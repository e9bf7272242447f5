"""Plays a story through the services' own HTTP, day by day; what a service has not heard of yet is asked again.

Steps of one queue keep their order across services; queues go side by side. Neighbouring steps of one actor at one service
travel in one request, whichever queues they are of. A story that was told before adds nothing: every step has its key.
"""

import itertools
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import httpx
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from infra.auth import issue_token
from infra.settings import Settings
from services.exchange.simulated.clock import StoryClock
from services.exchange.simulated.documents import cited, content_of, file_name, with_addresses
from services.exchange.simulated.families import PROJECT
from services.exchange.simulated.plot import Actor, Step
from services.exchange.simulated.spool import Spool

PATIENCE = 90.0
WORKERS = 8
LARGEST = 500
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
TOKEN_LIFE = 3600.0
SAY_EVERY = 15.0
NOT_YET = frozenset({
    "unknown-household", "unknown-programme", "unknown-volunteer", "not-taken-in-charge", "not-a-member", "signatory-must-be-adult",
    "not-a-resident", "unknown-project", "unknown-agency", "nothing-witnessed",
})  # fmt: skip
"""What is answered before intake's facts have reached a neighbour, or the witnesses the log."""

Queues = Iterable[deque[Step]]
Run = list[Step]


class StepRefused(Exception):
    """Raised when a step is refused that should have been accepted, or the other way round."""


class Stopped(Exception):
    """Raised when the system under the story is stopped, or does not answer."""


class NotHeardYet(Exception):
    """Raised when a document is not taken, because oversight has not heard yet of the project it is about."""


class Player:
    """Speaks to the services of one running system as the actors of the story."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._http = httpx.Client(timeout=120)
        self._tokens: dict[Actor, tuple[float, str]] = {}
        self._documents: dict[tuple[str, str], str] = {}
        self.refused: list[Step] = []
        self.facts = 0
        self._said = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def is_told(self, steps: Iterable[Step]) -> bool:
        """Whether the last step of every queue has its receipt."""
        last = {step.queue: step for step in steps if not step.refused}
        return all(self._receipt(step.service, step.key, step.actor) for step in last.values())

    def play(self, spool: Spool, clock: StoryClock) -> None:
        """Play all steps day by day, with a progress bar; nothing is done where the story was told before."""
        if self.is_told(spool.last.values()):
            return
        began, columns = (
            time.monotonic(),
            (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar, ThreadPoolExecutor(WORKERS) as workers:
            task = bar.add_task("a year of WE-ITA", total=spool.count)
            for day, portions in spool.days():
                bar.update(task, description=f"{day:%Y-%m}")
                clock.set(day)
                for portion in portions:
                    for done in self._side_by_side(portion, workers):
                        bar.advance(task, done)
                        self._say_sometimes(bar.tasks[0].completed, spool.count, began)
        self._say(spool.count, time.monotonic() - began)

    def play_slowly(self, steps: Sequence[Step], pause: float) -> None:
        """One step after the other, so that somebody can watch; steps told before cost no time."""
        for step in [] if self.is_told(steps) else steps:
            began = time.monotonic()
            fresh = self.perform([step])
            if fresh:
                time.sleep(max(0.0, pause - (time.monotonic() - began)))

    def perform(self, run: Sequence[Step]) -> bool:
        """Carry out steps of one actor at one service in order; tells whether any of them was new."""
        before = self.facts
        with ThreadPoolExecutor(1) as worker:
            for _ in self._side_by_side(run, worker):
                pass
        return self.facts > before

    def _side_by_side(self, steps: Iterable[Step], workers: ThreadPoolExecutor) -> Iterator[int]:
        """Carry out the steps of a day in waves, each queue in its order; gives how many each wave has done."""
        queues: dict[str, deque[Step]] = {}
        for step in steps:
            queues.setdefault(step.queue, deque()).append(step)
        give_up, pauses = time.monotonic() + PATIENCE, itertools.chain(PAUSES, itertools.repeat(1.0))
        while waiting := [queue for queue in queues.values() if queue]:
            done = sum(workers.map(self._send, requests(waiting)))
            if done:
                give_up, pauses = time.monotonic() + PATIENCE, itertools.chain(PAUSES, itertools.repeat(1.0))
                yield done
            else:
                self._wait(give_up, next(pauses), waiting[0][0])

    def _send(self, queues: Sequence[tuple[deque[Step], Run]]) -> int:
        """One request with the next steps of some queues; how many of them stand, and are off their queue."""
        answers, done = iter(self._post([step for _, run in queues for step in run])), 0
        for queue, run in queues:
            told = [(step, next(answers)) for step in run]
            for step, answer in told:
                if not self._done(step, answer):
                    break
                queue.popleft()
                done += 1
        return done

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
        self.facts += len(answer["events"]) if answer["status"] == 201 else 0
        return True

    def _post(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The answers of the service; as if it were busy where it cannot be reached."""
        first = steps[0]
        try:
            bodies = [with_addresses(step.body, {kind: self._address(step.actor, kind) for kind in cited(step)}) for step in steps]
            lines = [
                {"command": step.command, "key": step.key, "body": body, "after": step.queue}
                for step, body in zip(steps, bodies, strict=True)
            ]
            response = self._http.post(
                f"{self._settings.service_url(first.service)}/commands",
                content=b"\n".join(map(orjson.dumps, lines)),
                headers={"Authorization": f"Bearer {self._token(first.actor)}"},
            )
        except (httpx.TransportError, NotHeardYet):
            return [{"status": 503} for _ in steps]
        if response.status_code != 200:
            raise StepRefused(f"{first.service} answers {response.status_code}: {response.text}")
        return [orjson.loads(line) for line in response.content.splitlines()]

    def _address(self, actor: Actor, kind: str) -> str:
        """Where an agency's document of a kind is, filed now if it was not before. Raises `NotHeardYet`."""
        if (found := self._documents.get((actor.agency, kind))) is None:
            answer = self._http.post(
                f"{self._settings.service_url('oversight')}/evidence",
                params={"kind": kind, "project": PROJECT},
                content=content_of(actor.agency, kind),
                headers={
                    "Authorization": f"Bearer {self._token(actor)}", "Idempotency-Key": f"demo:document:{kind}",
                    "Content-Disposition": f'attachment; filename="{file_name(kind)}"',
                },
            )  # fmt: skip
            if answer.status_code not in (200, 201):
                raise NotHeardYet(answer.text)
            found = self._documents[actor.agency, kind] = str(answer.json()["ids"]["sha256"])
        return found

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
        until, token = self._tokens.get(actor, (0.0, ""))
        if until < time.monotonic():
            token = issue_token(self._settings, agency=actor.agency, roles=[actor.role], subject=actor.subject, name=actor.name)
            self._tokens[actor] = (time.monotonic() + TOKEN_LIFE, token)
        return token

    def _say_sometimes(self, told: float, total: int, began: float) -> None:
        """A line now and then where nobody sees a bar."""
        passed = time.monotonic() - began
        if not sys.stderr.isatty() and passed > self._said + SAY_EVERY:
            self._said = passed
            left = passed / told * (total - told)
            sys.stderr.write(
                f"{told:.0f} of {total} commands, {self.facts / passed:.0f} facts a second, about {left:.0f} s to go\n"
            )

    def _say(self, commands: int, seconds: float) -> None:
        refused = ", ".join(f"{step.command}: {step.refused}" for step in self.refused[:3])
        sys.stderr.write(
            f"{commands} commands, {self.facts} facts in {seconds:.0f} s, {self.facts / max(seconds, 0.1):.0f} facts a second; "
            f"{len(self.refused)} refused as the story has it ({refused})\n"
        )


def requests(queues: Queues) -> list[list[tuple[deque[Step], Run]]]:
    """The next run of each queue, those of one actor at one service together, as many as a request may hold."""
    asked: dict[tuple[str, Actor], list[list[tuple[deque[Step], Run]]]] = {}
    for queue in queues:
        run = next_run(queue)
        parcels = asked.setdefault((run[0].service, run[0].actor), [[]])
        if sum(len(one) for _, one in parcels[-1]) + len(run) > LARGEST and parcels[-1]:
            parcels.append([])
        parcels[-1].append((queue, run))
    return [parcel for parcels in asked.values() for parcel in parcels]


def next_run(queue: Iterable[Step]) -> Run:
    """The steps at the head of a queue that one actor asks of one service; a refused one travels alone."""
    _, run = next(itertools.groupby(queue, lambda step: (step.service, step.actor, step.key if step.refused else None)))
    return list(run)

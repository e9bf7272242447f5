"""Sends commands to the running services in batches, a few at a time, and sees each of them answered.

What meets a busy or absent record is sent again with its key, and so is all that comes after it in its chain; what
speaks of something its service has not heard of yet waits a bounded time.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx
import orjson

from services.exchange.asks import Answer, Ask

BATCH = 1000
LARGEST_REQUEST = 4 * 1024 * 1024
SENDERS = 2
REQUEST_PATIENCE = 120.0
PATIENCE = 60.0
PAUSE = 0.25
NOT_YET = frozenset({"unknown-household", "unknown-programme"})

Heard = Callable[[Ask, Answer], None]


class NotAnswering(Exception):
    """Raised when a service gives no usable answer for a minute."""


class Services:
    """The services of a running system, by their addresses."""

    def __init__(self, urls: Mapping[str, str], token: str) -> None:
        self._urls = urls
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {token}"}, timeout=httpx.Timeout(REQUEST_PATIENCE, connect=5.0)
        )
        self._telling = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def carry_out(self, asks: Sequence[Ask], heard: Heard) -> None:
        """Have all commands answered; `heard` is told each answer once, one at a time, in no particular order.

        Raises `NotAnswering`.
        """

        def tell(ask: Ask, answer: Answer) -> None:
            with self._telling:
                heard(ask, answer)

        by_service: dict[str, list[Ask]] = defaultdict(list)
        for ask in asks:
            by_service[ask.service].append(ask)
        shares = [(service, share) for service, mine in by_service.items() for share in shared_out(mine, SENDERS)]
        with ThreadPoolExecutor(max(len(shares), 1)) as senders:
            list(senders.map(lambda share: self._carry_out(share[0], share[1], tell), shares))

    def _carry_out(self, service: str, asks: Sequence[Ask], heard: Heard) -> None:
        """Send what waits until nothing does; the clock of our patience starts anew whenever an answer is a last one."""
        waiting, give_up = list(asks), time.monotonic() + PATIENCE
        while waiting:
            late = time.monotonic() > give_up
            lines = batch_of(waiting)
            batch, rest = waiting[: len(lines)], waiting[len(lines) :]
            answers = self._post(service, b"\n".join(lines))
            again = []
            for ask, answer in not_settled(zip(batch, answers, strict=True), heard, late=late):
                if late:
                    raise NotAnswering(f"{service}: {answer.reason}")
                again.append(ask)
            if len(again) < len(batch):
                give_up = time.monotonic() + PATIENCE
            if again:
                time.sleep(PAUSE)
            waiting = again + rest

    def _post(self, service: str, body: bytes) -> list[Answer]:
        """One request, sent again while nobody answers. Raises `NotAnswering`."""
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                response = self._http.post(f"{self._urls[service]}/commands", content=body)
            except httpx.TransportError as error:
                if time.monotonic() > give_up:
                    raise NotAnswering(f"{service}: {type(error).__name__}") from error
            else:
                if response.status_code == httpx.codes.OK:
                    return [Answer(found["status"], found) for found in map(orjson.loads, response.content.splitlines())]
                if response.status_code < 500 or time.monotonic() > give_up:
                    raise NotAnswering(f"{service} answers {response.status_code}: {response.text[:300]}")
            time.sleep(PAUSE)


def batch_of(waiting: Sequence[Ask]) -> list[bytes]:
    """The lines of the next request: at least one, no more than a service takes at once."""
    lines: list[bytes] = []
    size = 0
    for ask in waiting[:BATCH]:
        line = line_of(ask)
        size += len(line) + 1
        if lines and size > LARGEST_REQUEST:
            break
        lines.append(line)
    return lines


def line_of(ask: Ask) -> bytes:
    """A command as a line of a batch."""
    return orjson.dumps({"command": ask.command, "key": ask.key, "after": ask.after, "body": ask.body})


def not_settled(answered: Iterable[tuple[Ask, Answer]], heard: Heard, *, late: bool) -> Iterator[tuple[Ask, Answer]]:
    """Those to be sent again: what may still succeed, and all that follows in its chain. The others are told to `heard`."""
    held: set[str] = set()
    for ask, answer in answered:
        not_yet = ask.hearing and answer.status == 404 and answer.kind in NOT_YET and not late
        if ask.after in held or answer.status == 503 or not_yet:
            held.add(ask.after)
            yield ask, answer
        else:
            heard(ask, answer)


def shared_out(asks: Sequence[Ask], ways: int) -> list[list[Ask]]:
    """Whole chains to each sender, about as many commands to each; long chains spread over all its batches.

    A chain is as slow as its commands one after the other: were it left to the end, everything would wait for it.
    """
    chains: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        chains[ask.after].append(ask)
    shares: list[list[tuple[float, Ask]]] = [[] for _ in range(ways)]
    for chain in sorted(chains.values(), key=len, reverse=True):
        share = min(shares, key=len)
        share.extend(((n + 0.5) / len(chain), ask) for n, ask in enumerate(chain))
    return [[ask for _, ask in sorted(share, key=lambda item: item[0])] for share in shares if share]

"""Callers that come at the same time share one call: the first leads it, each gets its own answer."""

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


@dataclass
class Ticket(Generic[Ask, Answer]):
    """One caller's ask, and in the end its answer or the error it meets."""

    ask: Ask
    answer: Answer | None = None
    error: BaseException | None = None
    leads: bool = False
    wake: threading.Event = field(default_factory=threading.Event)

    @property
    def settled(self) -> bool:
        """Whether the caller can be answered."""
        return self.answer is not None or self.error is not None


class Batcher(ABC, Generic[Ask, Answer]):
    """The first caller to find no leader leads one call: it takes what waits, then hands the lead to the next."""

    def __init__(self) -> None:
        self._waiting: deque[Ticket[Ask, Answer]] = deque()
        self._guard = threading.Lock()
        self._led = False

    @abstractmethod
    def take(self, waiting: deque[Ticket[Ask, Answer]]) -> tuple[list[Ticket[Ask, Answer]], list[Ticket[Ask, Answer]]]:
        """Split what waits into the group of the next call and those that stay; the group is never empty."""

    @abstractmethod
    def call(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        """Answer a group, in order."""

    def alone(self, error: Exception) -> bool:
        """Whether, after this error, each of the group is to be tried alone."""
        del error
        return False

    def submit(self, ask: Ask) -> Answer:
        """Wait for the answer to one ask. Raises what its call raised."""
        ticket: Ticket[Ask, Answer] = Ticket(ask)
        with self._guard:
            self._waiting.append(ticket)
            if not self._led:
                self._led = ticket.leads = True
        while not ticket.settled:
            if not ticket.leads:
                ticket.wake.wait()
                ticket.wake.clear()
                continue
            with self._guard:
                waiting, self._waiting = self._waiting, deque()
            group, later = self.take(waiting)
            with self._guard:
                self._waiting.extendleft(reversed(later))
            self._settle(group)
            self._hand_over(ticket)
        if ticket.error:
            raise ticket.error
        assert ticket.answer is not None
        return ticket.answer

    def _hand_over(self, leader: Ticket[Ask, Answer]) -> None:
        with self._guard:
            leader.leads = False
            self._led = bool(self._waiting)
            if self._waiting:
                self._waiting[0].leads = True
                self._waiting[0].wake.set()

    def _settle(self, group: Sequence[Ticket[Ask, Answer]]) -> None:
        try:
            answers = self.call([ticket.ask for ticket in group])
        except BaseException as error:  # noqa: BLE001 - every waiting caller must get its answer, whatever ends the leader
            if len(group) > 1 and isinstance(error, Exception) and self.alone(error):
                for ticket in group:
                    self._settle([ticket])
                return
            for ticket in group:
                ticket.error = error
                ticket.wake.set()
            return
        for ticket, answer in zip(group, answers, strict=True):
            ticket.answer = answer
            ticket.wake.set()

"""A sequencer that kills itself before its n-th step towards disk or database; run in a process of its own."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import infra.seal
import infra.sealed
from infra.settings import Settings


class Steps:
    """Counts what leads to the disk or to the database."""

    def __init__(self, left: int) -> None:
        self.left = left

    def before(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*args, **more)

        return counted


def seal_until_killed(data: Path, database_url: str, kill_at: int) -> None:
    """Seal, and die."""
    steps, sealed = Steps(kill_at), infra.sealed.Sealed
    os.fsync, Path.replace, Path.write_bytes = steps.before(os.fsync), steps.before(Path.replace), steps.before(Path.write_bytes)
    sealed.add, sealed.add_round = steps.before(sealed.add), steps.before(sealed.add_round)
    infra.seal.PAUSE = 0.01
    infra.seal.run(Settings(data=data, database_url=database_url), threading.Event())

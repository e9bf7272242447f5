"""Commands of oversight about: sampling."""

from collections.abc import Callable

from infra.checkpoints import Noted
from infra.ledger import Ledger, Reading
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import control, sampling

Witnessed = Callable[[str], Noted | None]
"""Gives the last witnessed checkpoint of a project's log."""


def no_checkpoint(_: str) -> None:
    """What is said where there is no log."""


class Samples:
    """Gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger, witnessed: Witnessed) -> None:
        self.ledger, self.witnessed = ledger, witnessed

    def publish_sampling_rules(self, ask: asks.PublishSamplingRules, by: Caller) -> Receipt:
        """Publish weights."""

        def decide(read: Reading) -> Decision:
            reading.of_project(read, ask.project)
            return sampling.publish(reading.sampling_rules_of(read, ask.project), ask)

        return self.ledger.record(ask, by, decide)

    def draw_sample(self, ask: asks.DrawSample, by: Caller) -> Receipt:
        """Draw a sample."""
        name = by.new_id("sample")

        def decide(read: Reading) -> Decision:
            found, acting = reading.control_of(read, ask.control), reading.acting(ask, by)
            project = read.project = control.under_way(found, acting).project
            rules = reading.sampling_rules_of(read, project)
            return sampling.draw(found, name, ask, acting, rules=rules, seed=self._seed(project))

        return self.ledger.record(ask, by, decide)

    def _seed(self, project: str) -> sampling.Seed | None:
        noted = self.witnessed(project)
        return sampling.Seed(noted.head.text, noted.log, noted.size, noted.root) if noted else None

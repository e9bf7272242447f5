"""The application of oversight: one method per command, in the file of its topic."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.amending import Amendments
from infra.evidence import EvidenceStore
from infra.ledger import Ledger
from services.kernel.command import Caller, Command, Receipt
from services.oversight import commands as asks
from services.oversight.application.claim import Claims
from services.oversight.application.control import Controls
from services.oversight.application.disclosure import Disclosures
from services.oversight.application.erasure import Erasures
from services.oversight.application.evidence import Documents
from services.oversight.application.hold import Holds
from services.oversight.application.irregularity import Irregularities
from services.oversight.application.known import Knowledge
from services.oversight.application.report import Reports
from services.oversight.application.restriction import Restrictions
from services.oversight.application.sampling import Samples, Witnessed, no_checkpoint
from services.oversight.application.target import Targets
from services.oversight.domain.amending import POLICY


class Oversight:
    """The application of the oversight service."""

    def __init__(
        self, ledger: Ledger, store: EvidenceStore | None = None, roots: Path | None = None,
        witnessed: Witnessed = no_checkpoint,
    ) -> None:  # fmt: skip
        self.ledger = ledger
        self.documents = Documents(ledger, store, roots)
        self.known = Knowledge(ledger)
        self.controls = Controls(ledger)
        self.samples = Samples(ledger, witnessed)
        self.irregularities = Irregularities(ledger)
        self.targets = Targets(ledger)
        self.claims = Claims(ledger)
        self.reports = Reports(ledger)
        self.holds = Holds(ledger)
        self.erasures = Erasures(ledger)
        self.restrictions = Restrictions(ledger)
        self.disclosures = Disclosures(ledger)
        self.amendments = Amendments(ledger, POLICY, tuple(self.reacting))

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """All that reactions ask, and what carries it out."""
        return {**self.reacting, **self.amendments.internal}

    @property
    def reacting(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {
            asks.NoteProject: self.known.note_project,
            asks.NoteAgency: self.known.note_agency,
            asks.NoteRetention: self.holds.note_retention,
            asks.NoteParticipation: self.holds.note_participation,
            asks.NoteSameHuman: self.holds.note_same_human,
            asks.ClearSameHuman: self.holds.clear_same_human,
        }

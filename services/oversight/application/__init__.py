"""The application of oversight: one method per command, in the file of its topic."""

from collections.abc import Callable, Sequence
from typing import Any

from asn1crypto import x509

from infra.amending import Amendments
from infra.evidence import EvidenceStore
from infra.ledger import Ledger
from services.kernel.command import Caller, Command, Receipt
from services.oversight import commands as asks
from services.oversight.application.claim import Claims
from services.oversight.application.control import Controls
from services.oversight.application.evidence import Documents
from services.oversight.application.known import Knowledge
from services.oversight.application.target import Targets
from services.oversight.domain.amending import POLICY


class Oversight:
    """The application of the oversight service."""

    def __init__(self, ledger: Ledger, store: EvidenceStore | None = None, roots: Sequence[x509.Certificate] = ()) -> None:
        self.ledger = ledger
        self.documents = Documents(ledger, store, roots)
        self.known = Knowledge(ledger)
        self.controls = Controls(ledger)
        self.targets = Targets(ledger)
        self.claims = Claims(ledger)
        self.amendments = Amendments(ledger, POLICY, tuple(self.reacting))

    @property
    def internal(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """All that reactions ask, and what carries it out."""
        return {**self.reacting, **self.amendments.internal}

    @property
    def reacting(self) -> dict[type[Command], Callable[[Any, Caller], Receipt]]:
        """The commands that reactions give, and what carries them out."""
        return {asks.NoteProject: self.known.note_project, asks.NoteAgency: self.known.note_agency}

"""Commands of oversight about: evidence."""

import hashlib
from dataclasses import replace
from pathlib import Path

from infra.evidence import DocumentAltered, DocumentForgotten, EvidenceStore, Stored, owner_of
from infra.ledger import Ledger, Reading
from infra.signatures import signatures_of
from services.kernel.command import Caller, Receipt
from services.oversight import commands as asks
from services.oversight.application import reading
from services.oversight.application.reading import Decision
from services.oversight.domain import evidence
from services.oversight.events import Signature


class Documents:
    """Stores what is sent, gathers what each decision asks about, and records what it says."""

    def __init__(self, ledger: Ledger, store: EvidenceStore | None, roots: Path | None) -> None:
        self.ledger = ledger
        self.kept, self.roots = store, roots

    @property
    def store(self) -> EvidenceStore:
        """Where documents are. Only who reacts, and files none, has no store."""
        assert self.kept is not None
        return self.kept

    def receive(self, said: asks.SendDocument, content: bytes, by: Caller) -> Receipt:
        """Store a document first, then file it: a fact without its bytes cannot be; bytes without a fact are collected."""
        evidence.taken(content, said.file_name)
        with self.store.filing():
            sha256 = self.store.keep(content, by.agency, person=said.person, project=said.project)
            ask = asks.FileEvidence(sha256=sha256, **said.model_dump(include={"kind", "file_name", "sent_at"}))
            receipt = self.file_evidence(ask, by)
            return replace(receipt, ids={**receipt.ids, "sha256": sha256})

    def file_evidence(self, ask: asks.FileEvidence, by: Caller) -> Receipt:
        """File a document that is stored."""
        stored = self.store.find(ask.sha256)
        if stored is None or stored.agency != by.agency:
            raise evidence.UnknownDocument("sha256")
        found = self._read(stored, ask.file_name)

        def decide(read: Reading) -> Decision:
            if stored.project:
                reading.of_project(read, stored.project)
            state = read.state(f"evidence/{ask.sha256}", evidence.evolve, evidence.Document())
            return evidence.file(state, ask, by.now, found)

        receipt = self.ledger.record(ask, by, decide)
        self.store.note_filed(ask.sha256)
        return receipt

    def _read(self, stored: Stored, name: str) -> evidence.Findings:
        """What stands in the document itself, whatever was said of it."""
        try:
            content = self.store.opened(stored)
        except (DocumentAltered, DocumentForgotten) as error:
            raise evidence.UnknownDocument("sha256") from error
        kind = evidence.taken(content, name)
        signed = signatures_of(content, kind, self.roots)
        return evidence.Findings(
            owner=owner_of(stored.person, stored.project), person=stored.person, project=stored.project, size=len(content),
            clear_sha256=hashlib.sha256(content).hexdigest(), media_type=kind, signed_by=[one.signer for one in signed],
            signatures=[
                Signature(
                    form=one.form, intact=one.intact, trusted=one.trusted, issuer=one.issuer, serial=one.serial,
                    signed_at=one.signed_at,
                )
                for one in signed
            ],
        )  # fmt: skip

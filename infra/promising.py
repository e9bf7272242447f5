"""Signed promises: what a writer holds from the first moment, so that an event left out of the logs can be proved to be missing.

A promise is a signed note (C2SP signed-note, Ed25519). Its text names service and time, and for each event its id, log and position
and the SHA-256 of its leaf without index and log: everything that is sealed of it but the place that it gets then.
"""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import orjson

from infra.codec import StoredFact
from infra.settings import Settings
from infra.transparency import leaf
from infra.transparency.leaf import Leaf
from infra.transparency.note import ED25519, Signer, Verifier, sign

HEAD = "weita-promise/v1"


class Promises:
    """Signs what a service has just recorded."""

    def __init__(self, service: str, signer: Signer, within: timedelta) -> None:
        self._service, self._signer, self._within = service, signer, within

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return self._signer.verifier

    def of(self, facts: Sequence[StoredFact], first: int, recorded_at: datetime) -> str:
        """The promise for the events of one command; the same for the same events, whenever it is given."""
        by = (recorded_at + self._within).astimezone(UTC)
        lines = [self._line(fact, first + n, recorded_at) for n, fact in enumerate(facts)]
        said = (HEAD, f"service {self._service}", f"sealed by {by:%Y-%m-%dT%H:%M:%SZ}", *lines, "")
        return sign("\n".join(said), [self._signer], 0)

    def _line(self, fact: StoredFact, position: int, recorded_at: datetime) -> str:
        sealed = leaf_of(self._service, fact, position, recorded_at)
        digest = base64.b64encode(sha256(leaf.unplaced(leaf.build(sealed))).digest()).decode()
        return f"event {fact.id} {sealed.log} {position} {digest}"


def leaf_of(service: str, fact: StoredFact, position: int, recorded_at: datetime) -> Leaf:
    """What will be sealed of a fact, at index 0."""
    said = orjson.loads(fact.envelope)
    return Leaf(
        index=0, log=said["projectcode"], service=service, position=position, id=fact.id, stream=str(fact.originator_id),
        version=fact.originator_version, type=fact.topic, schema_version=fact.schema_version, agency=said["agency"],
        actor=said["actor"], occurred_at=fact.occurred_at, recorded_at=recorded_at,
        envelope=fact.envelope.encode(), payload=fact.state,
    )  # fmt: skip


def promises_of(settings: Settings, service: str) -> Promises | None:
    """The promises of a service; None in an installation that has no key for them."""
    signer = _signer(settings)
    return Promises(service, signer, timedelta(seconds=settings.sealed_within)) if signer else None


def promise_verifier(settings: Settings) -> Verifier | None:
    """The public key of promises."""
    signer = _signer(settings)
    return signer.verifier if signer else None


def _signer(settings: Settings) -> Signer | None:
    seed = settings.promise_key or settings.secrets.get("promise_key")
    name = settings.log_name or settings.secrets.get("log_name")
    return Signer(f"{name}/promises", ED25519, base64.b64decode(seed)) if seed and name else None

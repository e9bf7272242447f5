"""What a receipt says once its events are sealed: their places in the logs, and proofs that need nothing of ours to be checked."""

import base64
from pathlib import Path
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from infra import checkpoints
from infra.checkpoints import Noted, Place
from infra.transparency import merkle
from infra.transparency.chain import folder_of
from infra.transparency.leaf import parse
from infra.transparency.proof import Proof
from infra.transparency.tiles import Damaged, View
from services.kernel.command import Receipt

PATIENCE = 2.0


class Sealings:
    """Answers from the sequencer's database and the logs' folders."""

    def __init__(self, pool: ConnectionPool, folder: Path) -> None:
        self._pool, self._folder = pool, folder

    def of(self, service: str, receipt: Receipt) -> list[dict[str, Any] | None]:
        """For each event its place, leaf and proof; None before it is sealed, and while the sequencer's database is away."""
        positions = range(receipt.first_position, receipt.first_position + len(receipt.events))
        try:
            with self._pool.connection(timeout=PATIENCE) as connection:
                found = [self._sealed(connection, service, position) for position in positions]
        except (psycopg.OperationalError, PoolTimeout):
            return [None for _ in positions]
        return [place if _is_of(place, event["id"]) else None for place, event in zip(found, receipt.events, strict=True)]

    def _sealed(self, connection: psycopg.Connection[Any], service: str, position: int) -> dict[str, Any] | None:
        place = checkpoints.place_of(connection, service, position)
        if place is None:
            return None
        said: dict[str, Any] = {"log": place.log, "index": place.index, "leaf_hash": place.leaf_hash.hex()}
        best, newest = checkpoints.covering(connection, place.log, place.index), checkpoints.newest(connection, place.log)
        for noted in (best, newest):
            if noted and noted.size > place.index and (proved := self._proved(noted, place)):
                return said | proved
        return said

    def _proved(self, noted: Noted, place: Place) -> dict[str, Any] | None:
        """Leaf and proof; None where this machine does not have the log's files, or not whole."""
        view = View(self._folder / folder_of(place.log), noted.size)
        try:
            leaf = view.entry(place.index)
            hashes = merkle.inclusion(place.index, noted.size, view.hash_of)
        except Damaged:
            return None
        if not merkle.is_included(place.leaf_hash, place.index, noted.size, hashes, noted.root):
            return None
        return {
            "leaf": base64.b64encode(leaf).decode(), "proof": str(Proof(place.index, tuple(hashes), noted.note)),
            "witnessed_by": noted.cosigned_by, "enough_witnesses": noted.witnessed_at is not None,
        }  # fmt: skip


def _is_of(place: dict[str, Any] | None, event: str) -> bool:
    """Whether it is this event that stands there: after a restore a position is given again, and is sealed a moment later."""
    return place is not None and ("leaf" not in place or str(parse(base64.b64decode(place["leaf"])).id) == event)

"""What was known at a moment: a cut of the record that the sequencer has noted, with size and root of each log at that cut.

A cut is a round of checkpoints, so that whoever kept a checkpoint can tell that the answer rests on it. A moment before the
first round of all (of a record older than its log) is cut by the record's own clock, and the answer says so.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from infra import checkpoints
from infra.settings import SERVICES, Settings


class NotSealedYet(Exception):
    """Raised while no round of checkpoints covers what is asked about."""


@dataclass(frozen=True)
class Head:
    """A log at a cut: how many entries, and the root over them."""

    log: str
    size: int
    root: str
    """Base64, as checkpoints have it."""


@dataclass(frozen=True)
class SealedCut:
    """How far each service's record was sealed, and what was signed of the logs by then."""

    positions: Mapping[str, int]
    round: int
    signed_at: datetime
    heads: Sequence[Head]
    by_record_clock: bool = False
    """The cut is older than the log: the positions are those of the record's clock, and the round is the first that covers them."""


def cut_at(settings: Settings, moment: datetime | None) -> SealedCut:
    """What was known at a moment; the newest cut where none is given. Raises `NotSealedYet`."""
    with psycopg.connect(settings.database("seal", "weita_desk"), autocommit=True) as seal:
        if found := checkpoints.cut_at(seal, moment):
            return _sealed(found)
        if moment is None:
            raise NotSealedYet
        return covering(seal, {name: _by_the_record(settings, name, moment) for name in SERVICES})


def covering(seal: psycopg.Connection[Any], positions: Mapping[str, int]) -> SealedCut:
    """The cut at these positions, with the first round that covers them all. Raises `NotSealedYet`."""
    row = seal.execute(
        """select r.signed_at from round r where not exists (
               select 1 from unnest(%s::text[], %s::bigint[]) as w (service, position)
                 left join cut c on c.round = r.number and c.service = w.service
                where w.position > coalesce(c.position, 0))
            order by r.number limit 1""",
        (list(positions), list(positions.values())),
    ).fetchone()
    found = checkpoints.cut_at(seal, row[0]) if row else None
    if found is None:
        raise NotSealedYet
    return SealedCut(positions, found.round, found.at, _sealed(found).heads, by_record_clock=True)


def _sealed(found: checkpoints.Cut) -> SealedCut:
    heads = [Head(log, one.size, base64.b64encode(one.root).decode()) for log, one in sorted(found.checkpoints.items())]
    return SealedCut({name: found.positions.get(name, 0) for name in SERVICES}, found.round, found.at, heads)


def _by_the_record(settings: Settings, service: str, moment: datetime) -> int:
    with psycopg.connect(settings.database(service, "weita_desk"), autocommit=True) as record:
        row = record.execute("select max(position_) from weita_known_at(%s)", (moment,)).fetchone()
    return int(row[0] or 0) if row else 0

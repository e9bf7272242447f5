"""What every page needs, wired once in app.py."""

from dataclasses import dataclass

from fastapi import Request
from psycopg_pool import ConnectionPool

from infra.auth import Tokens
from infra.evidence import EvidenceStore
from infra.settings import Settings
from projections.desk.answer import Answers
from projections.desk.assets import Assets
from projections.desk.questions import Refusals
from projections.desk.stream import Hub
from projections.desk.viewing import Views
from projections.known import Known


@dataclass(frozen=True)
class Desk:
    """The desk of one process."""

    settings: Settings
    pool: ConnectionPool
    seals: ConnectionPool
    """What the logs have signed."""
    tokens: Tokens
    answers: Answers
    refusals: Refusals
    known: Known
    hub: Hub
    assets: Assets
    views: Views
    evidence: EvidenceStore


def desk_of(request: Request) -> Desk:
    """The desk that a request came to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk

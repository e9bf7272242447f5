"""How the logs stand: what is signed, who has cosigned, whether that is enough, what was refused, when it was stamped."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from infra import checkpoints
from infra.checkpoints import Noted
from infra.settings import Settings
from infra.timestamps import newest as newest_stamp
from infra.transparency.chain import folder_of
from infra.transparency.policy import NotAPolicy
from infra.witnessing import policy_of


def standing(connection: psycopg.Connection[Any], settings: Settings) -> list[dict[str, Any]]:
    """One document for each log, for `weita status` and the desk; `connection` reads the database `seal`.

    `under_witnessed` says that too few witnesses have cosigned the newest checkpoint; `witnessed` is the last one that enough had.
    """
    policy = _policy(settings)
    return [_of_log(connection, log, policy, settings.logs / folder_of(log), settings) for log in checkpoints.logs(connection)]


def _of_log(
    connection: psycopg.Connection[Any], log: str, policy: dict[str, Any], folder: Path, settings: Settings
) -> dict[str, Any]:
    noted, last = checkpoints.newest(connection, log), checkpoints.last_witnessed(connection, log)
    assert noted is not None
    refusals = connection.execute(
        "select witness, size, at, said from refusal where log = %s order by at desc limit 10", (log,)
    ).fetchall()
    return {
        "log": log,
        **_said(noted, policy["witnesses"]),
        "policy": policy["said"],
        "witnesses": policy["witnesses"],
        "under_witnessed": noted.witnessed_at is None,
        "witnessed": _said(last, policy["witnesses"]) | {"witnessed_at": last.witnessed_at} if last else None,
        "refusals": [dict(zip(("witness", "size", "at", "said"), row, strict=True)) for row in refusals],
        "timestamp": _stamp(folder, settings),
    }


def _said(noted: Noted, counted: Sequence[str]) -> dict[str, Any]:
    return {
        "origin": noted.head.origin, "size": noted.size, "root": noted.root.hex(), "round": noted.round,
        "signed_at": noted.signed_at, "cosigned_by": [name for name in noted.cosigned_by if name in counted],
    }  # fmt: skip


def _policy(settings: Settings) -> dict[str, Any]:
    try:
        policy = policy_of(settings)
    except NotAPolicy as error:
        return {"said": f"cannot be read: {error}", "witnesses": []}
    counted = {name for group in policy.groups.values() for name in group.members} or {one.name for one in policy.witnesses}
    return {"said": policy.said(), "witnesses": [one.name for one in policy.witnesses if one.name in counted]}


def _stamp(folder: Path, settings: Settings) -> dict[str, Any]:
    """The last time stamp; where no authority is set, that is said."""
    last = newest_stamp(folder)
    return {
        "authority": settings.tsa_url or "none is asked",
        "size": last.size if last else None,
        "at": last.at if last else None,
    }

"""`weita status`: addresses, events in the record, and how far the projections are behind."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.options import DataOption, settings_for

if TYPE_CHECKING:
    from infra.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(status)


def status(
    data: DataOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of lines.")] = False,
) -> None:
    """What runs, where, how many events the record holds and how far the read models are behind."""
    settings = settings_for(data)
    found = gather(settings)
    if as_json:
        print(json.dumps(found, indent=1, sort_keys=True))
        return
    for key, value in flat(found):
        print(f"{key:<40} {value}")


def gather(settings: "Settings") -> dict[str, Any]:
    """The whole answer as nested objects; what cannot be reached stands under `problems`."""
    from infra.settings import NotRunning

    found: dict[str, Any] = {"running": bool(settings.run.get("ready")), "data": str(settings.data)}
    problems: dict[str, str] = {}
    found["services"] = settings.run.get("services", {})
    found["desk"] = settings.run.get("desk", {"url": None})
    found["kafka"] = {"bootstrap": settings.kafka_bootstrap or settings.run.get("kafka", {}).get("bootstrap")}
    try:
        found["postgres"] = {"url": _without_password(settings.admin_url)}
        found["events"] = count_events(settings, problems)
        found["projections"] = projection_lags(settings, problems)
        found["logs"] = log_standing(settings, problems)
    except NotRunning as error:
        found |= {"postgres": {"url": None}, "events": {}, "projections": {}, "logs": {}}
        problems["postgres"] = str(error)
    if problems:
        found["problems"] = problems
    return found


def count_events(settings: "Settings", problems: dict[str, str]) -> dict[str, int]:
    """How many events of each type the record holds, over all services."""
    import psycopg

    from infra.settings import SERVICES

    counts: dict[str, int] = {}
    for service in SERVICES:
        try:
            with psycopg.connect(settings.database(service, "weita_relay"), connect_timeout=5) as record:
                for kind, number in record.execute("select type, count(*) from event group by type"):
                    counts[kind] = counts.get(kind, 0) + number
        except psycopg.Error as error:
            problems[service] = str(error).strip()
    return dict(sorted(counts.items()))


def projection_lags(settings: "Settings", problems: dict[str, str]) -> dict[str, dict[str, float]]:
    """How many events, and how old the oldest of them, each projection has still to read."""
    import psycopg

    try:
        from infra.lag import lags
    except ImportError:
        problems["projections"] = "infra.lag is not there: the lag of the projections is unknown"
        return {}
    try:
        found = lags(settings)
    except psycopg.Error as error:
        problems["projections"] = str(error).strip()
        return {}
    return {name: {"lag_events": lag.lag_events, "lag_seconds": lag.lag_seconds} for name, lag in found.items()}


def log_standing(settings: "Settings", problems: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What each transparency log has signed, how far enough witnesses have cosigned it, and when it was stamped last."""
    import psycopg

    from infra.standing import standing

    try:
        with psycopg.connect(settings.database("seal", "weita_desk"), connect_timeout=5) as connection:
            logs = standing(connection, settings)
    except psycopg.Error as error:
        problems["logs"] = str(error).strip()
        return {}
    return {log["log"]: _short(log) for log in logs}


def _short(log: dict[str, Any]) -> dict[str, Any]:
    behind = log["size"] - (log["witnessed"] or {"size": 0})["size"]
    enough = f"UNDER-WITNESSED: {behind} entries lack {log['policy']}" if log["under_witnessed"] else log["policy"]
    stamp = log["timestamp"]
    told = {
        "size": log["size"],
        "witnesses": f"{enough}, cosigned by {', '.join(log['cosigned_by']) or 'nobody'}",
        "time_stamp": f"{stamp['size']} entries at {stamp['at']}" if stamp["size"] else stamp["authority"],
    }
    return told | ({"refused": log["refusals"][0]["said"]} if log["refusals"] else {})


def flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """`{"a": {"b": 1}}` as `("a.b", 1)`."""
    lines: list[tuple[str, Any]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        lines += flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return lines


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    login, _, host = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))

"""From a command to its line on an open page: sent over HTTP to intake, heard over the desk's live stream."""

import asyncio
import json
import time
from typing import Any
from uuid import uuid4

import httpx

from infra.auth import issue_token
from infra.settings import Settings

FAMILIES = 20
PROJECT, AGENCY = "BENCH", "bench"
SUBJECT = "bench-worker"


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]


async def command_to_page(settings: Settings, per_second: int, seconds: int) -> dict[str, Any]:
    """Milliseconds from sending a command to hearing of its line, for a steady rate of commands over open pages."""
    run = uuid4().hex[:8]
    token = issue_token(settings, agency=AGENCY, roles=["admin", "caseworker"], subject=SUBJECT)
    headers = {"Authorization": f"Bearer {token}"}
    limits = httpx.Limits(max_connections=None)
    intake = httpx.AsyncClient(base_url=settings.service_url("intake"), headers=headers, timeout=30, limits=limits)
    desk = httpx.AsyncClient(base_url=settings.service_url("desk"), headers=headers, timeout=None, limits=limits)  # noqa: S113
    async with intake, desk:
        families = [await _family(intake, f"{run}-{n}") for n in range(FAMILIES)]
        heard: dict[str, float] = {}
        await _until_known(desk, families)
        opened = [asyncio.Event() for _ in families]
        pages = [
            asyncio.create_task(_listen(desk, household, heard, there))
            for (household, _), there in zip(families, opened, strict=True)
        ]
        await asyncio.gather(*(there.wait() for there in opened))
        sent = await _send(intake, families, run, per_second, seconds)
        await _until(lambda: len(sent.keys() - heard.keys()) == 0, 30)
        for page in pages:
            page.cancel()
    took = [1000 * (heard[event] - at) for event, at in sent.items() if event in heard]
    return {
        "commands": len(sent), "per_second": per_second, "pages": FAMILIES, "missed": len(sent) - len(took),
        "p50_ms": round(percentile(took, 0.5), 1), "p90_ms": round(percentile(took, 0.9), 1),
        "p99_ms": round(percentile(took, 0.99), 1), "max_ms": round(max(took), 1),
    }  # fmt: skip


async def _family(intake: httpx.AsyncClient, key: str) -> tuple[str, str]:
    async def give(path: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await intake.post(path, json=body, headers={"Idempotency-Key": f"bench-{key}-{what}"})
        answer.raise_for_status()
        return dict(answer.json()["ids"])

    rules = {"case_required": False, "notice_required": False}
    await give("/agencies", "agency", {"agency": AGENCY, "name": "Bench"})
    await give("/programmes", "programme", {"project": PROJECT, "name": "Bench", "rules": rules})
    head = (await give("/persons", "person", {"given_name": "Ada", "family_name": "Prova", "birth_date": "1980-01-01"}))["person"]
    members = [{"person": head, "relationship": "head"}]
    body = {"project": PROJECT, "head": head, "members": members, "occurred_at": "2026-01-01"}
    return (await give("/households", "household", body))["household"], head


async def _listen(desk: httpx.AsyncClient, household: str, heard: dict[str, float], opened: asyncio.Event) -> None:
    async with desk.stream("GET", f"/families/{household}/events?format=json") as answer:
        answer.raise_for_status()
        async for line in answer.aiter_lines():
            opened.set()
            if line.startswith("data:") and '"lines"' in line:
                at = time.perf_counter()
                for found in json.loads(line[5:])["lines"]:
                    heard.setdefault(found["event_id"], at)


async def _until_known(desk: httpx.AsyncClient, families: list[tuple[str, str]]) -> None:
    deadline = time.perf_counter() + 30
    for household, _ in families:
        while (await desk.get(f"/families/{household}?format=json")).status_code != httpx.codes.OK:
            if time.perf_counter() > deadline:
                raise TimeoutError("the families do not appear on the desk")
            await asyncio.sleep(0.1)


async def _send(
    intake: httpx.AsyncClient, families: list[tuple[str, str]], run: str, per_second: int, seconds: int
) -> dict[str, float]:
    sent: dict[str, float] = {}

    async def one(n: int) -> None:
        household, head = families[n % len(families)]
        body = {"code": "A1.05", "delivered_on": "2026-02-01", "recipients": [head], "note": "colloquio"}
        at = time.perf_counter()
        answer = await intake.post(f"/households/{household}/services", json=body, headers={"Idempotency-Key": f"{run}-s{n}"})
        answer.raise_for_status()
        sent[answer.json()["events"][0]["id"]] = at

    began = time.perf_counter()
    tasks = []
    for n in range(per_second * seconds):
        await asyncio.sleep(max(0.0, began + n / per_second - time.perf_counter()))
        tasks.append(asyncio.create_task(one(n)))
    await asyncio.gather(*tasks)
    return sent


async def _until(true: Any, seconds: float) -> None:
    deadline = time.perf_counter() + seconds
    while not true() and time.perf_counter() < deadline:  # noqa: ASYNC110 - a deadline, and nothing to be woken by
        await asyncio.sleep(0.05)

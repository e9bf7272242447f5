"""On the running system: a writer's answer is a promise, then a proof that witnesses have cosigned; anybody checks both alone."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from infra.auth import issue_token
from infra.cli.programs import WITNESSES
from infra.cli.receipts import said_of
from infra.settings import Settings
from infra.transparency import omission
from infra.transparency.note import Verifier, open_note, verifier

PROJECT, SHOWN = "PROG-WITNESSED", "PROG-SHOWN"
SECONDS = 60


@contextmanager
def writer(settings: Settings) -> Iterator[httpx.Client]:
    token = issue_token(settings, agency="witnessed", roles=["admin"], subject="witnessed/writer")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=settings.service_url("intake"), headers=headers, timeout=30) as http:
        yield http


def sealed(http: httpx.Client, key: str) -> dict[str, Any]:
    """The receipt once enough witnesses have cosigned."""
    deadline = time.monotonic() + SECONDS
    while True:
        answer = dict(http.get(f"/receipts/{key}").json())
        if all(event.get("sealed", {}).get("enough_witnesses") for event in answer["events"]):
            return answer
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)


def keys(folder: Path) -> list[Verifier]:
    return [verifier(line) for file in sorted(folder.glob("keys/*.vkey")) for line in file.read_text().splitlines()]


def test_a_writer_holds_a_promise_and_then_a_proof_that_witnesses_have_cosigned(system: Settings, tmp_path: Path):
    key = str(uuid4())
    with writer(system) as http:
        first = http.post("/programmes", json={"project": PROJECT, "name": "Witnessed"}, headers={"Idempotency-Key": key}).json()
        answer = sealed(http, key)
        published = verifier(http.get("/promises.vkey").text)
    assert first["promise"] == answer["promise"]
    folder = system.logs / PROJECT
    known = keys(folder)
    assert published in known
    said = said_of(answer, known)
    assert len(said) == 1 + len(first["events"])
    assert sum("/witness/" in name for name in said[1].split(", ")) >= 2
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(answer))
    command = [sys.executable, "-I", str(Path(omission.__file__)), str(file), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(" ")[0]) == (0, "KEPT"), done.stdout


def test_each_witness_shows_what_it_has_cosigned(system: Settings):
    """So that somebody who trusts one of them needs to ask nobody else."""
    key = str(uuid4())
    with writer(system) as http:
        http.post("/programmes", json={"project": SHOWN, "name": "Shown by witnesses"}, headers={"Idempotency-Key": key})
        answer = sealed(http, key)
    log = keys(system.logs / SHOWN)
    origin = next(one.name for one in log if one.name.endswith(f"/{SHOWN}"))
    policy = (system.data / "witnesses" / "policy").read_text()
    urls = {line.split(" ")[1]: line.split(" ")[3] for line in policy.splitlines() if line.startswith("witness ")}
    for name in answer["events"][0]["sealed"]["witnessed_by"]:
        note = httpx.get(f"{urls[name]}/{sha256(origin.encode()).hexdigest()}/checkpoint").text
        text, signers = open_note(note, log)
        assert text.startswith(f"{origin}\n")
        assert {one.name.rpartition("/")[2] for one in signers} & set(WITNESSES)

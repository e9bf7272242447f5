"""The import of another agency's export, from its start until every read model has caught up."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from infra.settings import Settings
from services.exchange.simulator_hmis import write_export

ROOT = Path(__file__).parents[2]
HOUSEHOLDS = 693
"""As many as the public FY2022 sample has."""


def measure(settings: Settings, export: Path | None) -> dict[str, Any]:
    """Seconds of one import, by the stages of its own report. Without an export one of the usual shape is written."""
    with tempfile.TemporaryDirectory(prefix="weita-hmis-") as folder:
        if export is None:
            export = Path(folder)
            write_export(export, households=HOUSEHOLDS)
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-P", "-m", "services.exchange", "hmis", str(export), "--agency", "bench-import", "--json"],
            env={**os.environ, "WEITA_DATA": str(settings.data), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, check=True,
        )  # fmt: skip
        took = time.perf_counter() - began
    report = json.loads(done.stdout)
    rows = sum(file["read"] for file in report["files"].values() if isinstance(file, dict) and "read" in file)
    return {"rows": rows, "seconds": round(took, 1), "stages": report.get("seconds", report.get("stages"))}

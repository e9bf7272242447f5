"""The facts of the machine that a figure was measured on."""

import os
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
import psycopg

from infra.settings import Settings

LIBRARIES = ("eventsourcing", "psycopg", "kafka-python", "faust-streaming", "aiokafka", "fastapi", "pydantic", "uvicorn")


def facts(settings: Settings) -> dict[str, Any]:
    """Processor, memory, versions, and how many fsyncs a second the disk does."""
    with psycopg.connect(settings.admin_url) as connection:
        row = connection.execute("show server_version").fetchone()
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load_before": os.getloadavg()[0],
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "postgresql": row[0] if row else None,
        "fsyncs_per_second": fsync_rate(settings.data),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def fsync_rate(folder: Path, seconds: float = 0.5) -> int:
    """How often 4 KiB appended to a file reach the disk in a second: the bound of one-by-one durable commits."""
    count = 0
    with tempfile.TemporaryFile(dir=folder) as file:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            file.write(b"\0" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
    return round(count / seconds)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except FileNotFoundError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())

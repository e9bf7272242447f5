"""Free ports, remembered in the data folder so that a restart keeps its addresses."""

import json
import secrets
import socket
import threading
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below what systems hand out to outgoing connections: while a server restarts, nobody takes its port by accident.
RANGE = range(20_000, 32_000)

_lock = threading.Lock()


def remembered_port(data: Path, name: str) -> int:
    """The port `name` had before if it is still free, else a new one; two names never get the same."""
    file = data / "ports.json"
    with _lock:
        ports: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
        taken = set(ports.values())
        port = ports.get(name, 0)
        if not port or not _is_free(port):
            port = _new_port(taken)
        ports[name] = port
        file.write_text(json.dumps(ports, indent=1, sort_keys=True))
    return port


def is_listening(port: int) -> bool:
    """Whether something on this machine accepts connections on `port`."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _new_port(taken: set[int]) -> int:
    while True:
        port = secrets.choice(RANGE)
        if port not in taken and _is_free(port):
            return port

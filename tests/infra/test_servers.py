"""The embedded servers: safe jars, safe data, no root."""

import hashlib
import os
import signal
from pathlib import Path

import psutil
import psycopg
import pytest

from infra.migrate import migrate
from infra.servers import jars
from infra.servers.kafka import Kafka
from infra.servers.ports import remembered_port
from infra.servers.postgres import Postgres
from infra.settings import Settings


def a_jar(folder: Path, content: bytes = b"the bytes of a jar") -> jars.Jar:
    jar = jars.Jar("org.example", "thing", "1.0", hashlib.sha256(content).hexdigest())
    (folder / jar.file_name).write_bytes(content)
    return jar


def test_a_jar_with_one_flipped_byte_is_refused_named_and_deleted(tmp_path: Path) -> None:
    jar = a_jar(tmp_path)
    file = tmp_path / jar.file_name
    content = bytearray(file.read_bytes())
    content[3] ^= 1
    file.write_bytes(content)
    with pytest.raises(jars.WrongJar, match=r"thing-1\.0\.jar"):
        jars.check([jar], tmp_path)
    assert not file.exists()


def test_only_the_jars_of_the_lock_are_on_the_class_path(tmp_path: Path) -> None:
    jar = a_jar(tmp_path)
    (tmp_path / "stranger-2.0.jar").write_bytes(b"not asked for")
    lock = tmp_path / "test.lock"
    lock.write_text(f"{jar.group}:{jar.artifact}:{jar.version} sha256:{jar.sha256}\n")
    assert jars.class_path(print, tmp_path, lock) == str(tmp_path / "thing-1.0.jar")


def test_every_jar_of_the_committed_lock_has_a_sum() -> None:
    locked = jars.locked_jars()
    assert {"kafka_2.13", "kafka-clients", "argparse4j", "commons-validator", "log4j-slf4j-impl"} <= {
        jar.artifact for jar in locked
    }
    assert all(len(jar.sha256) == 64 for jar in locked)
    assert len({jar.file_name for jar in locked}) == len(locked)


def test_the_mirror_of_the_maven_settings_is_used(tmp_path: Path) -> None:
    (tmp_path / ".m2").mkdir()
    (tmp_path / ".m2" / "settings.xml").write_text(
        '<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0"><mirrors><mirror><id>ours</id>'
        "<mirrorOf>central</mirrorOf><url>https://mirror.example/maven/</url></mirror></mirrors></settings>"
    )
    assert jars.maven_repositories(tmp_path) == {"central": "https://mirror.example/maven"}


def test_a_port_is_remembered_and_never_given_twice(tmp_path: Path) -> None:
    first = remembered_port(tmp_path, "one")
    assert remembered_port(tmp_path, "one") == first
    assert remembered_port(tmp_path, "two") != first


def test_a_killed_postgres_recovers_what_was_committed_and_keeps_its_address(tmp_path: Path) -> None:
    server = Postgres()
    url = server.start(tmp_path, print)
    before = psycopg.connect(url, autocommit=True)
    before.execute("create table kept (word text)")
    before.execute("insert into kept values ('ROSSI')")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    again = Postgres()
    try:
        assert again.start(tmp_path, print) == url
        with psycopg.connect(url) as after:
            assert after.execute("select word from kept").fetchall() == [("ROSSI",)]
    finally:
        before.close()
        again.stop()


def test_postgres_is_never_root_and_its_folder_is_closed(tmp_path: Path) -> None:
    server = Postgres()
    server.start(tmp_path, print)
    try:
        assert server.pid is not None
        assert psutil.Process(server.pid).uids().effective != 0
        assert (tmp_path / "postgres").stat().st_mode & 0o077 == 0
    finally:
        server.stop()


def test_a_start_ends_the_postgres_that_an_earlier_start_left_behind(tmp_path: Path) -> None:
    left, server = Postgres(), Postgres()
    left.start(tmp_path, print)
    url = server.start(tmp_path, print)
    try:
        assert left.pid is None
        with psycopg.connect(url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        server.stop()


def test_commits_are_on_disk_before_they_are_answered(stack_servers: Settings) -> None:
    with psycopg.connect(stack_servers.admin_url) as connection:
        for setting in ("fsync", "synchronous_commit"):
            assert connection.execute("select current_setting(%s)", (setting,)).fetchone() == ("on",)


def test_a_killed_kafka_comes_back_at_its_address_with_its_topics(tmp_path: Path) -> None:
    from kafka.admin import KafkaAdminClient, NewTopic

    server = Kafka()
    bootstrap = server.start(tmp_path, print)
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic("weita.kept", 6, 1)])
    admin.close()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    again = Kafka()
    try:
        assert again.start(tmp_path, print) == bootstrap
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        assert "weita.kept" in admin.list_topics()
        admin.close()
    finally:
        again.stop()


def test_a_database_on_another_server_has_its_roles_and_tables_there(tmp_path: Path, stack_servers: Settings) -> None:
    other = Postgres()
    try:
        moved = stack_servers.model_copy(update={"keys_database_url": other.start(tmp_path, print)})
        migrate(moved)
        with psycopg.connect(moved.database("keys", "weita_service")) as keys:
            assert keys.execute("select count(*) from key").fetchone() == (0,)
    finally:
        other.stop()

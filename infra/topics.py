"""The topics on Kafka: one per service, kept for ever, and the dead letters."""

import time
from collections.abc import Sequence
from contextlib import suppress

from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import TopicAlreadyExistsError

from infra.settings import LANES, SERVICES, Settings

DEAD_LETTERS = "weita.deadletter"


def topic_of(service: str) -> str:
    """The topic a service's log is copied to."""
    return f"weita.{service}"


def create_topics(settings: Settings) -> None:
    """Create what is missing. The partition count of a live topic never changes: lanes are computed from it."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap, client_id="weita-topics")
    try:
        present = set(admin.list_topics())
        wanted = [topic_of(service) for service in SERVICES] + [DEAD_LETTERS]
        missing = [NewTopic(name, LANES, -1, topic_configs={"retention.ms": "-1"}) for name in wanted if name not in present]
        if missing:
            with suppress(TopicAlreadyExistsError):
                admin.create_topics(missing)
    finally:
        admin.close()


def empty_topics(settings: Settings, services: Sequence[str]) -> None:
    """Let the copies of these logs go: the relay makes them anew from the record."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap, client_id="weita-topics")
    try:
        going = {topic_of(service) for service in services} & set(admin.list_topics())
        if going:
            admin.delete_topics(sorted(going))
        while going & set(admin.list_topics()):
            time.sleep(0.1)
    finally:
        admin.close()
    create_topics(settings)

"""`python -m projections`: the explicit list of projections, run as a Faust worker."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import psycopg

from infra.applying import Applied
from infra.program import log_to_stderr
from infra.projecting import Projecting
from infra.settings import SERVICES, Settings
from infra.stream import run, worker_app
from projections import audit_trail, indicators, pathway, people
from projections.delivery import TABLES, deliver
from services.kernel.event import Catalogue

MODELS = (people.MODEL, pathway.MODEL, audit_trail.MODEL, indicators.MODEL)


def catalogues() -> list[Catalogue]:
    """The published languages of all services."""
    return [import_module(f"services.{name}.events").CATALOGUE for name in SERVICES]


def after(connection: psycopg.Connection[Any], done: Mapping[str, Applied]) -> None:
    """What follows the read models in the same transaction."""
    deliver(connection, done["pathway"].facts)


def main() -> None:
    """Project until told to stop."""
    settings = Settings()
    log_to_stderr(settings)
    projecting = Projecting(settings, MODELS, catalogues(), after)
    projecting.prepare(TABLES)
    run(worker_app(settings, "weita-projections", SERVICES, projecting.take, lambda _: True), settings)


if __name__ == "__main__":
    main()

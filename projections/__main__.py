"""`python -m projections`: all projections, run as a Faust worker."""

from collections.abc import Mapping
from typing import Any

import psycopg

from infra.applying import Applied
from infra.program import log_to_stderr
from infra.projecting import Projecting
from infra.settings import SERVICES, Settings
from infra.stream import run, worker_app
from projections.delivery import TABLES, deliver
from projections.models import MODELS, catalogues


def after(connection: psycopg.Connection[Any], done: Mapping[str, Applied]) -> None:
    """What follows the read models in the same transaction."""
    deliver(connection, done["pathway"].facts)


def main() -> None:
    """Project until told to stop."""
    settings = Settings()
    log_to_stderr(settings)
    projecting = Projecting(settings, MODELS, catalogues(), after)
    projecting.prepare(TABLES)
    projecting.catch_up()
    app = worker_app(settings, "weita-projections", SERVICES, projecting.take)
    projecting.copy_dead_letters(app)
    projecting.watch(app, settings)
    run(app, settings)


if __name__ == "__main__":
    main()

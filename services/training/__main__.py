"""`python -m services.training serve --port N`: wires the rooms of training.

There is no `react` and no `reactions.py`: training acts on no neighbour's fact.
"""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.training.api import routes
from services.training.application import Training
from services.training.events import CATALOGUE


def main(arguments: list[str]) -> None:
    """Serve."""
    settings = Settings()
    training = Training(ledger_of(settings, CATALOGUE))
    serve(settings, "training", training.ledger, routes(training), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

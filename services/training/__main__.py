"""`python -m services.training serve --port N` or `… react`: wires the rooms of training."""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.training.api import routes
from services.training.application import Training
from services.training.events import CATALOGUE
from services.training.reactions import NEIGHBOURS, ON


def main(arguments: list[str]) -> None:
    """Serve, or react to the neighbours' facts."""
    settings = Settings()
    training = Training(ledger_of(settings, CATALOGUE))
    if arguments[:1] == ["react"]:
        from infra.react import react

        react(settings, "training", training.ledger, NEIGHBOURS, ON, training.internal)
    else:
        serve(settings, "training", training.ledger, routes(training), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

"""`python -m services.housing serve --port N` or `… react`: wires the rooms of housing."""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.housing.api import routes
from services.housing.application import Housing
from services.housing.events import CATALOGUE
from services.housing.reactions import NEIGHBOURS, ON


def main(arguments: list[str]) -> None:
    """Serve, or react to what intake records."""
    settings = Settings()
    housing = Housing(ledger_of(settings, CATALOGUE))
    if arguments[:1] == ["react"]:
        from infra.react import react

        react(settings, "housing", housing.ledger, NEIGHBOURS, ON, housing.internal)
    else:
        serve(settings, "housing", housing.ledger, routes(housing), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

"""`python -m services.oversight serve --port N` or `… react`: wires the rooms of oversight."""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.oversight.api import routes
from services.oversight.application import Oversight
from services.oversight.events import CATALOGUE
from services.oversight.reactions import NEIGHBOURS, ON


def main(arguments: list[str]) -> None:
    """Serve, or react to the neighbours' facts."""
    settings = Settings()
    oversight = Oversight(ledger_of(settings, CATALOGUE))
    if arguments[:1] == ["react"]:
        from infra.react import react

        react(settings, "oversight", oversight.ledger, NEIGHBOURS, ON, oversight.internal)
    else:
        serve(settings, "oversight", oversight.ledger, routes(oversight), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

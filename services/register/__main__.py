"""`python -m services.register serve --port N` or `… react`: wires the rooms of the register."""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.register.api import routes
from services.register.application import Register
from services.register.events import CATALOGUE
from services.register.reactions import NEIGHBOURS, ON


def main(arguments: list[str]) -> None:
    """Serve, or react to the neighbours' facts."""
    settings = Settings()
    register = Register(ledger_of(settings, CATALOGUE))
    if arguments[:1] == ["react"]:
        from infra.react import react

        react(settings, "register", register.ledger, NEIGHBOURS, ON, register.internal)
    else:
        serve(settings, "register", register.ledger, routes(register), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

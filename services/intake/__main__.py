"""`python -m services.intake serve --port N`: wires the rooms of intake."""

import sys

from infra.program import ledger_of, serve
from infra.settings import Settings
from services.intake.api import routes
from services.intake.application import Intake
from services.intake.codes import service_codes
from services.intake.events import CATALOGUE


def main(arguments: list[str]) -> None:
    """Serve."""
    settings = Settings()
    ledger = ledger_of(settings, CATALOGUE)
    serve(settings, "intake", ledger, routes(Intake(ledger, service_codes())), arguments)


if __name__ == "__main__":
    main(sys.argv[1:])

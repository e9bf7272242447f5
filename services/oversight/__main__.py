"""`python -m services.oversight serve --port N` or `… react`: wires the rooms of oversight."""

import sys

from infra.program import evidence_of, ledger_of, pool, serve, vault_of, witnessed_in
from infra.settings import Settings
from services.oversight.api import routes, uploads
from services.oversight.application import Oversight
from services.oversight.events import CATALOGUE
from services.oversight.reactions import NEIGHBOURS, ON


def main(arguments: list[str]) -> None:
    """Serve, or react to the neighbours' facts."""
    settings = Settings()
    vault = vault_of(settings)
    ledger = ledger_of(settings, CATALOGUE, vault)
    if arguments[:1] == ["react"]:
        from infra.react import react

        oversight = Oversight(ledger)
        react(settings, "oversight", oversight.ledger, NEIGHBOURS, ON, oversight.internal)
    else:
        witnessed = witnessed_in(pool(settings.database("seal", "weita_service"), 2))
        oversight = Oversight(ledger, evidence_of(settings, vault=vault), settings.trusted_signers, witnessed)
        serve(settings, "oversight", ledger, routes(oversight), arguments, uploads(oversight))


if __name__ == "__main__":
    main(sys.argv[1:])

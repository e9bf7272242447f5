"""`weita token`: a bearer token of the local issuer, for scripts."""

from typing import Annotated

import typer

from infra.cli.options import DataOption, fail, settings_for


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(token)


def token(
    agency: Annotated[str, typer.Option("--agency", metavar="A", help="The agency the bearer works for.")],
    role: Annotated[list[str], typer.Option("--role", metavar="R", help="A role; may be given several times.")],
    name: Annotated[str, typer.Option("--name", metavar="N", help="Shown as the person who acts.")] = "",
    subject: Annotated[str, typer.Option("--subject", metavar="S", help="Stable id of the bearer.")] = "",
    data: DataOption = None,
) -> None:
    """Print a bearer token of this data folder's own issuer."""
    from infra.auth import issue_token
    from services.kernel.access import ROLES

    unknown = [given for given in role if given not in ROLES]
    if unknown:
        raise fail(f"unknown role {', '.join(unknown)}: one of {', '.join(sorted(ROLES))}")
    settings = settings_for(data)
    if "issuer_private_key" not in settings.secrets:
        raise fail(f"{settings.data} has no issuer yet: start `weita up` once")
    bearer = subject or f"{agency}/{role[0]}"
    print(issue_token(settings, agency=agency, roles=role, subject=bearer, name=name or bearer))

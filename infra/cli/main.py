"""The command `weita` as a whole. Each module of COMMANDS adds its own; nothing is discovered.

Commands import what is heavy inside themselves, so that `weita --help` answers at once.
"""

import typer

from infra.cli import (
    audit,
    bench,
    check,
    demo,
    doctor,
    evidence,
    fences,
    imports,
    inspecting,
    rebuild,
    receipts,
    replay,
    report,
    restore,
    schemas,
    status,
    token,
    up,
    who_read,
    witness,
)

COMMANDS = (
    demo,
    up,
    status,
    doctor,
    fences,
    who_read,
    token,
    rebuild,
    restore,
    replay,
    report,
    imports,
    schemas,
    bench,
    check,
    audit,
    evidence,
    inspecting,
    receipts,
    witness,
)

app = typer.Typer(
    name="weita",
    help="WE-ITA: accompany families toward housing, social and work autonomy.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
for module in COMMANDS:
    module.register(app)


def main() -> None:
    """Run the command line."""
    app(prog_name="weita")

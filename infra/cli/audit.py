"""`weita audit`: what a controller asks of logs, record and evidence. A file with a command of its own adds it to `group`."""

import typer

group = typer.Typer(name="audit", help="What a controller asks: bundles, comparisons, evidence.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group)

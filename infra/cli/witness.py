"""`weita witness`: a witness of transparency logs, on any machine; needs no other program of ours."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(witness)


def witness(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="The witness's own folder: its key, and what it has seen.")],
    port: Annotated[int, typer.Option("--port", metavar="N")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What it is called: an address without scheme; needed once.")
    ] = None,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address it listens on.")] = "127.0.0.1",
    log: Annotated[
        list[str] | None,
        typer.Option(
            "--log", metavar="VKEY", help="A log it knows, by its verifier key; a name that ends in / means all below it."
        ),
    ] = None,
) -> None:
    """Cosign the checkpoints of logs that only grow, and refuse all others (Ctrl-C stops it)."""
    from infra.witness import main

    logs = [word for key in log or () for word in ("--log", key)]
    named = ["--name", name] if name else []
    main(["--data", str(data.expanduser()), *named, "--host", host, "--port", str(port), *logs])

"""`weita schemas`: writes what the services publish into `docs`."""

import json
from pathlib import Path

import typer

from infra.cli.options import fail

DOCS = Path(__file__).resolve().parents[2] / "docs"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(schemas)


def schemas() -> None:
    """Write schemas, the table of events, AsyncAPI and the table of access; refuses to break a published schema."""
    from infra.schemas import breaks, catalogues, documents

    made = documents(catalogues())
    broken = []
    for name, text in made.items():
        file = DOCS / name
        if name.startswith("schemas/") and file.exists():
            broken += [f"{name}: {difference}" for difference in breaks(json.loads(file.read_text()), json.loads(text))]
    if broken:
        raise fail("raise the schema_version and upcast, for this breaks what is published:\n  " + "\n  ".join(broken))
    for name, text in made.items():
        file = DOCS / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    print(f"{len(made)} documents in {DOCS}")

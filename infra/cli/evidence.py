"""`weita audit evidence`: every document that facts cite is looked at; what is missing or altered is named with its facts."""

import json
from collections import Counter
from typing import Annotated

import typer

from infra.cli.audit import group
from infra.cli.options import DataOption, settings_for


def register(_: typer.Typer) -> None:
    """Add the command of this file to the group."""
    group.command()(evidence)


def evidence(
    project: Annotated[str | None, typer.Option("--project", metavar="P", help="Facts of one funded project only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line, of every citation.")] = False,
    collect: Annotated[bool, typer.Option("--collect", help="First remove what uploads that were cut off have left.")] = False,
    data: DataOption = None,
) -> None:
    """Check every cited hash against the stored bytes: there, the same, and to be opened. Ends with 1 where one is not."""
    from infra.citing import GOOD, citations, looked_at
    from infra.collecting import collect as clear
    from infra.program import evidence_of

    settings = settings_for(data)
    if collect:
        print(f"{len(clear(settings).removed)} documents without a fact removed")
    counted: Counter[str] = Counter()
    for one, found in looked_at(citations(settings, project), evidence_of(settings)):
        counted[found] += 1
        if as_json:
            print(json.dumps({"found": found, **vars(one)}, default=str, sort_keys=True))
        elif found not in GOOD:
            print(f"{found}: {one.sha256}, cited by {one.service} {one.type} {one.event} at position {one.position}")
    if not as_json:
        print(", ".join(f"{count} {found}" for found, count in sorted(counted.items())) or "no document is cited")
    raise typer.Exit(int(any(found not in GOOD for found in counted)))

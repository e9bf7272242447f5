"""`weita receipt check` and `weita audit timestamps`: what somebody holds in hand, checked without the record."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.audit import group
from infra.cli.options import DataOption, fail, settings_for

if TYPE_CHECKING:
    from infra.transparency.note import Verifier

KeyOption = Annotated[
    list[Path],
    typer.Option("--key", metavar="FILE", help="Verifier keys of the log, of promises (promises.vkey) and of witnesses."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    receipts = typer.Typer(help="What a writer was answered.", no_args_is_help=True)
    receipts.callback()(_receipt)
    receipts.command("check")(check)
    app.add_typer(receipts, name="receipt")
    group.command("timestamps")(timestamps)


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The answer to a command, or of /receipts/KEY, as JSON.")],
    key: KeyOption,
) -> None:
    """See that the promise is signed, that what was sealed is what was promised, and that the log's checkpoint proves it."""
    from infra.transparency.note import verifier

    try:
        keys = [verifier(line) for one in key for line in one.read_text().splitlines() if line.strip()]
        for line in said_of(json.loads(file.read_text()), keys):
            print(line)
    except (OSError, ValueError, KeyError) as error:
        raise fail(f"{file}: {error}") from error


def said_of(answer: dict[str, Any], keys: "list[Verifier]") -> list[str]:
    """A line for the promise, and one for each event. Raises `ValueError` for the first thing that does not hold."""
    from hashlib import sha256

    from infra.transparency import leaf, merkle, proof
    from infra.transparency.note import open_note

    text, _ = open_note(answer["promise"], keys)
    promised = {line.split(" ")[1]: line.split(" ") for line in text.splitlines() if line.startswith("event ")}
    said = [f"promise: {len(promised)} events, {text.splitlines()[2]}"]
    for event in answer["events"]:
        sealed = event.get("sealed", {})
        if "proof" not in sealed:
            said.append(f"{event['id']}: not proved to be sealed yet; ask /receipts/KEY again")
            continue
        whole = base64.b64decode(sealed["leaf"])
        if base64.b64encode(sha256(leaf.unplaced(whole)).digest()).decode() != promised[event["id"]][4]:
            raise ValueError(f"{event['id']}: what was sealed is not what was promised")
        shown = proof.verify(sealed["proof"], whole, keys)
        _, signers = open_note(shown.note, keys)
        by = ", ".join(sorted({signer.name for signer in signers}))
        said.append(f"{event['id']}: entry {shown.index} of {sealed['log']}, leaf {merkle.leaf_hash(whole).hex()}, signed by {by}")
    return said


def timestamps(
    data: DataOption = None,
    now: Annotated[bool, typer.Option("--now", help="First ask the authority for a stamp on every log.")] = False,
) -> None:
    """Check every time stamp (RFC 3161) that was kept beside the logs."""
    from infra.timestamps import NotStamped, check, roots_of, stamp

    settings = settings_for(data)
    faults = 0
    try:
        roots = roots_of(settings)
        for folder in sorted(file.parent for file in settings.logs.glob("*/checkpoint")):
            if now:
                stamp(settings, folder)
            for one in check(folder, roots):
                faults += isinstance(one, NotStamped)
                print(
                    f"BAD {one}"
                    if isinstance(one, NotStamped)
                    else f"OK  {one.log} {one.size} entries at {one.at:%Y-%m-%d %H:%M:%SZ}"
                )
    except NotStamped as error:
        raise fail(str(error)) from error
    if faults:
        raise typer.Exit(1)


def _receipt() -> None:
    """What a writer was answered."""

"""`weita restore`: after a database was restored to an earlier moment. What was lost is taken back, or given up before all eyes."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.cli.options import DataOption, fail, settings_for

group = typer.Typer(name="restore", help="After a restore to an earlier moment.", no_args_is_help=True)
SHOWN = 20

Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only told what would be done.")]


def register(app: typer.Typer) -> None:
    """Add the group."""
    group.command()(check)
    group.command("take-back")(take_back)
    group.command("new-origin")(new_origin)
    app.add_typer(group)


def check(data: DataOption = None) -> None:
    """Compare every record with the logs and with Kafka: which events they hold that the record has lost."""
    from infra.restoring import look

    lost = False
    for one in look(settings_for(data)):
        print(f"{one.service}: {one.head} events in the record, sealed up to {one.sealed}")
        if not one.lost:
            continue
        lost = True
        print(f"  from position {one.kept + 1} on {len(one.lost)} events are lost; logs and Kafka hold them:")
        for at in sorted(one.lost)[:SHOWN]:
            print(f"    {at} {one.lost[at].topic} {one.lost[at].id} {one.lost[at].originator_id}")
        if one.went_on:
            print("  the record went on meanwhile: they cannot be taken back, only `weita restore new-origin` goes on from here")
        elif one.lacking:
            print(f"  position {one.lacking} is lost everywhere: only what comes before it could be taken back")
        else:
            print("  `weita restore take-back` writes them again, each where it stood")
    raise typer.Exit(1 if lost else 0)


def take_back(data: DataOption = None, yes: Yes = False) -> None:
    """Write lost events again from the logs and from Kafka, at their own positions, byte for byte."""
    from infra.restoring import CannotTakeBack, look
    from infra.restoring import take_back as taken_back

    settings = settings_for(data)
    for one in look(settings):
        if one.lost and not yes:
            print(f"{one.service}: {len(one.lost)} events would be taken back (--yes)")
        elif one.lost:
            try:
                print(f"{one.service}: {taken_back(settings, one)} events taken back")
            except CannotTakeBack as error:
                raise fail(str(error)) from error


def new_origin(data: DataOption = None, yes: Yes = False) -> None:
    """Go on without what was lost: each log that holds some of it is given up, and a new one takes it up."""
    from infra.restoring import CannotTakeBack, look, new_origins

    settings = settings_for(data)
    standings = look(settings)
    if not yes:
        print(f"{sum(len(one.lost) for one in standings)} events would stay lost, for good (--yes)")
        return
    try:
        logs = new_origins(settings, standings, datetime.now(UTC))
    except CannotTakeBack as error:
        raise fail(str(error)) from error
    print(f"new logs begin: {', '.join(logs)}")
    print("the copies on Kafka were let go; read models still show what is lost: weita rebuild all --replace REASON")

"""`weita fences`: whoever was forgotten stays forgotten, also after a restore of the keys."""

import typer

from infra.cli.options import DataOption, fail, settings_for


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(fences)


def fences(data: DataOption = None) -> None:
    """Destroy again the keys that a restore has brought back; `weita up` does it at every start."""
    from infra.forgetting import apply_fences
    from infra.settings import NotRunning
    from infra.wrapping import WrappingUnknown

    try:
        standing, back = apply_fences(settings_for(data))
    except NotRunning as error:
        raise fail(str(error)) from error
    except WrappingUnknown as error:
        raise fail(f"the keys are wrapped by one that was replaced and is not here ({error}): no copy of them opens") from error
    print(f"{standing} fences stand; {back} destroyed keys were back and are destroyed again")

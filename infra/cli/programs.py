"""The programs that `weita up` keeps running: data, read from top to bottom."""

from dataclasses import dataclass

from infra.settings import SERVICES


@dataclass(frozen=True)
class Program:
    """One process: `python -m` and these words. With `port`, `--port N` is added and it must answer `/health`."""

    name: str
    words: tuple[str, ...]
    options: tuple[str, ...] = ()
    """What tells it from others of its kind; it is started in the data folder."""
    port: bool = False
    beforehand: str = ""
    """A module to run once beside the starting servers: what takes time and needs no server."""


WITNESSES = ("sds", "coop", "autorita")
"""Three agencies of the sample year, each with a witness of its own: on one machine they show how it goes, and prove nothing."""

PROGRAMS = (
    *(Program(name, (f"services.{name}", "serve"), port=True) for name in SERVICES),
    Program("relay", ("infra.relay",)),
    *(Program(f"witness-{name}", ("infra.witness",), ("--data", f"witnesses/{name}"), port=True) for name in WITNESSES),
    Program("seal", ("infra.seal",)),
    Program("housing-react", ("services.housing", "react")),
    Program("register-react", ("services.register", "react")),
    Program("training-react", ("services.training", "react")),
    Program("oversight-react", ("services.oversight", "react")),
    Program("projections", ("projections",)),
    Program("clock", ("projections.clock",)),
    Program("identity", ("projections.identity",)),
    Program("forgetting", ("projections.forgetting",)),
    Program("desk", ("projections.desk",), port=True, beforehand="projections.desk.assets"),
)

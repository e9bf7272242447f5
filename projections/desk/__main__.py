"""`python -m projections.desk`: serves the desk until told to stop."""

import argparse
import socket
import sys
from types import FrameType

import uvicorn

from infra.program import log_to_stderr
from infra.settings import Settings
from projections.desk.app import desk_app, make_desk
from projections.desk.assets import Assets, ensure_assets
from projections.desk.desk import Desk

GRACE = 5


class DeskServer(uvicorn.Server):
    """Ends the live streams as soon as it is told to stop; otherwise it would wait for them."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop."""
        self._desk.hub.close()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Whoever subscribed since is told as well."""
        self._desk.hub.close()
        await super().shutdown(sockets)


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(prog="python -m projections.desk")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    settings = Settings()
    log_to_stderr(settings)
    assets = Assets(ensure_assets(settings.data, lambda text: print(text, file=sys.stderr)))  # noqa: T201 - a program's first words
    desk = make_desk(settings, assets)
    config = uvicorn.Config(
        desk_app(desk), host=options.host, port=options.port, log_level="warning", access_log=False, loop="uvloop",
        http="httptools", timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    DeskServer(config, desk).run()


if __name__ == "__main__":
    main()

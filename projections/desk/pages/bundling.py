"""The bundle that a controller takes away, as one ZIP: for who reads the audit trail of every agency."""

import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import StreamingResponse

from infra.bundle import NoSuchLog
from projections import bundles
from projections.bundles import NotDisclosed
from projections.desk.asked import Asked
from projections.desk.desk import desk_of
from projections.desk.session import NotForThisRole, reader_of

PIECE = 1 << 18
LEFT_BEHIND = 3600
"""Seconds after which nobody is sending a bundle any more."""


def router() -> APIRouter:
    """The address of bundles; posted, it gives also who the ids are."""
    routes = APIRouter(tags=["audit"])
    routes.add_api_route("/bundles/{project}.zip", bundle, methods=["GET"])
    routes.add_api_route("/bundles/{project}.zip", bundle_with_persons, methods=["POST"])
    return routes


def bundle(request: Request, project: str) -> Response:
    """`?from=` and `?to=`: whole days of recording, both included."""
    return _bundle(request, project, persons=False)


def bundle_with_persons(request: Request, project: str) -> Response:
    """As above, with `persons.csv`: that the reader was given it is recorded first."""
    return _bundle(request, project, persons=True)


def _bundle(request: Request, project: str, *, persons: bool) -> Response:
    desk, reader, asked = desk_of(request), reader_of(request), Asked(request)
    for action in ("read audit trail", "read every agency"):
        reader.need(action)
    wanted = bundles.range_of(project, asked.day("from"), asked.day("to"))
    _clear(desk.settings.data)
    with ExitStack() as made:
        folder = Path(made.enter_context(tempfile.TemporaryDirectory(prefix="bundle-", dir=desk.settings.data)))
        try:
            told = bundles.disclosing(desk.settings, reader.identity, project) if persons else None
            bundles.export(desk.settings, wanted, folder, told)
        except NoSuchLog as error:
            raise HTTPException(404) from error
        except NotDisclosed as error:
            raise NotForThisRole("persons") from error
        kept = made.pop_all()
    headers = {
        "Content-Disposition": f'attachment; filename="{project}.zip"', "Cache-Control": "private, no-store",
        "Content-Encoding": "identity",
    }  # fmt: skip
    return StreamingResponse(_zipped(folder, project, kept), 200, headers, "application/zip")


def _clear(data: Path) -> None:
    """A desk that was killed leaves its bundle behind, and perhaps names in it: whoever asks next takes it away."""
    for left in data.glob("bundle-*"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(left, ignore_errors=True)


class _Pieces:
    """What a ZIP is written into, and taken out of again before there is much of it."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Hold it until it is taken."""
        self._held.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        """What was written since."""
        held, self._held = self._held, []
        return b"".join(held)


def _zipped(folder: Path, name: str, kept: ExitStack) -> Iterator[bytes]:
    """The folder as a ZIP, piece by piece; the folder goes when it has been sent, or when nobody wants it any more."""
    pieces = _Pieces()
    with kept, zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            info = zipfile.ZipInfo.from_file(path, f"{name}/{path.relative_to(folder).as_posix()}")
            info.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield pieces.taken()
    yield pieces.taken()

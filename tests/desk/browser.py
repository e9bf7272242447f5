"""A headless Chromium for tests: `WEITA_CHROMIUM`, a `chromium` on the PATH, or the npm package of tests/desk/package.json."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path
from playwright.sync_api import Browser, Page, sync_playwright

from projections.desk.assets import NODE, npm_ci

HERE = Path(__file__).parent
PACKAGES = (HERE / "package.json", HERE / "package-lock.json")
WHERE = 'import("@sparticuz/chromium").then(async m => console.log(await m.default.executablePath()))'
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
WIDTH = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.documentElement.scrollWidth))))"""
"""Of the page, once it is drawn."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = ["--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


def packages() -> Path:
    """The folder whose `node_modules` holds the browser and axe-core; installed once per user."""
    digest = hashlib.sha256(PACKAGES[1].read_bytes()).hexdigest()[:12]
    folder = user_cache_path("weita") / f"desk-tests-{digest}"
    if not folder.exists():
        part = folder.with_name(f".{folder.name}.{os.getpid()}")
        part.mkdir(parents=True)
        for file in PACKAGES:
            shutil.copy(file, part)
        npm_ci(part)
        try:
            part.rename(folder)
        except OSError:
            shutil.rmtree(part)
    return folder


def executable() -> str:
    """The browser's path."""
    chosen = os.environ.get("WEITA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chosen:
        return chosen
    command = [str(NODE / "bin" / "node"), "-e", WHERE]
    found = subprocess.run(command, cwd=packages(), capture_output=True, text=True, check=True, timeout=60)
    return found.stdout.strip().splitlines()[-1]


def axe() -> str:
    """The source of axe-core, to be run inside a page."""
    return (packages() / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def wrong_with(page: Page, sizes: tuple[dict[str, int], ...] = (SCREEN, PHONE)) -> list:
    """Where the page that is open is too wide, and what axe finds at the last of the sizes; axe was given to the page before."""
    wrong = []
    for size in sizes:
        page.set_viewport_size(size)
        if (wide := page.evaluate(WIDTH)) > size["width"]:
            wrong.append((page.url, "too wide", wide))
    found = page.evaluate(f"axe.run({{runOnly: {RULES}, resultTypes: ['violations']}})")["violations"]
    return wrong + [(page.url, one["id"], [node["html"][:120] for node in one["nodes"]][:3]) for one in found]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for the time of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS, headless=True)
        try:
            yield browser
        finally:
            browser.close()

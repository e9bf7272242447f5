"""`python -m tests.journeys.picture DIR`: the picture in the README, taken of a running demo with a headless Chromium."""

import sys
from pathlib import Path

from infra.settings import Settings
from services.exchange.simulated.actors import SEED
from services.exchange.simulator import first_family
from tests.desk.browser import chromium

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "pathway.png"


def main(data: str) -> None:
    """The first family's pathway as its caseworker sees it."""
    desk = Settings(data=Path(data)).service_url("desk")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1120, "height": 1240}, locale="it-IT")
        page.goto(f"{desk}/families/{first_family(SEED)}")
        page.get_by_role("button", name="Lucia Bianchi").first.click()
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready.then(() => null)")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main(sys.argv[1])

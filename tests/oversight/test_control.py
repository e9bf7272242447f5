"""A control: opened over a period, by an authority that says how, by whom and on what."""

from datetime import date

from services.oversight.commands import OpenControl
from services.oversight.domain.control import PeriodEndsBeforeStart, open_control
from services.oversight.events import ControlOpened
from tests.spec import an_id, decided

CONTROL, CHIARA = an_id("control"), an_id("chiara")
OPEN = OpenControl(
    project="PROG-2784", kind="unannounced", controller_name="Chiara Villa", signature="Verbale 12", scope="Tutto",
    start=date(2026, 1, 1), until=date(2026, 6, 30),
)  # fmt: skip
DAY = date(2026, 7, 6)
OPENED = ControlOpened(
    control=CONTROL, project="PROG-2784", kind="unannounced", controller=CHIARA, start=OPEN.start, until=OPEN.until,
    opened_on=DAY, controller_name="Chiara Villa", signature="Verbale 12", scope="Tutto",
)  # fmt: skip


def test_a_control_says_who_controls_what_and_how():
    decided.by(lambda: open_control(CONTROL, OPEN, CHIARA, DAY)).then(OPENED)


def test_a_period_has_a_day_at_least():
    backwards = OPEN.model_copy(update={"until": date(2025, 12, 31)})
    decided.by(lambda: open_control(CONTROL, backwards, CHIARA, DAY)).refuses(PeriodEndsBeforeStart, field="until")

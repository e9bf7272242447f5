"""Named example facts of oversight."""

from datetime import date

from services.kernel.event import Event
from services.oversight import events as oversight
from tests.examples.amending import amendments
from tests.spec import an_id

CONTROL, CONTROLLER = an_id("control"), an_id("chiara villa")
PROJECT = "PROG-2784"

OVERSIGHT: tuple[Event, ...] = (
    oversight.ProjectNoted(project=PROJECT),
    oversight.AgencyNoted(agency="sds"),
    oversight.ControlOpened(
        control=CONTROL, project=PROJECT, kind="unannounced", controller=CONTROLLER, start=date(2026, 1, 1),
        until=date(2026, 6, 30), opened_on=date(2026, 7, 6), controller_name="Chiara Villa", signature="Verbale 12/2026",
        scope="Destinatari e spese del primo semestre",
    ),
    *amendments("ControlOpened", f"control/{CONTROL}", f"control/{CONTROL}"),
)  # fmt: skip

"""What oversight publishes: what the funder's controllers and the data protection officer do, and what answers them."""

from services.kernel.amending import EVENTS as AMENDING
from services.kernel.event import Catalogue
from services.oversight.events.control import ControlKind, ControlOpened
from services.oversight.events.known import AgencyNoted, ProjectNoted

CATALOGUE = Catalogue(
    "oversight", ProjectNoted, AgencyNoted,
    ControlOpened,
    *AMENDING,
)  # fmt: skip

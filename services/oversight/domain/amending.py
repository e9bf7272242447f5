"""What of oversight is corrected and voided as such, and what stands for ever."""

from services.kernel.policy import Instead, Part, Policy
from services.oversight import events

POLICY: Policy = {
    events.ProjectNoted: Part(),
    events.AgencyNoted: Part(),
    events.ControlOpened: Instead(None),
}

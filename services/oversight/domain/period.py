"""The rule of periods that several parts of oversight share."""

from services.kernel.rules import RuleBroken


class PeriodEndsBeforeStart(RuleBroken):
    """A period has one day at least."""

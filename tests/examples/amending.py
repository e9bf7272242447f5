"""Named example facts of corrections, which every service records alike."""

from services.kernel import amending
from services.kernel.event import Event
from tests.examples.cast import AMAL, HADDAD
from tests.spec import an_id

AMENDMENT = an_id("amendment")


def amendments(fact_type: str, stream: str, key: str) -> tuple[Event, ...]:
    """A fact that was corrected at once, and one whose correction was asked for, approved, and asked again in vain."""
    about = {"household": HADDAD, "persons": (AMAL,)}
    asked = {**about, "amendment": AMENDMENT, "fact": an_id("a fact"), "fact_type": fact_type}
    return (
        amending.FactVoided(
            **about, corrects_event_id=an_id("a fact"), fact_type=fact_type, of_stream=stream, of_key=key,
            ground="wrong-entry", restated=True, amendment=AMENDMENT, reason="A slip of the pen",
        ),
        amending.AmendmentAsked(
            **asked, ground="wrong-entry", correction=True, reason="A slip of the pen", corrected={"note": "Truly so"}
        ),
        amending.AmendmentApproved(**asked),
        amending.AmendmentRefused(**asked, reason="It was so"),
    )  # fmt: skip

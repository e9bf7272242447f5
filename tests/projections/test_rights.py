"""What is kept, forgotten, restricted and given, as the read model has it."""

from datetime import date

from projections.rights import MODEL
from services.oversight import events
from tests.examples.rights import AMAL, AMINA, DISCLOSURE, ERASURE, HOLD, OBJECTION, PROJECT, RIGHTS
from tests.projections.told import given
from tests.spec import recorded


def the_story():
    told = [event for event in RIGHTS if not isinstance(event, events.ErasureRefused)]
    return given(*(recorded(event, n, service="oversight") for n, event in enumerate(told, 1))).when(MODEL)


def test_an_erasure_is_asked_for_and_done():
    told = the_story()
    told.then("erasure", {"erasure": ERASURE, "what": "care", "ground": None, "persons": [str(AMAL), str(AMINA)]})
    told.then("subject", {"person": AMAL, "care_erased": False, "restricted": False})


def test_a_refusal_says_why_and_until_when():
    refused = next(event for event in RIGHTS if isinstance(event, events.ErasureRefused))
    given(recorded(refused, service="oversight")).when(MODEL).then(
        "erasure", {"ground": "retention", "project": PROJECT, "until": date(2032, 12, 31), "erased_at": None}
    )


def test_holds_objections_and_disclosures_are_listed():
    told = the_story()
    told.then("hold", {"hold": HOLD, "person": AMAL, "ends": date(2031, 1, 1), "covers": "everything"})
    told.then("objection", {"objection": OBJECTION, "upheld": False, "decided_by": "anna"})
    told.then("disclosed", {"disclosure": DISCLOSURE, "person": AMAL, "recipient": "autorita-di-audit"})
    told.then("told", {"disclosure": DISCLOSURE, "what": "rectified"})
    told.then("retention", {"project": PROJECT, "years": 5, "paid_on": date(2027, 3, 31)})

"""Named example facts of what is kept, forgotten, restricted and disclosed."""

from datetime import date

from services.kernel.event import Event
from services.oversight import events as oversight
from tests.spec import an_id

AMAL, AMINA, OFFICER, PROJECT = an_id("amal"), an_id("amina"), an_id("the protection officer"), "PROG-2784"
ERASURE, HOLD, OBJECTION, DISCLOSURE = an_id("erasure"), an_id("hold"), an_id("objection"), an_id("disclosure")

RIGHTS: tuple[Event, ...] = (
    oversight.RetentionNoted(
        project=PROJECT, years=5, counted_from="year-end", years_after_recovery=3, years_after_case=1
    ),
    oversight.FinalPaymentDeclared(project=PROJECT, paid_on=date(2027, 3, 31)),
    oversight.ParticipationNoted(person=AMAL, project=PROJECT),
    oversight.SameHumanNoted(person=AMAL, other=AMINA),
    oversight.SameHumanCleared(person=AMAL, other=AMINA),
    oversight.HoldPlaced(
        hold=HOLD, of_stream=f"subject/{AMAL}", person=AMAL, ground="court-case", covers="everything", until=date(2030, 1, 1),
        official=OFFICER, note="Causa n. 12/2026",
    ),
    oversight.HoldReleased(
        hold=HOLD, of_stream=f"subject/{AMAL}", person=AMAL, ground="court-case", ends=date(2031, 1, 1)
    ),
    oversight.ErasureRefused(
        erasure=an_id("an erasure refused"), person=AMAL, persons=(AMAL, AMINA), what="everything", ground="retention",
        project=PROJECT, until=date(2032, 12, 31), asked_on=date(2026, 5, 4),
    ),
    oversight.ErasureRequested(
        erasure=ERASURE, person=AMAL, persons=(AMAL, AMINA), what="care", asked_on=date(2026, 5, 4)
    ),
    oversight.SubjectErased(
        erasure=ERASURE, person=AMAL, what="care", keys=({"kid": an_id("a key"), "person": AMAL, "kind": "care"},)
    ),
    oversight.SubjectReadmitted(person=AMAL, what="care", official=OFFICER, reason="Torna dopo due anni"),
    oversight.ProcessingRestricted(person=AMAL, ground="accuracy-contested", note="La data di nascita"),
    oversight.RestrictionLifted(person=AMAL, note="La data è esatta"),
    oversight.ObjectionRaised(objection=OBJECTION, person=AMAL, against="ranking", reason="Il lavoro non è contato"),
    oversight.ObjectionDecided(objection=OBJECTION, person=AMAL, against="ranking", upheld=False, reason="È contato"),
    oversight.DataDisclosed(
        disclosure=DISCLOSURE, recipient="autorita-di-audit", purpose="audit", fields=("given_name", "family_name"),
        persons=(AMAL,), project=PROJECT, disclosed_on=date(2026, 5, 4),
    ),
    oversight.RecipientTold(
        person=AMAL, disclosure=DISCLOSURE, recipient="autorita-di-audit", what="rectified", told_on=date(2026, 5, 5)
    ),
)  # fmt: skip

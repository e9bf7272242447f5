"""Named example facts of controls: a control with a sample, a finding and its answer, and an irregularity that came out."""

from datetime import date

from services.kernel.event import Event
from services.oversight import events as oversight
from tests.examples.cast import HADDAD, PROJECT
from tests.spec import an_id

CONTROL, CONTROLLER, FINDING = an_id("control"), an_id("chiara villa"), an_id("finding")
OFFICIAL, IRREGULARITY = an_id("marco rinaldi"), an_id("irregularity")
RULES = oversight.TicketRules(version="2026", base=1, points={"late-entries": 3, "corrections": 2}, most=50)

CONTROLS: tuple[Event, ...] = (
    oversight.ControlOpened(
        control=CONTROL, project=PROJECT, kind="unannounced", controller=CONTROLLER, start=date(2026, 1, 1),
        until=date(2026, 6, 30), opened_on=date(2026, 7, 6), controller_name="Chiara Villa", signature="Verbale 12/2026",
        scope="Destinatari e spese del primo semestre",
    ),
    oversight.SamplingRulesPublished(project=PROJECT, rules=RULES),
    oversight.SampleDrawn(
        control=CONTROL, sample=an_id("sample"), project=PROJECT, of="families", method="risk", rules=RULES, seed="5e" * 32,
        log=PROJECT, checkpoint_size=8_719, checkpoint_root="0c" * 32, population_size=120, population_sha256="9a" * 32,
        drawn=(HADDAD, an_id("another family")), drawn_on=date(2026, 7, 6),
    ),
    oversight.FindingRaised(
        control=CONTROL, finding=FINDING, project=PROJECT, agency="sds", severity="recommendation", concerns=(HADDAD,),
        answer_by=date(2026, 8, 6), raised_on=date(2026, 7, 7), controller=CONTROLLER, text="Un ingresso annotato in ritardo",
    ),
    oversight.FindingAnswered(
        control=CONTROL, finding=FINDING, project=PROJECT, agency="sds", position="accepted", measures_by=date(2026, 9, 30),
        answered_on=date(2026, 7, 20), official=OFFICIAL, answer="Si registra entro tre giorni",
    ),
    oversight.ControlClosed(
        control=CONTROL, project=PROJECT, outcome="with-findings", samples=1, findings=1, answered=1,
        without=(oversight.Absence(item="sample", ground="all-was-looked-at"),), closed_on=date(2026, 8, 10),
        controller=CONTROLLER, conclusion="La gestione è regolare",
    ),
    oversight.IrregularityReported(
        irregularity=IRREGULARITY, project=PROJECT, agency="coop", kind="not-documented", qualification="irregularity",
        provision="514/2014 art. 21", found_by="on-the-spot-control", control=CONTROL, finding=FINDING,
        first_information_on=date(2026, 7, 7), started_on=date(2026, 4, 1), ended_on=date(2026, 4, 30),
        expenditure_cents=48_000, public_cents=48_000, affected_cents=3_000, state="administrative",
        reported_on=date(2026, 7, 21), official=OFFICIAL, description="Una penale pagata con i fondi del progetto",
    ),
    oversight.IrregularityUpdated(
        irregularity=IRREGULARITY, project=PROJECT, qualification="irregularity", ended_on=date(2026, 4, 30),
        affected_cents=3_000, recovered_cents=3_000, state="closed", updated_on=date(2026, 9, 1), official=OFFICIAL,
        note="Restituita",
    ),
)  # fmt: skip

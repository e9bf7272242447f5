"""Named example facts of oversight."""

from datetime import UTC, date, datetime

from services.kernel.event import Event
from services.oversight import events as oversight
from tests.examples.amending import amendments
from tests.examples.controls import CONTROL, CONTROLS
from tests.examples.reports import REPORTS
from tests.examples.rights import RIGHTS
from tests.spec import an_id

CLAIM = an_id("claim")
PROJECT, AMAL = "PROG-2784", an_id("amal")

OVERSIGHT: tuple[Event, ...] = (
    oversight.ProjectNoted(project=PROJECT),
    oversight.AgencyNoted(agency="sds"),
    *CONTROLS,
    oversight.TargetSet(project=PROJECT, indicator="families", quarter="2026-Q2", value=40),
    oversight.AccountOpened(agency="coop", account="5.2784", project=PROJECT),
    oversight.ExpenseClaimed(
        claim=CLAIM, project=PROJECT, agency="coop", receiver="sds", line="A1", amount_cents=48_000, account="5.2784",
        start=date(2026, 4, 1), until=date(2026, 4, 30), evidence=({"sha256": "0" * 64, "kind": "invoice"},),
        official=an_id("giulio moretti"), note="Affitto di aprile",
    ),
    oversight.ExpenseAccepted(
        claim=CLAIM, project=PROJECT, line="A1", account="5.2784", amount_cents=45_000, claimed_cents=48_000,
        decided_on=date(2026, 5, 4), official=an_id("marco rinaldi"), note="Senza la penale",
    ),
    oversight.ExpenseRejected(
        claim=an_id("another claim"), project=PROJECT, line="B2", account="5.2784", claimed_cents=9_900,
        ground="not-documented", decided_on=date(2026, 5, 4), official=an_id("marco rinaldi"), note="Manca la fattura",
    ),
    *REPORTS,
    oversight.EvidenceFiled(
        sha256="a1" * 32, kind="declaration", sent_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), size=48_213,
        media_type="application/pkcs7-mime", person=AMAL, project=PROJECT, owner=AMAL, file_name="dichiarazione.pdf.p7m",
        clear_sha256="b2" * 32, signed_by=("Chiara Villa",),
        signatures=(
            oversight.Signature(
                form="cades", intact=True, trusted=True, issuer="CN: Autorità di prova", serial="1f",
                signed_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            ),
        ),
    ),
    *RIGHTS,
    *amendments("ControlOpened", f"control/{CONTROL}", f"control/{CONTROL}"),
)  # fmt: skip

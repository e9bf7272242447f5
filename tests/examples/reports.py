"""Named example facts of sealed reports."""

from datetime import date

from services.kernel.event import Event
from services.kernel.evidence import Evidence
from services.oversight.events import CellChanged, LogUsed, ReportRectified, ReportSealed, report_of
from tests.spec import an_id

PROJECT, START, UNTIL = "PROG-2784", date(2026, 1, 1), date(2026, 3, 31)
REPORT = report_of(PROJECT, "quarterly", START, UNTIL)
LIST = Evidence(sha256="c3" * 32, kind="report")

SEALED = ReportSealed(
    report=REPORT, project=PROJECT, kind="quarterly", start=START, until=UNTIL, cut={"intake": 120, "housing": 40},
    logs=(LogUsed(log=PROJECT, size=130, root="d4" * 32), LogUsed(log="common", size=30, root="e5" * 32)),
    figures={"O3": {"": 7, "female|18-60": 5, "male|<18": 2}, "stay_length": {"": (90, 3)}}, listed_sha256="f6" * 32,
    evidence=(LIST,), sha256="07" * 32,
)  # fmt: skip
RECTIFIED = ReportRectified(
    report=REPORT, project=PROJECT, number=1, previous="07" * 32, cut={"intake": 131, "housing": 40},
    logs=(LogUsed(log=PROJECT, size=141, root="18" * 32),),
    changes=(
        CellChanged(figure="O3", cell="", before=7, after=8, causes=(an_id("late service"),)),
        CellChanged(figure="O3", cell="male|18-60", before=None, after=1, causes=(an_id("late service"),), more=2),
    ),
    listed_sha256="29" * 32, evidence=(LIST,), sha256="3a" * 32,
)  # fmt: skip
REPORTS: tuple[Event, ...] = (SEALED, RECTIFIED)

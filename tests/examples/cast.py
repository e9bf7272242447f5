"""Who and what the story of the examples is about."""

from datetime import date

from tests.spec import an_id

PROJECT, SDS, COOP = "PROG-2784", "sds", "coop"
HADDAD, AMAL, SAMI, NOUR = (an_id(name) for name in ("haddad", "amal", "sami", "nour"))
MARCO, GRAZIA, TEACHER = (an_id(name) for name in ("marco", "grazia", "teacher"))
FOLLOW_UP = an_id("follow-up")
CONSENT, ASSESSMENT, PLAN, GOAL, DELIVERY = (an_id(name) for name in ("consent", "assessment", "plan", "goal", "delivery"))
DWELLING, UNIT, AGREEMENT, STAY, DECISION = (an_id(name) for name in ("dwelling", "unit", "agreement", "stay", "decision"))
NEED, MATCH, HOURS, COVER = (an_id(name) for name in ("need", "match", "hours", "cover"))
COURSE, EDITION, LESSON, CERTIFICATE = (an_id(name) for name in ("course", "edition", "lesson", "certificate"))
TAKEN_IN, ENTRY, MOVED_IN, EXIT = date(2026, 1, 10), date(2026, 1, 15), date(2026, 2, 1), date(2026, 10, 31)

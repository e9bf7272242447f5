"""Whatever is recorded, corrected and voided in whatever order: the log says what was said last, and keeps all that was said."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.commands import CorrectService, RecordService, VoidService
from services.intake.domain.case import Case
from services.intake.domain.household import Household
from services.intake.domain.programme import Agency
from services.intake.domain.service_log import ServiceLog, correct, evolve, record, void
from services.intake.events import ProgrammeRules
from tests.spec import an_id, decided, recorded

FAMILY, AMAL, SAMI, STRANGER = an_id("family"), an_id("amal"), an_id("sami"), an_id("stranger")
ENTRY, EXIT, TODAY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 4, 10)
HOME = Household("PROG-2784", "sds", AMAL, frozenset({AMAL, SAMI}), ENTRY, EXIT, frozenset({AMAL, SAMI}))
CODES = some.sampled_from(["A1.05", "A1.05", "A2.09", "A2.09", "Z9"])
DAYS = some.sampled_from([-1, 0, 7, 20, 40, 41]).map(lambda n: ENTRY + timedelta(days=n))
WHO = some.sampled_from([(AMAL,), (SAMI,), (AMAL, SAMI), (SAMI, SAMI), (AMAL, STRANGER)])
MOSTLY = [True, True, True, False]
WORLD = {"household": HOME, "rules": ProgrammeRules(), "codes": {"A1.05", "A2.09"}}


def fits(code, day, who):
    return code != "Z9" and ENTRY <= day <= TODAY and STRANGER not in who and len(set(who)) == len(who)


class OneLog(RuleBasedStateMachine):
    """Caseworkers write, mistype, correct and strike out; beside them a ledger of what stands."""

    @initialize()
    def begin(self):
        self.log, self.events, self.corrected = ServiceLog(), 0, []
        self.stands, self.struck = {}, set()

    @rule(code=CODES, day=DAYS, who=WHO, known=some.sampled_from(MOSTLY), open_=some.sampled_from(MOSTLY))
    def record(self, code, day, who, known, open_):
        name = an_id(f"delivery {self.events}")
        ask = RecordService(household=FAMILY, code=code, delivered_on=day, recipients=who, minutes=30)
        world = {**WORLD, "provider": "sds", "agency": Agency("SdS" if known else None), "case": Case("sds", open=open_)}
        allowed = fits(code, day, who) and known and open_
        if self.tell(decided.by(lambda: record(ask, name, TODAY, **world)), allowed):
            self.stands[name] = (code, day, who, 30)

    @precondition(lambda self: self.stands)
    @rule(data=some.data(), changes=some.fixed_dictionaries({}, optional={"code": CODES, "delivered_on": DAYS, "recipients": WHO}))
    def correct(self, data, changes):
        name = self.some_entry(data)
        ask = CorrectService(household=FAMILY, delivery=name, minutes=45, reason="mistyped", **changes)
        code, day, who, _ = self.stands.get(name, ("", TODAY, (), 0))
        after = (changes.get("code", code), changes.get("delivered_on", day), changes.get("recipients", who))
        allowed = name in self.stands and name not in self.struck and fits(*after)
        if self.tell(decided.by(lambda: correct(self.log, ask, TODAY, "rita", **WORLD)), allowed):
            self.stands[name] = (*after, 45)

    @precondition(lambda self: self.stands)
    @rule(data=some.data())
    def void(self, data):
        name = self.some_entry(data)
        ask = VoidService(household=FAMILY, delivery=name, reason="never took place")
        decision = decided.by(lambda: void(self.log, ask, "rita", rules=WORLD["rules"]))
        if self.tell(decision, allowed=name in self.stands and name not in self.struck):
            self.struck.add(name)

    def some_entry(self, data):
        return data.draw(some.sampled_from([*sorted(self.stands), an_id("nothing")]))

    def tell(self, outcome, allowed):
        """What is refused leaves no trace."""
        accepted = not outcome.broken and outcome.impossible is None
        assert accepted == allowed, outcome
        for event in outcome.facts if accepted else ():
            self.events += 1
            self.log = evolve(self.log, recorded(event, self.events))
            self.corrected += [event.corrects_event_id] if hasattr(event, "corrects_event_id") else []
        return accepted

    @invariant()
    def the_log_says_what_was_said_last(self):
        found = {
            name: (entry.fact.code, entry.fact.delivered_on, entry.fact.recipients, entry.fact.minutes)
            for name, entry in self.log.entries.items()
        }
        assert found == self.stands
        assert {name for name, entry in self.log.entries.items() if entry.voided} == self.struck

    @invariant()
    def corrections_form_one_chain_for_each_service(self):
        assert len(set(self.corrected)) == len(self.corrected)


TestServiceLogs = OneLog.TestCase
TestServiceLogs.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

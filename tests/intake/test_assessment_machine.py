"""Whatever is recorded and revised in whatever order: each assessment says what was said last, by one chain of corrections."""

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.intake.commands import RecordAssessment, ReviseAssessment
from services.intake.domain.assessment import Assessments, evolve, record, revise
from services.intake.domain.case import Case
from services.intake.domain.household import Household
from tests.spec import an_id, decided, recorded

FAMILY, PEOPLE = an_id("family"), [an_id("amal"), an_id("sami")]
STRANGER = an_id("stranger")
HOME = Household("PROG-2784", "sds", PEOPLE[0], frozenset(PEOPLE), None, None, frozenset(PEOPLE))
TOOLS = {("SSM", "1"): {"housing", "income"}, ("SSM", "2"): {"housing", "income", "legal"}}
SCORES = some.builds(dict, housing=some.none() | some.integers(1, 5), income=some.sampled_from([1, 5])) | some.just(
    {"happiness": 5}
)
PHASES = some.sampled_from(["entry", "interim", "exit", "follow-up"])


class OneFamily(RuleBasedStateMachine):
    """Two members, a stranger, two versions of the tool, a case that closes and opens; beside it a list of what was said."""

    @initialize()
    def begin(self):
        self.assessments, self.open, self.said, self.corrected = Assessments(), True, {}, []
        self.events = 0

    @rule()
    def case_closes_or_opens(self):
        self.open = not self.open

    @rule(
        person=some.sampled_from([*PEOPLE, STRANGER]), phase=PHASES, version=some.sampled_from(["1", "1", "2", "3"]), scores=SCORES
    )
    def record(self, person, phase, version, scores):
        ask = RecordAssessment(household=FAMILY, person=person, phase=phase, tool_version=version, scores=scores)
        name, case = an_id(f"assessment {self.events}"), Case("sds", "P", PEOPLE[0], open=self.open)
        before = [said for said in self.said.values() if said["person"] == person]
        allowed = (
            person in PEOPLE
            and version != "3"
            and "happiness" not in scores
            and (self.open or phase == "follow-up")
            and (phase in ("entry", "follow-up") or any(said["phase"] == "entry" for said in before))
            and all(said["version"] == version for said in before)
        )
        outcome = decided.by(lambda: record(self.assessments, name, ask, HOME, case=case, tools=TOOLS))
        if self.tell(outcome, allowed):
            self.said[name] = {"person": person, "phase": phase, "version": version, "scores": scores}

    @precondition(lambda self: self.said)
    @rule(data=some.data(), scores=SCORES)
    def revise(self, data, scores):
        name = data.draw(some.sampled_from([*sorted(self.said), an_id("nothing")]))
        allowed = name in self.said and "happiness" not in scores and scores != self.said[name]["scores"]
        ask = ReviseAssessment(household=FAMILY, assessment=name, scores=scores, reason="misheard")
        outcome = decided.by(lambda: revise(self.assessments, ask, tools=TOOLS))
        if self.tell(outcome, allowed):
            self.corrected.append(outcome.facts[0].corrects_event_id)
            self.said[name] = {**self.said[name], "scores": scores}

    def tell(self, outcome, allowed):
        """What is refused leaves no trace."""
        accepted = not outcome.broken and outcome.impossible is None
        assert accepted == allowed, outcome
        for event in outcome.facts if accepted else ():
            self.events += 1
            self.assessments = evolve(self.assessments, recorded(event, self.events))
        return accepted

    @invariant()
    def each_assessment_says_what_was_said_last(self):
        assert {name: dict(made.fact.scores) for name, made in self.assessments.made.items()} == {
            name: said["scores"] for name, said in self.said.items()
        }

    @invariant()
    def nothing_is_corrected_twice(self):
        assert len(set(self.corrected)) == len(self.corrected)

    @invariant()
    def whoever_has_an_exit_has_an_entry_made_with_the_same_tool(self):
        for person in PEOPLE:
            made = [made.fact for made in self.assessments.made.values() if made.fact.person == person]
            assert len({(fact.tool, fact.tool_version) for fact in made}) <= 1
            assert not any(fact.phase == "exit" for fact in made) or any(fact.phase == "entry" for fact in made)


TestAssessments = OneFamily.TestCase
TestAssessments.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

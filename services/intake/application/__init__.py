"""The application of intake: one method per command, in the file of its topic."""

from collections.abc import Collection

from infra.amending import Amendments
from infra.ledger import Ledger
from services.intake.application.access import Access
from services.intake.application.assessment import Assessments
from services.intake.application.case import Cases
from services.intake.application.consent import Consents
from services.intake.application.follow_up import FollowUps
from services.intake.application.household import Households
from services.intake.application.identity import Identities
from services.intake.application.milestone import Milestones
from services.intake.application.person import Persons
from services.intake.application.plan import Plans
from services.intake.application.programme import Programmes
from services.intake.application.reading import reached
from services.intake.application.referral import Referrals
from services.intake.application.regrouping import Regroupings
from services.intake.application.service_log import Services
from services.intake.codes import codes, permit_kinds
from services.intake.domain.amending import POLICY
from services.intake.domain.eligibility import Criteria


class Intake:
    """The application of the intake service."""

    def __init__(self, ledger: Ledger, service_codes: Collection[str]) -> None:
        self.ledger = ledger
        self.programmes = Programmes(ledger)
        self.persons = Persons(ledger, Criteria(permit_kinds(), codes("eu-members")))
        self.identities = Identities(ledger)
        self.cases = Cases(ledger)
        self.households = Households(ledger)
        self.regroupings = Regroupings(ledger)
        self.consents = Consents(ledger)
        self.referrals = Referrals(ledger, service_codes)
        self.access = Access(ledger)
        self.assessments = Assessments(ledger)
        self.plans = Plans(ledger)
        self.services = Services(ledger, service_codes)
        self.milestones = Milestones(ledger)
        self.follow_ups = FollowUps(ledger)
        self.amendments = Amendments(ledger, POLICY, reached=reached)

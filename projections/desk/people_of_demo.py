"""The persons of the demonstration: one per role and agency. Only the local issuer of a data folder knows them."""

from dataclasses import dataclass

LEAD, COOPERATIVE, MUNICIPALITY, FUND = "sds", "coop", "comune", "autorita"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to log in as."""

    key: str
    name: str
    agency: str
    role: str

    @property
    def subject(self) -> str:
        """The stable id that stands on every event they cause."""
        return f"{self.agency}/{self.key}"


AGENCIES = {
    LEAD: "Società della Salute",
    COOPERATIVE: "Cooperativa Il Ponte",
    MUNICIPALITY: "Comune di Orbetello",
    FUND: "Autorità Responsabile FAMI",
}
"""Names as the demonstration registers them; what an AgencyRegistered says goes before."""

PEOPLE = (
    DemoPerson("lucia.bianchi", "Lucia Bianchi", LEAD, "caseworker"),
    DemoPerson("marco.rinaldi", "Marco Rinaldi", LEAD, "coordinator"),
    DemoPerson("elena.conti", "Elena Conti", LEAD, "dpo"),
    DemoPerson("paolo.serra", "Paolo Serra", LEAD, "admin"),
    DemoPerson("sara.fabbri", "Sara Fabbri", COOPERATIVE, "caseworker"),
    DemoPerson("giulio.moretti", "Giulio Moretti", COOPERATIVE, "coordinator"),
    DemoPerson("anna.galli", "Anna Galli", COOPERATIVE, "registrar"),
    DemoPerson("davide.costa", "Davide Costa", COOPERATIVE, "trainer"),
    DemoPerson("nadia.el-amrani", "Nadia El Amrani", COOPERATIVE, "volunteer"),
    DemoPerson("francesca.leoni", "Francesca Leoni", MUNICIPALITY, "caseworker"),
    DemoPerson("pietro.marchi", "Pietro Marchi", MUNICIPALITY, "housing"),
    DemoPerson("chiara.villa", "Chiara Villa", FUND, "auditor"),
    DemoPerson("stefano.greco", "Stefano Greco", FUND, "funder"),
)
BY_KEY = {person.key: person for person in PEOPLE}
NAMES = {person.subject: person.name for person in PEOPLE}

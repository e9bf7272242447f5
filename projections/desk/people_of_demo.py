"""The persons of the demonstration: one per role and agency. Only the local issuer of a data folder knows them."""

from dataclasses import dataclass

from services.kernel.command import new_id

LEAD, MUNICIPALITY, EMPLOYMENT = "sds", "comune", "cpi"
COOPERATIVE, ASSOCIATION, PARISH, VOLUNTEERS = "coop", "terre", "rocco", "odv"
FUND = "autorita"
FIRST_VOLUNTEER = str(new_id(COOPERATIVE, "demo:2784:volunteer:0:person", "person"))
"""The person id of the sample year's first volunteer, as the key of the command that registers them gives it."""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to log in as."""

    key: str
    name: str
    agency: str
    role: str
    person: str = ""
    """The person id of somebody who acts as the person they are: a volunteer, on their own matches and hours."""

    @property
    def subject(self) -> str:
        """The stable id that stands on every event they cause."""
        return self.person or f"{self.agency}/{self.key}"


AGENCIES = {
    LEAD: "Società della Salute",
    MUNICIPALITY: "Comune di Orbetello",
    EMPLOYMENT: "Centro per l'impiego",
    COOPERATIVE: "Cooperativa Il Ponte",
    ASSOCIATION: "Associazione Terre Mosse",
    PARISH: "Centro d'ascolto San Rocco",
    VOLUNTEERS: "Volontari della Laguna ODV",
    FUND: "Autorità Responsabile FAMI",
}
"""Names as the demonstration registers them; what an AgencyRegistered says goes before."""

PEOPLE = (
    DemoPerson("lucia.bianchi", "Lucia Bianchi", LEAD, "caseworker"),
    DemoPerson("marco.rinaldi", "Marco Rinaldi", LEAD, "coordinator"),
    DemoPerson("elena.conti", "Elena Conti", LEAD, "dpo"),
    DemoPerson("paolo.serra", "Paolo Serra", LEAD, "admin"),
    DemoPerson("francesca.leoni", "Francesca Leoni", MUNICIPALITY, "caseworker"),
    DemoPerson("pietro.marchi", "Pietro Marchi", MUNICIPALITY, "housing"),
    DemoPerson("valeria.ricci", "Valeria Ricci", MUNICIPALITY, "coordinator"),
    DemoPerson("tommaso.neri", "Tommaso Neri", EMPLOYMENT, "caseworker"),
    DemoPerson("elisa.bruni", "Elisa Bruni", EMPLOYMENT, "trainer"),
    DemoPerson("barbara.lupi", "Barbara Lupi", EMPLOYMENT, "trainer"),
    DemoPerson("sara.fabbri", "Sara Fabbri", COOPERATIVE, "caseworker"),
    DemoPerson("giulio.moretti", "Giulio Moretti", COOPERATIVE, "coordinator"),
    DemoPerson("anna.galli", "Anna Galli", COOPERATIVE, "registrar"),
    DemoPerson("davide.costa", "Davide Costa", COOPERATIVE, "trainer"),
    DemoPerson("bruna.sensi", "Bruna Sensi", COOPERATIVE, "housing"),
    DemoPerson("nadia.el-amrani", "Nadia El Amrani", COOPERATIVE, "volunteer", FIRST_VOLUNTEER),
    DemoPerson("karima.haddou", "Karima Haddou", ASSOCIATION, "caseworker"),
    DemoPerson("ettore.baldi", "Ettore Baldi", ASSOCIATION, "coordinator"),
    DemoPerson("agnese.poli", "Agnese Poli", PARISH, "caseworker"),
    DemoPerson("dino.marini", "Dino Marini", PARISH, "coordinator"),
    DemoPerson("ilaria.senesi", "Ilaria Senesi", VOLUNTEERS, "registrar"),
    DemoPerson("ugo.fabiani", "Ugo Fabiani", VOLUNTEERS, "coordinator"),
    DemoPerson("chiara.villa", "Chiara Villa", FUND, "auditor"),
    DemoPerson("stefano.greco", "Stefano Greco", FUND, "funder"),
)
BY_KEY = {person.key: person for person in PEOPLE}
NAMES = {person.subject: person.name for person in PEOPLE}

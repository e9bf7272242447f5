"""Who acts in the sample year. The desk offers the same persons to log in as (projections/desk/people_of_demo.py)."""

from services.exchange.simulated.plot import Actor
from services.kernel.command import new_id

SDS, COMUNE, CPI = "sds", "comune", "cpi"
COOP, TERRE, ROCCO, ODV = "coop", "terre", "rocco", "odv"
AUTHORITY = "autorita"
AGENCIES = {
    SDS: "Società della Salute",
    COMUNE: "Comune di Orbetello",
    CPI: "Centro per l'impiego",
    COOP: "Cooperativa Il Ponte",
    TERRE: "Associazione Terre Mosse",
    ROCCO: "Centro d'ascolto San Rocco",
    ODV: "Volontari della Laguna ODV",
    AUTHORITY: "Autorità Responsabile FAMI",
}
"""Three public bodies, the lead first, four of the third sector, and the authority that looks on."""
SEED = 2784

LUCIA = Actor("sds/lucia.bianchi", "Lucia Bianchi", SDS, "caseworker")
MARCO = Actor("sds/marco.rinaldi", "Marco Rinaldi", SDS, "coordinator")
PAOLO = Actor("sds/paolo.serra", "Paolo Serra", SDS, "admin")
SARA = Actor("coop/sara.fabbri", "Sara Fabbri", COOP, "caseworker")
GIULIO = Actor("coop/giulio.moretti", "Giulio Moretti", COOP, "coordinator")
ANNA = Actor("coop/anna.galli", "Anna Galli", COOP, "registrar")
DAVIDE = Actor("coop/davide.costa", "Davide Costa", COOP, "trainer")
BRUNA = Actor("coop/bruna.sensi", "Bruna Sensi", COOP, "housing")
FRANCESCA = Actor("comune/francesca.leoni", "Francesca Leoni", COMUNE, "caseworker")
PIETRO = Actor("comune/pietro.marchi", "Pietro Marchi", COMUNE, "housing")
VALERIA = Actor("comune/valeria.ricci", "Valeria Ricci", COMUNE, "coordinator")
TOMMASO = Actor("cpi/tommaso.neri", "Tommaso Neri", CPI, "caseworker")
ELISA = Actor("cpi/elisa.bruni", "Elisa Bruni", CPI, "trainer")
BARBARA = Actor("cpi/barbara.lupi", "Barbara Lupi", CPI, "trainer")
KARIMA = Actor("terre/karima.haddou", "Karima Haddou", TERRE, "caseworker")
ETTORE = Actor("terre/ettore.baldi", "Ettore Baldi", TERRE, "coordinator")
AGNESE = Actor("rocco/agnese.poli", "Agnese Poli", ROCCO, "caseworker")
DINO = Actor("rocco/dino.marini", "Dino Marini", ROCCO, "coordinator")
ILARIA = Actor("odv/ilaria.senesi", "Ilaria Senesi", ODV, "registrar")
UGO = Actor("odv/ugo.fabiani", "Ugo Fabiani", ODV, "coordinator")
CHIARA = Actor("autorita/chiara.villa", "Chiara Villa", AUTHORITY, "auditor")
STAFF = (
    LUCIA, MARCO, PAOLO, SARA, GIULIO, ANNA, DAVIDE, BRUNA, FRANCESCA, PIETRO, VALERIA, TOMMASO, ELISA, BARBARA, KARIMA, ETTORE,
    AGNESE, DINO, ILARIA, UGO,
)  # fmt: skip

COORDINATORS = {SDS: MARCO, COOP: GIULIO, COMUNE: VALERIA, TERRE: ETTORE, ROCCO: DINO, ODV: UGO}
"""Who decides on a home, and on what touches several families: the coordinator of the family's agency."""


def clock_of(agency: str) -> Actor:
    """The clock, which notes for an agency what has fallen due; the running one finds nothing left to note."""
    return Actor("clock", "", agency, "system")


def volunteer_subject(number: int, seed: int = SEED) -> str:
    """A volunteer acts as the person they are: the subject of their token is their person id."""
    return str(new_id(registrar_of(number).agency, f"demo:{seed}:volunteer:{number}:person", "person"))


def registrar_of(number: int) -> Actor:
    """Whose register a volunteer is in: the cooperative's, the voluntary organisation's or the lead's own."""
    return (ANNA, ILARIA, MARCO)[number % 3]

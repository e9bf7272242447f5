"""Who acts in the sample year. The desk offers the same persons to log in as (projections/desk/people_of_demo.py)."""

from services.exchange.simulated.plot import Actor
from services.kernel.command import new_id

SDS, COOP, COMUNE, ATENEO, AUTHORITY = "sds", "coop", "comune", "ateneo", "autorita"
AGENCIES = {
    SDS: "Società della Salute",
    COOP: "Cooperativa Il Ponte",
    COMUNE: "Comune di Orbetello",
    ATENEO: "Università, laboratorio di welfare generativo",
    AUTHORITY: "Autorità Responsabile FAMI",
}
SEED = 2784

LUCIA = Actor("sds/lucia.bianchi", "Lucia Bianchi", SDS, "caseworker")
MARCO = Actor("sds/marco.rinaldi", "Marco Rinaldi", SDS, "coordinator")
PAOLO = Actor("sds/paolo.serra", "Paolo Serra", SDS, "admin")
SARA = Actor("coop/sara.fabbri", "Sara Fabbri", COOP, "caseworker")
GIULIO = Actor("coop/giulio.moretti", "Giulio Moretti", COOP, "coordinator")
ANNA = Actor("coop/anna.galli", "Anna Galli", COOP, "registrar")
DAVIDE = Actor("coop/davide.costa", "Davide Costa", COOP, "trainer")
FRANCESCA = Actor("comune/francesca.leoni", "Francesca Leoni", COMUNE, "caseworker")
PIETRO = Actor("comune/pietro.marchi", "Pietro Marchi", COMUNE, "housing")
STAFF = (LUCIA, MARCO, PAOLO, SARA, GIULIO, ANNA, DAVIDE, FRANCESCA, PIETRO)

COORDINATORS = {SDS: MARCO, COOP: GIULIO, COMUNE: MARCO}
"""Who decides on a home: the coordinator of the family's agency; the municipality's families are decided by the lead."""


def volunteer_subject(number: int, seed: int = SEED) -> str:
    """A volunteer acts as the person they are: the subject of their token is their person id."""
    return str(new_id(registrar_of(number).agency, f"demo:{seed}:volunteer:{number}:person", "person"))


def registrar_of(number: int) -> Actor:
    """Every third volunteer is in the lead's own register, the others in the cooperative's."""
    return MARCO if number % 3 == 2 else ANNA

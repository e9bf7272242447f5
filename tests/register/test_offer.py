"""A volunteer who stands in the register offers what nobody has asked for, the same thing once at a time."""

from datetime import date

from services.register.commands import MakeOffer
from services.register.domain import offer
from services.register.domain.offer import Offers
from services.register.domain.volunteer import UnknownVolunteer, Volunteer
from services.register.events import OfferMade
from tests.register.examples import JANUARY, JULY, MARCO, VOLUNTEER
from tests.spec import an_id, given

MADE = OfferMade(offer=an_id("offer"), person=MARCO, skill="cooking", start=JANUARY, until=JULY)


def offering(*facts, volunteer=VOLUNTEER, **changes):
    ask = MakeOffer(**{"person": MARCO, "skill": "cooking", "start": JANUARY, "until": JULY, **changes})
    return given(offer.evolve, Offers(), *facts).when(offer.make, an_id("offer"), ask, volunteer)


def test_a_volunteer_offers_what_nobody_has_asked_for():
    offering().then(MADE)
    offering(MADE, skill="sewing").then(MADE.model_copy(update={"skill": "sewing"}))


def test_an_offer_lasts_a_day_at_least():
    offering(until=date(2026, 1, 9)).refuses(offer.OfferEndsBeforeStart)


def test_only_who_stands_in_the_register_on_all_its_days_makes_an_offer():
    offering(start=date(2026, 1, 9)).refuses(offer.OfferedUnregistered)
    offering(volunteer=Volunteer()).refuses(UnknownVolunteer)


def test_the_same_thing_is_offered_once_at_a_time():
    offering(MADE, start=JULY, until=JULY).refuses(offer.AlreadyOffered, offer=an_id("offer"))
    offering(MADE, start=date(2026, 8, 1), until=date(2026, 8, 1)).then(
        MADE.model_copy(update={"start": date(2026, 8, 1), "until": date(2026, 8, 1)})
    )

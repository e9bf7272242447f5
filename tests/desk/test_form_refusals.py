"""What a service's refusal says to whoever filled in a form."""

import pytest

from projections.desk.labels import LANGUAGES
from projections.desk.refusals import explain
from projections.desk.sending import AWAY, Outcome
from projections.desk.wording import Words

ITALIAN = Words("it")


def misfit(*errors):
    found = [{"field": field, "reason": reason, "kind": kind} for field, reason, kind in errors]
    return Outcome(422, {"type": "/problems/does-not-fit", "status": 422, "errors": found, "field": found[0]["field"]})


def test_what_does_not_fit_stands_at_its_field():
    refused = explain(
        misfit(("minutes", "bad", "int_parsing"), ("code", "Field required", "missing")), {"minutes", "code"}, ITALIAN
    )
    assert refused.fields == {"minutes": "Serve un numero intero.", "code": "Serve una risposta."}
    assert refused.top == ()


def test_what_is_wrong_inside_of_a_field_stands_at_the_field_that_shows():
    refused = explain(
        misfit(("members.0.person", "", "missing"), ("evidence.3.kind", "", "missing")), {"members", "evidence.3.kind"}, ITALIAN
    )
    assert refused.fields.keys() == {"members", "evidence.3.kind"}


def test_what_the_page_does_not_show_stands_at_the_top():
    reason = "Value error, name either the dwelling or the unit"
    assert explain(misfit(("", reason, "value_error")), {"unit"}, ITALIAN).top == (
        "Indica la casa oppure l’alloggio, non tutti e due.",
    )


def test_a_rule_speaks_in_the_words_of_its_label():
    said = {"type": "/problems/not-a-member", "status": 409, "title": "…", "field": "person"}
    assert explain(Outcome(409, said), {"person"}, ITALIAN).fields == {"person": "La persona non è un componente di questo nucleo."}
    assert explain(Outcome(409, said), {"head"}, ITALIAN).top == ("La persona non è un componente di questo nucleo.",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [403, 404, 409, 412, 413, 500, 503])
def test_every_refusal_has_words(language, status):
    assert explain(Outcome(status, {"type": "/problems/nobody-knows", "status": status}), set(), Words(language)).top


def test_a_service_that_is_away_says_to_send_again():
    (said,) = explain(Outcome(503, AWAY), set(), ITALIAN).top
    assert "Invia di nuovo" in said
    assert "due volte" in said

"""How commands are shared out and sent again: a chain keeps its order, whatever is answered."""

from services.exchange.asks import Answer, Ask
from services.exchange.client import BATCH, batch_of, not_settled, shared_out

DONE, BUSY = Answer(201), Answer(503)
UNKNOWN = Answer(404, {"type": "/problems/unknown-household", "title": "There is no such household"})


def ask(key: str, after: str = "a", *, hearing: bool = False) -> Ask:
    return Ask("intake", "RecordService", key, {}, after, hearing=hearing)


def again(*answered: tuple[Ask, Answer], late: bool = False) -> tuple[list[str], list[str]]:
    heard: list[str] = []
    waiting = [a.key for a, _ in not_settled(answered, lambda a, _: heard.append(a.key), late=late)]
    return waiting, heard


def test_what_met_a_busy_record_is_sent_again_with_all_that_follows_in_its_chain():
    answered = (ask("1"), DONE), (ask("2"), BUSY), (ask("3"), UNKNOWN), (ask("4", "b"), DONE)
    assert again(*answered) == (["2", "3"], ["1", "4"])


def test_a_household_that_housing_has_not_heard_of_is_asked_for_again():
    assert again((ask("1", hearing=True), UNKNOWN), (ask("2", hearing=True), DONE)) == (["1", "2"], [])


def test_but_not_for_ever():
    assert again((ask("1", hearing=True), UNKNOWN), late=True) == ([], ["1"])


def test_what_intake_does_not_know_is_refused_at_once():
    assert again((ask("1"), UNKNOWN)) == ([], ["1"])


def test_chains_stay_whole_and_in_order_and_the_longest_is_spread_over_all():
    asks = [ask(f"{chain}{n}", chain) for chain, length in (("long", 50), ("x", 5), ("y", 5)) for n in range(length)]
    shares = shared_out(asks, 2)
    assert sorted(a.key for share in shares for a in share) == sorted(a.key for a in asks)
    for share in shares:
        for chain in {a.after for a in share}:
            mine = [a.key for a in share if a.after == chain]
            assert mine == [a.key for a in asks if a.after == chain]


def test_a_request_holds_as_many_commands_as_a_service_takes_and_never_none():
    big = [Ask("intake", "RecordService", str(n), {"note": "x" * 3_000_000}, "a") for n in range(3)]
    assert len(batch_of(big)) == 1
    assert len(batch_of([ask(str(n)) for n in range(5000)])) == BATCH


def test_a_refusal_says_which_field_is_wrong():
    errors = [{"field": "birth_date", "reason": "no such day", "kind": "value_error"}]
    assert Answer(422, {"title": "It does not fit", "field": "birth_date", "errors": errors}).reason == (
        "It does not fit – birth_date: no such day"
    )
    assert Answer(409, {"title": "The unit is taken", "field": "unit"}).reason == "The unit is taken – unit"
    assert (Answer(404, {"title": "Unknown"}).reason, Answer(500).reason) == ("Unknown", "500")

"""The live stream over the wire: numbers without holes, resume, reset, slow readers, a quick end."""

import json
import threading
from uuid import uuid4

import httpx
import pytest

from projections.desk.questions import Delivered
from projections.desk.stream import WAITING, Hub, Subscriber
from tests.desk.conftest import eventually, lines_on
from tests.desk.story import serve


def events_of(client: httpx.Client, address: str, count: int, **headers: str) -> list[tuple[str, str, dict]]:
    """The first events of a stream: id, name and data."""
    found: list[tuple[str, str, dict]] = []
    with client.stream("GET", address, headers=headers) as answer:
        assert answer.status_code == 200
        event = {"id": "", "event": "message"}
        for line in answer.iter_lines():
            if not line and "data" in event:
                found.append((event["id"], event["event"], json.loads(event["data"])))
                event = {"id": "", "event": "message"}
                if len(found) == count:
                    break
            elif line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                event[name] = value
    return found


@pytest.fixture
def caseworker(desk, haddad):
    client = desk.as_("lucia.bianchi")
    eventually(lambda: len(lines_on(client, haddad)) >= 12)
    return client


def at(client, told) -> str:
    return client.get(f"/families/{told.household}.json").json()["delivered"]


def test_a_reader_hears_of_each_new_line_in_order_and_once(settings, desk, caseworker, haddad):
    start = at(caseworker, haddad)
    served = [serve(settings, haddad) for _ in range(3)]
    found = events_of(caseworker, f"/families/{haddad.household}/events?format=json&after={start}", 3)
    assert [data["lines"][0]["event_id"] for _, _, data in found] == served
    generation, _, number = start.rpartition(":")
    assert [key for key, _, _ in found] == [f"{generation}:{int(number) + n}" for n in (1, 2, 3)]


def test_a_reader_who_comes_back_gets_what_is_missing_and_nothing_else(settings, desk, caseworker, haddad):
    address = f"/families/{haddad.household}/events?format=json&after={at(caseworker, haddad)}"
    served = [serve(settings, haddad) for _ in range(4)]
    first = events_of(caseworker, address, 2)
    rest = events_of(caseworker, address, 2, **{"last-event-id": first[-1][0]})
    assert [data["lines"][0]["event_id"] for _, _, data in first + rest] == served


def test_an_id_of_another_generation_or_from_the_future_resets_the_page(desk, caseworker, haddad):
    generation, _, number = at(caseworker, haddad).rpartition(":")
    for unknown in (f"{uuid4()}:1", f"{generation}:{int(number) + 1000}", "nonsense", f"{generation}:-1"):
        (event,) = events_of(caseworker, f"/families/{haddad.household}/events", 1, **{"last-event-id": unknown})
        assert event[1] == "reset", unknown


def test_a_correction_brings_the_corrected_line_along(settings, desk, caseworker, haddad):
    start = at(caseworker, haddad)
    generation, _, told = start.rpartition(":")
    found = events_of(caseworker, f"/families/{haddad.household}/events?format=json&after={generation}:0", int(told))
    correction = next(data for _, _, data in found if data["lines"][0]["event_id"] == haddad.ids["correction"])
    assert [line["event_id"] for line in correction["lines"]] == [haddad.ids["correction"], haddad.ids["corrected"]]
    assert correction["lines"][1]["corrected_by"] == haddad.ids["correction"]
    assert correction["lines"][0]["texts"] == {"reason": "Importo scritto male"}


def test_the_words_sent_live_hold_the_free_text_too(desk, caseworker, haddad):
    generation, _, told = at(caseworker, haddad).rpartition(":")
    found = events_of(caseworker, f"/families/{haddad.household}/events?lang=it&after={generation}:0", int(told))
    assert any("<span>Obiettivo</span> Trovare un impiego" in data["html"] for _, _, data in found)
    for line in ("corrected", "correction"):
        told = [data["html"] for _, _, data in found if f'id="line-{haddad.ids[line]}"' in data["html"]]
        assert told
        assert all("Motivo: <q>Importo scritto male</q>" in html for html in told), line


def test_a_line_that_cannot_be_put_into_words_stops_no_other_page():
    def render(*_):
        raise KeyError("no such word")

    assert Hub(None, "", render).worded(None, uuid4(), [uuid4()], ["it"]) == {}


def test_a_subscriber_that_does_not_read_is_closed():
    slow = Subscriber(uuid4(), "it", Delivered("g", 0))
    assert all(slow.send(b"line") for _ in range(WAITING))
    assert not slow.send(b"one too many")
    assert [slow.waiting.get_nowait() for _ in range(slow.waiting.qsize())] == [None]


def test_the_desk_ends_quickly_while_streams_are_open(desk, caseworker, haddad):
    ended = threading.Event()

    def read() -> None:
        with caseworker.stream("GET", f"/families/{haddad.household}/events", timeout=60) as answer:
            opened.set()
            for _ in answer.iter_lines():
                pass
        ended.set()

    opened = threading.Event()
    threading.Thread(target=read, daemon=True).start()
    assert opened.wait(10)
    assert desk.stop() < 5
    assert ended.wait(5)
    desk.start()

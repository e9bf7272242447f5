"""Documents that the facts of the sample year cite: one for each kind and agency, filed when the first fact cites it.

A story says the digest of the document as it is sent. The address under which it is kept is known only once it is encrypted;
whoever plays the story puts that in its place.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from services.exchange.simulated.families import PROJECT
from services.exchange.simulated.plot import Body, Step

NAMES = {
    "receipt": "ricevuta",
    "declaration": "dichiarazione",
    "invoice": "fattura",
    "contract": "contratto",
    "report": "relazione",
}


@cache
def content_of(agency: str, kind: str) -> bytes:
    """A page of plain text."""
    return (
        f"{NAMES[kind].capitalize()} – documento d'esempio\n\nProgetto {PROJECT}, ente {agency}.\n"
        "Questo file accompagna i dati inventati dell'anno di prova: nessuno l'ha firmato e non riguarda nessuno.\n"
    ).encode()


def document(agency: str, kind: str) -> Body:
    """The evidence that a fact of an agency cites."""
    return {"sha256": hashlib.sha256(content_of(agency, kind)).hexdigest(), "kind": kind}


def file_name(kind: str) -> str:
    """What such a document is called."""
    return f"{NAMES[kind]}.txt"


def cited(step: Step) -> Iterator[str]:
    """The kinds of the documents that a step cites."""
    for one in step.body.get("evidence", ()):
        if isinstance(one, Mapping) and "sha256" in one:
            yield one["kind"]


def with_addresses(body: Mapping[str, Any], addresses: Mapping[str, str]) -> Mapping[str, Any]:
    """The body as it is sent: of each document, by its kind, the address."""
    evidence = [{**one, "sha256": addresses[one["kind"]]} if "sha256" in one else one for one in body.get("evidence", ())]
    return {**body, "evidence": evidence} if evidence else body

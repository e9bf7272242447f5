"""The explicit list of projections, and the languages they read."""

from importlib import import_module

from infra.readmodel import ReadModel
from infra.settings import SERVICES
from projections import audit_trail, certificates, controls, due, identities, indicators, pathway, people, rights
from services.kernel.event import Catalogue

MODELS: tuple[ReadModel, ...] = (
    people.MODEL, pathway.MODEL, audit_trail.MODEL, indicators.MODEL, due.MODEL, certificates.MODEL, identities.MODEL,
    rights.MODEL, controls.MODEL,
)  # fmt: skip


def model(name: str) -> ReadModel:
    """A projection by name. Raises `KeyError`."""
    return {m.name: m for m in MODELS}[name]


def catalogues() -> list[Catalogue]:
    """The published languages of all services."""
    return [import_module(f"services.{name}.events").CATALOGUE for name in SERVICES]

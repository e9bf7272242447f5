"""The small witnesses of `weita up`: their folders, which logs they know, and the policy that names them."""

import base64
from collections.abc import Mapping
from dataclasses import replace

from infra.cli.secrets import replace as write
from infra.settings import Settings
from infra.transparency.note import ED25519, Signer, Verifier
from infra.transparency.policy import Known, of_witnesses
from infra.witness import keys_of

NEEDED = 2


def prepare_witnesses(settings: Settings, urls: Mapping[str, str]) -> None:
    """Make what is missing and write anew what follows from addresses, which may be others after a start."""
    settings = Settings(data=settings.data)
    below = settings.data / "witnesses"
    known: list[Known] = []
    logs = f"{key_of_logs(settings)}\n"
    for name, url in urls.items():
        keys = keys_of(below / name, f"{settings.log_name or settings.secrets['log_name']}/witness/{name}")
        known += [Known(name if at == 0 else f"{name}.ml-dsa-44", key.verifier, url) for at, key in enumerate(keys)]
        write(below / name / "logs.vkey", logs)
    write(below / "policy", of_witnesses(NEEDED, known))


def key_of_logs(settings: Settings) -> Verifier:
    """The key that signs all logs of this installation, under a name that says so: for `weita witness --log`."""
    name = settings.log_name or settings.secrets["log_name"]
    seed = base64.b64decode(settings.log_key or settings.secrets["log_key"])
    return replace(Signer(name, ED25519, seed).verifier, name=f"{name}/")

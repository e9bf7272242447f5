"""Secrets and token keys of a data folder, made once. They never leave it."""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any


def ensure_secrets(data: Path) -> None:
    """Make `secrets.json` (mode 0600) the first time, and `jwks.json`, its public half for checking tokens.

    A folder of an earlier version gets what it lacks; what is there is never replaced.
    """
    file = data / "secrets.json"
    if not file.exists():
        _write_private(file, _new_secrets())
    held = json.loads(file.read_text())
    if missing := {name: value for name, value in _log_keys().items() if name not in held}:
        held |= missing
        replace(file, json.dumps(held, indent=1))
    jwks = {"keys": [_public_key(held["issuer_private_key"], held["issuer_key_id"])]}
    replace(data / "jwks.json", json.dumps(jwks, indent=1))


def replace(file: Path, text: str) -> None:
    """Write a file of mode 0600 so that a reader sees the old one or the new one, never half of it."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        stream.write(text)
    part.replace(file)


def _new_secrets() -> dict[str, str]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "role_password": secrets.token_hex(24),
        "key_encryption_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "issuer_private_key": pem.decode(),
        "issuer_key_id": secrets.token_hex(8),
        **_log_keys(),
    }


def _log_keys() -> dict[str, str]:
    """The seeds of the keys that sign the transparency logs and promises, and the name of the logs: of this installation alone."""
    return {
        "blind_index_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "log_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "promise_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "log_cosigning_key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "log_name": f"weita.invalid/{secrets.token_hex(8)}",
    }


def _write_private(file: Path, content: dict[str, str]) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(content, stream, indent=1)


def _public_key(pem: str, key_id: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives import serialization

    public = serialization.load_pem_private_key(pem.encode(), None).public_key()
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key_id, "x": x}

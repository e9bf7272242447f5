"""Bearer tokens: checked against a JWKS, and issued by the local issuer for demos and scripts."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
from jwt import PyJWK, PyJWKClient

from infra.patience import StoreUnavailable
from infra.settings import Settings
from services.kernel.access import ROLES

ALGORITHMS = ["EdDSA", "ES256", "RS256"]


class NotAuthenticated(Exception):
    """Raised when a request carries no valid token; the message says what is wrong with it."""


@dataclass(frozen=True)
class Identity:
    """Who a token says its bearer is."""

    subject: str
    agency: str
    roles: tuple[str, ...]
    name: str = ""
    on_behalf_of: str | None = None

    def role_for(self, allowed: Sequence[str] | frozenset[str]) -> str | None:
        """The first of the bearer's roles that is allowed, or None."""
        return next((role for role in self.roles if role in allowed), None)


class Tokens:
    """Verifies tokens with the keys of one JWKS, a URL or a file."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._where = settings.jwks or str(settings.data / "jwks.json")
        self._client = PyJWKClient(self._where) if self._where.startswith("http") else None
        self._keys: dict[str, PyJWK] = {}
        self._seen: dict[str, tuple[float, Identity]] = {}

    def identify(self, authorization: str | None) -> Identity:
        """The bearer of an `Authorization` header. Raises `NotAuthenticated`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotAuthenticated("a bearer token is needed")
        return self.verify(token)

    def verify(self, token: str) -> Identity:
        """The identity a token gives. Raises `NotAuthenticated`, or `StoreUnavailable` where the issuer's keys cannot be had."""
        seen = self._seen.get(token)
        if seen and seen[0] > time.time():
            return seen[1]
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=ALGORITHMS,
                audience=self._settings.audience,
                issuer=self._settings.issuer,
                options={"require": ["exp", "sub", "agency", "roles"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise StoreUnavailable("the issuer's keys cannot be reached") from error
        except jwt.PyJWTError as error:
            raise NotAuthenticated(str(error)) from error
        _check(claims)
        roles = tuple(role for role in claims["roles"] if role in ROLES)
        identity = Identity(claims["sub"], claims["agency"], roles, claims.get("name", ""), claims.get("on_behalf_of"))
        if len(self._seen) > 10_000:
            self._seen.clear()
        self._seen[token] = (min(claims["exp"], time.time() + 60), identity)
        return identity

    def _key(self, token: str) -> PyJWK:
        if self._client:
            return self._client.get_signing_key_from_jwt(token)
        kid = str(jwt.get_unverified_header(token).get("kid"))
        if kid not in self._keys:
            keys = json.loads(Path(self._where).read_text())["keys"]
            self._keys = {str(key.get("kid")): PyJWK(key) for key in keys}
        if kid not in self._keys:
            raise jwt.InvalidKeyError(f"no key {kid} in the JWKS")
        return self._keys[kid]


def _check(claims: Mapping[str, Any]) -> None:
    """What a token says goes into the record and its message headers: text, and nothing else."""
    texts = [claims["agency"], claims.get("name", ""), claims.get("on_behalf_of") or ""]
    fits = isinstance(claims["roles"], list) and all(isinstance(text, str) and text.isprintable() for text in texts)
    if not fits or not claims["agency"]:
        raise NotAuthenticated("agency, name and on_behalf_of are texts, roles is a list")


def issue_token(
    settings: Settings,
    *,
    agency: str,
    roles: Sequence[str],
    subject: str,
    name: str = "",
    on_behalf_of: str | None = None,
    lifetime: timedelta = timedelta(hours=12),
) -> str:
    """A token of the local issuer. Raises `KeyError` where this data folder has none."""
    kid, pem = issuer_key(settings)
    issued = int(time.time())
    claims: dict[str, Any] = {
        "iss": settings.issuer, "aud": settings.audience, "sub": subject, "agency": agency, "roles": list(roles),
        "name": name, "iat": issued, "exp": issued + int(lifetime.total_seconds()),
    }  # fmt: skip
    if on_behalf_of:
        claims["on_behalf_of"] = on_behalf_of
    algorithm = "EdDSA" if jwks_of(settings)["keys"][0]["kty"] == "OKP" else "ES256"
    return jwt.encode(claims, pem, algorithm=algorithm, headers={"kid": kid})


def issuer_key(settings: Settings) -> tuple[str, str]:
    """Key id and private key (PEM) of the local issuer."""
    return str(jwks_of(settings)["keys"][0]["kid"]), str(settings.secrets["issuer_private_key"])


def jwks_of(settings: Settings) -> dict[str, Any]:
    """The public keys of the local issuer."""
    return dict(json.loads((settings.data / "jwks.json").read_text()))

"""What a program needs to know of its surroundings: the one place where the environment is read."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SERVICES = ("intake", "housing", "register", "training", "oversight")
LANES = 6

Service = Literal["intake", "housing", "register", "training", "oversight"]
Role = Literal["weita_service", "weita_relay", "weita_projector", "weita_desk", "weita_sealer", "weita_eraser"]


class NotRunning(Exception):
    """Raised when an address is asked for and neither the environment nor a running `weita up` gives it."""


class Settings(BaseSettings):
    """Read from `WEITA_*`; what is not set comes from the run file that `weita up` leaves in the data folder."""

    model_config = SettingsConfigDict(env_prefix="WEITA_", extra="ignore")

    data: Path = Field(default_factory=lambda: user_data_path("weita"))
    database_url: str | None = None
    intake_database_url: str | None = None
    housing_database_url: str | None = None
    register_database_url: str | None = None
    training_database_url: str | None = None
    oversight_database_url: str | None = None
    read_database_url: str | None = None
    keys_database_url: str | None = None
    seal_database_url: str | None = None
    evidence_database_url: str | None = None
    kafka_bootstrap: str | None = None
    jwks: str | None = None
    issuer: str = "weita"
    audience: str = "weita"
    key_encryption_key: str | None = None
    blind_index_key: str | None = None
    log_name: str | None = None
    """What the transparency logs are called: an address without scheme; each log's name is this, a slash and its project."""
    log_key: str | None = None
    log_cosigning_key: str | None = None
    witnesses: Path | None = None
    """The policy of witnesses (C2SP tlog-policy, with addresses); `weita up` runs three small ones where it is not set."""
    promise_key: str | None = None
    sealed_within: float = 60
    """In how many seconds after its recording an event is promised to be sealed."""
    tsa_url: str | None = None
    """The time-stamp authority (RFC 3161) that is asked once a day; and the PEM file of the roots that it is trusted by."""
    tsa_roots: Path | None = None
    role_password: str | None = None
    token: str | None = None
    controller: Path | None = None
    """The TOML file that says who answers for the data; printed documents name them."""
    signature_roots: Path | None = None
    """A file of PEM certificates: the roots that electronic signatures of documents are trusted by; else one in the data folder."""
    log_level: str = "INFO"

    @cached_property
    def run(self) -> dict[str, Any]:
        """What the running `weita up` of this data folder says of itself; empty when none runs."""
        try:
            return dict(json.loads((self.data / "run.json").read_text()))
        except FileNotFoundError:
            return {}

    @cached_property
    def secrets(self) -> dict[str, Any]:
        """Secrets that `weita up` made for this data folder (mode 0600)."""
        try:
            return dict(json.loads((self.data / "secrets.json").read_text()))
        except FileNotFoundError:
            return {}

    @property
    def logs(self) -> Path:
        """The folder that holds the transparency logs, one folder each."""
        return self.data / "transparency"

    @property
    def trusted_signers(self) -> Path:
        """The file of the roots that electronic signatures are trusted by, which need not be there."""
        return self.signature_roots or self.data / "signature-roots.pem"

    @property
    def admin_url(self) -> str:
        """The URL of the account that owns databases and tables; only migrations use it."""
        url = self.database_url or self.run.get("postgres", {}).get("url")
        if not url:
            raise NotRunning("no PostgreSQL: start `weita up`, or set WEITA_DATABASE_URL")
        return str(url)

    @property
    def bootstrap(self) -> str:
        """Kafka's address, `host:port[,host:port]`."""
        address = self.kafka_bootstrap or self.run.get("kafka", {}).get("bootstrap")
        if not address:
            raise NotRunning("no Kafka: start `weita up`, or set WEITA_KAFKA_BOOTSTRAP")
        return str(address)

    def database(self, name: str, role: Role) -> str:
        """The URL by which `role` reaches the database `name` (a service, `read`, `keys`, `seal` or `evidence`).

        `WEITA_<NAME>_DATABASE_URL` moves one database to another server; role and password stay ours.
        """
        return role_url(self.server(name), f"weita_{name}", role, self.password_of_roles)

    def server(self, name: str) -> str:
        """The server that holds the database `name`, by the account that owns it."""
        return str(getattr(self, f"{name}_database_url") or self.admin_url)

    @property
    def password_of_roles(self) -> str:
        """The password by which programs connect as their roles; empty where the server trusts them."""
        return self.role_password or str(self.secrets.get("role_password", ""))

    def service_url(self, name: str) -> str:
        """The HTTP address of a running service, or of the desk (`desk`)."""
        part = self.run.get("desk", {}) if name == "desk" else self.run.get("services", {}).get(name, {})
        if "url" not in part:
            raise NotRunning(f"{name} is not running: start `weita up`")
        return str(part["url"])


def role_url(server: str, database: str, role: str, password: str) -> str:
    """`server` with its user, password and database replaced; query parameters (a socket directory) are kept."""
    parts = urlsplit(server)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(role)}:{quote(password)}" if password else quote(role)
    return urlunsplit((parts.scheme, f"{login}@{host}", f"/{database}", parts.query, ""))

"""The three witnesses of `weita up`: made once, told which logs there are, named in a policy; none where others are set."""

from pathlib import Path

import pytest

from infra.cli.programs import PROGRAMS, WITNESSES
from infra.cli.secrets import ensure_secrets
from infra.cli.supervisor import Supervisor
from infra.cli.witnesses import NEEDED, prepare_witnesses
from infra.seal import keys_of as keys_of_logs
from infra.settings import Settings
from infra.transparency.published import Published
from infra.transparency.witness import Trusted
from infra.witness import witness_of
from infra.witnessing import policy_of
from tests.infra.transparency.logs import Log, leaves
from tests.infra.transparency.witnesses import AT, asked


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    ensure_secrets(tmp_path)
    return Settings(data=tmp_path)


def urls(port: int) -> dict[str, str]:
    return {name: f"http://127.0.0.1:{port + at}" for at, name in enumerate(WITNESSES)}


def test_they_are_made_once_and_their_addresses_follow_each_start(settings: Settings):
    prepare_witnesses(settings, urls(21_000))
    first = policy_of(settings)
    prepare_witnesses(settings, urls(22_000))
    again = policy_of(settings)
    assert [one.verifier for one in first.witnesses] == [one.verifier for one in again.witnesses]
    assert [one.url for one in again.witnesses if one.name in WITNESSES] == list(urls(22_000).values())
    assert first.said() == f"{NEEDED} of {len(WITNESSES)}"
    assert first.is_met(WITNESSES[:NEEDED])
    assert not first.is_met([WITNESSES[0], f"{WITNESSES[0]}.ml-dsa-44"])


def test_they_know_every_log_of_the_installation_and_no_other(settings: Settings, tmp_path: Path):
    prepare_witnesses(settings, urls(21_000))
    witness = witness_of(settings.data / "witnesses" / WITNESSES[0], None)
    keys = keys_of_logs(settings)
    for name in ("PROG-2784", "common", "PROG-LATER"):
        assert witness.add_checkpoint(asked(Log(tmp_path / "logs", keys, name).tell(leaves(3)), 0), AT)
    assert isinstance(witness._trusted, Trusted)
    assert witness._trusted.of("else.example/PROG-2784") == []
    assert witness._trusted.of(Published(tmp_path / "PROG-1", keys).origin)


def test_where_others_are_set_none_of_ours_is_started(settings: Settings, tmp_path: Path):
    ours = {f"witness-{name}" for name in WITNESSES}
    assert ours < {program.name for program in Supervisor(settings, print)._programs}
    others = Settings(data=settings.data, witnesses=tmp_path / "policy")
    assert {program.name for program in Supervisor(others, print)._programs} == {program.name for program in PROGRAMS} - ours

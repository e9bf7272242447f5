"""Time stamps on checkpoints: kept when they hold, checked again, and a false one is not kept."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.settings import Settings
from infra.timestamps import NotStamped, Stamp, Stamping, check, newest, roots_of, stamp
from tests.infra.transparency.authority import Authority, served
from tests.infra.transparency.logs import Log, leaves

ENTRIES = leaves(20)


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with served(Authority()) as one:
        yield one


@pytest.fixture(autouse=True)
def honest(authority: Authority) -> None:
    authority.ahead, authority.imprint, authority.nonce = timedelta(), None, None


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "logs").tell(ENTRIES[:7])


@pytest.fixture
def settings(authority: Authority, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, tsa_url=authority.url, tsa_roots=authority.root(tmp_path))


def test_the_checkpoint_is_stamped_kept_and_holds_when_it_is_checked_again(log: Log, settings: Settings):
    made = stamp(settings, log.folder)
    assert (made.log, made.size, made.serial) == (log.folder.name, 7, 7)
    assert abs(made.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (log.folder / "timestamps" / "7.checkpoint").read_text() == log.note
    log.tell(ENTRIES[7:])
    second = stamp(settings, log.folder)
    assert list(check(log.folder, roots_of(settings))) == [made, second]
    assert newest(log.folder) == second


def test_openssl_accepts_it(log: Log, settings: Settings):
    if not (openssl := shutil.which("openssl")):
        pytest.skip("there is no openssl here")
    stamp(settings, log.folder)
    files = log.folder / "timestamps"
    command = [openssl, "ts", "-verify", "-data", "7.checkpoint", "-in", "7.tsr", "-CAfile", str(settings.tsa_roots)]
    done = subprocess.run(command, cwd=files, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        ({"imprint": b"\x01" * 32}, "Mismatch"),
        ({"nonce": 5}, "Nonce"),
        ({"ahead": timedelta(hours=2)}, "clock"),
    ],
)
def test_a_stamp_that_does_not_hold_is_not_kept(
    log: Log, settings: Settings, authority: Authority, lie: dict[str, object], why: str
):
    for name, value in lie.items():
        setattr(authority, name, value)
    with pytest.raises(NotStamped, match=why):
        stamp(settings, log.folder)
    assert not (log.folder / "timestamps").exists()


def test_an_authority_that_nobody_trusts_is_not_believed(log: Log, settings: Settings, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    stranger = Settings(data=tmp_path, tsa_url=settings.tsa_url, tsa_roots=Authority().root(other))
    with pytest.raises(NotStamped, match="does not hold"):
        stamp(stranger, log.folder)
    with pytest.raises(NotStamped, match="WEITA_TSA_ROOTS"):
        stamp(Settings(data=tmp_path, tsa_url=settings.tsa_url), log.folder)


def test_nobody_is_asked_where_no_authority_is_set(log: Log, tmp_path: Path):
    with pytest.raises(NotStamped, match="WEITA_TSA"):
        stamp(Settings(data=tmp_path), log.folder)
    with Stamping(Settings(data=tmp_path), log.folder.parent):
        assert newest(log.folder) is None


def test_an_authority_that_is_away_is_said_to_be(log: Log, settings: Settings, tmp_path: Path):
    away = Settings(data=tmp_path, tsa_url="http://127.0.0.1:1/", tsa_roots=settings.tsa_roots)
    with pytest.raises(NotStamped, match="does not answer"):
        stamp(away, log.folder)


@pytest.mark.parametrize(("file", "at"), [("7.checkpoint", 300), ("7.tsr", -1), ("7.tsr", 0)])
def test_a_stamp_that_was_changed_is_found(log: Log, settings: Settings, file: str, at: int):
    stamp(settings, log.folder)
    path = log.folder / "timestamps" / file
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    (found,) = check(log.folder, roots_of(settings))
    assert isinstance(found, NotStamped)


def test_a_stamp_moved_to_another_checkpoint_is_found(log: Log, settings: Settings):
    stamp(settings, log.folder)
    log.tell(ENTRIES[7:])
    folder = log.folder / "timestamps"
    (folder / "20.checkpoint").write_text(log.note)
    shutil.copy(folder / "7.tsr", folder / "20.tsr")
    first, moved = check(log.folder, roots_of(settings))
    assert isinstance(first, Stamp)
    assert isinstance(moved, NotStamped)


def test_once_a_day_each_log_that_grew_is_stamped(
    log: Log, settings: Settings, authority: Authority, monkeypatch: pytest.MonkeyPatch
):
    daily = Stamping(settings, log.folder.parent)
    daily.round()
    log.tell(ENTRIES[7:])
    daily.round()
    assert [one.size for one in check(log.folder, roots_of(settings)) if isinstance(one, Stamp)] == [7]
    monkeypatch.setattr("infra.timestamps.EVERY", timedelta())
    daily.round()
    daily.round()
    assert [one.size for one in check(log.folder, roots_of(settings)) if isinstance(one, Stamp)] == [7, 20]

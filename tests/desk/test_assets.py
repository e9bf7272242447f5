"""The front-end packages: installed whole or not at all, once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from projections.desk import assets


def test_what_is_served_is_declared_and_locked_without_addresses():
    lock = json.loads(assets.PACKAGES[1].read_text())
    declared = json.loads(assets.PACKAGES[0].read_text())["dependencies"]
    assert lock["packages"][""]["dependencies"] == declared
    sources = (*assets.KEPT.values(), *assets.FONTS.values())
    packages = {"/".join(source.split("/")[: 2 if source.startswith("@") else 1]) for source in sources}
    assert packages == declared.keys()
    installed = [package for name, package in lock["packages"].items() if name]
    assert all("integrity" in package and "resolved" not in package for package in installed)


def test_several_first_starts_at_once_leave_one_whole_folder(tmp_path):
    folder = tmp_path / "whole"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: assets.install(assets.PACKAGES, assets.KEPT, folder), range(2)))
    assert list(tmp_path.iterdir()) == [folder]
    assert {file.name for file in folder.iterdir()} == {*assets.KEPT, *(f"{name}.gz" for name in assets.KEPT)}


def test_a_second_start_fetches_nothing(tmp_path):
    first = assets.ensure_assets(tmp_path, print)
    assert assets.ensure_assets(tmp_path, pytest.fail) == first


def test_a_failed_installation_leaves_nothing_and_says_why(tmp_path):
    package, lock = tmp_path / "package.json", tmp_path / "package-lock.json"
    package.write_text('{"dependencies": {"left-out": "1.0.0"}}')
    lock.write_text('{"lockfileVersion": 3, "packages": {}}')
    with pytest.raises(assets.AssetsMissing, match="npm ci failed"):
        assets.install((package, lock), {}, tmp_path / "whole")
    assert sorted(tmp_path.iterdir()) == [lock, package]
    assert not (tmp_path / "whole").exists()


def test_an_unknown_file_has_no_address(tmp_path):
    with pytest.raises(KeyError):
        assets.Assets(assets.ensure_assets(tmp_path, print)).url("nothing.js")

"""The locks: hash-pinned, without addresses, the same versions for serving and testing."""

import os
import re
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "requirements"
LOCKS = ["base", "test"]
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}
# Written in parts, because this file is looked through as well.
REGISTRIES = [
    ".".join(host)
    for host in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("deb", "debian", "org"),
        ("proxy", "golang", "org"),
        ("static", "crates", "io"),
    )
]


def pins(lock):
    """Name and version of every package of a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (FOLDER / f"{lock}.txt").read_text(), re.M))


def wanted(name):
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    names = [re.match(r"[A-Za-z0-9-]+", line) for line in lines if line[0] not in "#-"]
    return {match[0].lower() for match in names}


@pytest.mark.parametrize("lock", LOCKS)
class TestLock:
    def test_every_package_has_its_hashes(self, lock):
        entries = re.split(r"^(?=[a-z0-9])", (FOLDER / f"{lock}.txt").read_text(), flags=re.M)
        assert [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []

    def test_it_holds_no_address(self, lock):
        text = (FOLDER / f"{lock}.txt").read_text()
        assert "://" not in text
        assert "index-url" not in text

    def test_it_holds_everything_wanted(self, lock):
        assert wanted(lock) - set(pins(lock)) == set()


def test_the_site_is_tested_with_the_versions_that_serve_it():
    tested = pins("test")
    assert {name: tested.get(name) for name in pins("base")} == pins("base")


def test_no_file_names_a_registry():
    found = []
    for folder, folders, names in os.walk(settings.BASE_DIR):
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for path in (Path(folder, name) for name in names):
            content = path.read_bytes()
            found += [f"{path}: {host}" for host in REGISTRIES if host.encode() in content]
    assert found == []

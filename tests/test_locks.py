"""What is installed is what pyproject.toml asks for, and no file says from where."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def group(name: str) -> list[str]:
    """A dependency group's requirements, those of the groups it includes among them."""
    asked = []
    for entry in PROJECT["dependency-groups"][name]:
        asked += [entry] if isinstance(entry, str) else group(entry["include-group"])
    return asked


def locked(name: str) -> dict[str, set[str]]:
    """Canonical name -> the versions (one for each kind of machine) that a lock holds."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, set[str]] = {}
    for match in PINNED.finditer(text):
        versions.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return versions


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("runtime", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["dependencies"] + group("dev")),
        ("build", group("build")),
        ("small", group("small")),
        ("uv", group("uv")),
    ],
)
def test_a_lock_holds_what_pyproject_asks_for(lock: str, asked: list[str]) -> None:
    held = locked(lock)
    for requirement in map(Requirement, asked):
        versions = held.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in requirements/{lock}.txt: make lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_small_set_is_a_part_of_what_the_package_asks_for() -> None:
    assert set(group("small")) <= set(PROJECT["project"]["dependencies"])


@pytest.mark.parametrize("lock", ["runtime", "small", "build", "uv"])
def test_people_test_with_the_versions_that_readers_get(lock: str) -> None:
    tested = locked("dev")
    assert {name: versions for name, versions in locked(lock).items() if tested[name] != versions} == {}


def test_every_locked_package_has_a_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        entries = path.read_text(encoding="utf-8").split("\n    --hash")
        assert len(entries) > len(PINNED.findall(path.read_text(encoding="utf-8"))), path.name


def test_no_file_names_a_registry() -> None:
    hosts = ["py" + "pi.org", "pythonhosted" + ".org", "registry.npm" + "js.org", "deb.debian" + ".org"]
    options = ["--index" + "-url", "--extra-index" + "-url"]
    patterns = [f"-e{word}" for word in hosts + options]
    found = subprocess.run(["git", "grep", "-lF", *patterns], cwd=ROOT, capture_output=True, check=False)
    assert (found.returncode, found.stdout) == (1, b"")


def test_the_npm_lock_says_what_but_not_from_where() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    tools = {name: entry for name, entry in packages.items() if name}
    assert tools
    assert all("integrity" in entry and "resolved" not in entry for entry in tools.values())

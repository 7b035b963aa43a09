"""Which Outspoken the workflows of a new repository install."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

import outspoken
from outspoken.authoring.refusal import RefusedError
from outspoken.authoring.scaffold.installation import Installation, head, this_installation
from outspoken.authoring.scaffold.own_wheel import wheel
from outspoken.authoring.scaffold.pins import PIN_FILE, RELEASE_FILE, PinKind, default_kind, make_pin

COMMIT = "0123456789abcdef0123456789abcdef01234567"
RELEASE = Installation(version="1.2.3", from_index=True)
CLONE = Installation(version="1.2.3", commit=COMMIT, address="https://git.example/outspoken.git")


def test_what_a_registry_gave_is_pinned_as_a_release() -> None:
    assert default_kind(RELEASE) is PinKind.RELEASE
    pin = make_pin(RELEASE, PinKind.RELEASE)
    assert (dict(pin.files), pin.install) == ({RELEASE_FILE: "outspoken==1.2.3\n"}, "outspoken==1.2.3")


def test_what_no_registry_has_is_pinned_as_a_wheel_by_its_hash(tmp_path: Path) -> None:
    assert default_kind(CLONE) is PinKind.WHEEL
    pin = make_pin(CLONE, PinKind.WHEEL)
    place = "requirements/outspoken-1.2.3-py3-none-any.whl"
    data = pin.files[place]
    assert isinstance(data, bytes)
    assert pin.files[PIN_FILE] == f"./{place} --hash=sha256:{hashlib.sha256(data).hexdigest()}\n"
    (tmp_path / "wheel.zip").write_bytes(data)
    with ZipFile(tmp_path / "wheel.zip") as archive:
        assert archive.read("outspoken/commit.txt").decode() == f"{COMMIT}\n"
        assert "outspoken/templates/scaffolds/own/.ci/install" in archive.namelist()


def test_one_installation_gives_one_wheel() -> None:
    assert wheel(CLONE) == wheel(CLONE)


def test_a_commit_is_pinned_with_its_address() -> None:
    pin = make_pin(CLONE, PinKind.COMMIT)
    assert pin.files == {PIN_FILE: f"outspoken @ git+https://git.example/outspoken.git@{COMMIT}\n"}


def test_a_repository_that_is_pinned_to_a_commit_stays_so(tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    for place, text in make_pin(CLONE, PinKind.COMMIT).files.items():
        (tmp_path / place).write_text(str(text), encoding="utf-8")
    assert default_kind(CLONE, tmp_path) is PinKind.COMMIT
    assert default_kind(RELEASE, tmp_path) is PinKind.RELEASE
    assert default_kind(Installation(version="1.2.3", commit=COMMIT), tmp_path) is PinKind.WHEEL


@pytest.mark.parametrize("kind", PinKind)
def test_dependabot_reads_a_release_and_no_other_pin(kind: PinKind) -> None:
    """It reads each `.txt`, and a path in one of them stops it for all: it looks for a `setup.py` there."""
    read = {place for place in make_pin(CLONE, kind).files if place.endswith((".txt", ".in"))}
    assert read == ({RELEASE_FILE} if kind is PinKind.RELEASE else set())


def test_a_commit_without_an_address_is_refused_with_a_way_out() -> None:
    with pytest.raises(RefusedError, match="use --pin wheel"):
        make_pin(Installation(version="1.2.3", commit=COMMIT), PinKind.COMMIT)


@pytest.mark.parametrize("tag", ["", "before", "here"])
def test_a_clone_says_what_it_is(tmp_path: Path, tag: str) -> None:
    """Its commit, unless that is the release; and whether there are changes that are in no commit."""
    git = ("git", "-c", "user.name=Kim", "-c", "user.email=kim@example.com", "-C", str(tmp_path))
    name = f"v{outspoken.__version__}"
    (tmp_path / "file").write_text("1", encoding="utf-8")
    for words in (
        ("init", "-q"), ("add", "."), ("commit", "-qm", "One"), *([("tag", name)] if tag == "before" else []),
        ("commit", "-qm", "Two", "--allow-empty"), *([("tag", name)] if tag == "here" else []),
    ):  # fmt: skip
        subprocess.run([*git, *words], check=True)
    commit = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
    assert head(tmp_path) == ("" if tag == "here" else commit)
    (tmp_path / "file").write_text("2", encoding="utf-8")
    assert head(tmp_path) == f"{commit}+"


def test_a_changed_clone_says_so_and_is_not_pinned_to_its_commit() -> None:
    changed = Installation(version="1.2.3", commit=COMMIT, address=CLONE.address, is_changed=True)
    assert str(changed) == "1.2.3 (commit 0123456789ab, with changes)"
    assert changed.commit_text == f"{COMMIT}+\n"
    with pytest.raises(RefusedError, match="commit and push them"):
        make_pin(changed, PinKind.COMMIT)


def test_an_unreleased_version_names_its_commit() -> None:
    assert (str(RELEASE), str(CLONE)) == ("1.2.3", "1.2.3 (commit 0123456789ab)")
    assert not this_installation().from_index

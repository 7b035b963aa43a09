"""An upgrade replaces what is as it was written, and names what is not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from outspoken.authoring.scaffold.record import RECORD_FILE, digest, read_record, record_text
from outspoken.authoring.scaffold.upgrade_plan import apply_upgrade, plan_upgrade
from outspoken.cli import main

OLD = {".ci/install": "old\n", "requirements/small.txt": "click==8.1 \\\n", ".gitignore": "/site/\n"}
NEW = {
    ".ci/install": "new\n",
    "requirements/small.txt": "click==8.2 \\\nnh3==1 \\\n",
    ".gitignore": "/site/\n",
}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A repository as an earlier version wrote it."""
    for place, text in {
        **OLD,
        RECORD_FILE: record_text({name: digest(text) for name, text in OLD.items()}),
    }.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    return tmp_path


def upgraded(page: Path, *replace: str) -> tuple[str, ...]:
    """Upgrade it; what was left."""
    planned = plan_upgrade(page, NEW, replace)
    apply_upgrade(page, planned, (".ci/install",))
    return planned.left


def texts(page: Path) -> dict[str, str]:
    return {place: (page / place).read_text(encoding="utf-8") for place in NEW if (page / place).exists()}


def test_an_unchanged_file_is_replaced_and_stays_executable(page: Path) -> None:
    assert (upgraded(page), texts(page)) == ((), NEW)
    assert os.access(page / ".ci" / "install", os.X_OK)
    assert subprocess.run(["sha256sum", "--check", "--quiet", RECORD_FILE], cwd=page, check=True)


def test_a_second_upgrade_writes_nothing(page: Path) -> None:
    upgraded(page)
    assert plan_upgrade(page, NEW).write == {}


def test_a_changed_file_is_left_and_named_each_time_until_it_is_to_be_replaced(page: Path) -> None:
    (page / ".ci" / "install").write_text("mine\n", encoding="utf-8")
    for _ in range(2):
        assert upgraded(page) == (".ci/install: it was changed",)
        assert texts(page)[".ci/install"] == "mine\n"
    assert upgraded(page, ".ci/install") == ()
    assert texts(page) == NEW


def test_a_program_that_lost_its_mode_gets_it_again(page: Path) -> None:
    upgraded(page)
    (page / ".ci" / "install").chmod(0o644)
    planned = plan_upgrade(page, NEW, (), (".ci/install",))
    assert list(planned.write) == [".ci/install"]
    apply_upgrade(page, planned, (".ci/install",))
    assert plan_upgrade(page, NEW, (), (".ci/install",)).write == {}


def test_a_deleted_file_stays_away(page: Path) -> None:
    (page / ".gitignore").unlink()
    assert upgraded(page) == (".gitignore: it was deleted",)
    assert not (page / ".gitignore").exists()


def test_a_lock_with_other_versions_is_replaced_but_not_one_with_other_packages(page: Path) -> None:
    lock = page / "requirements" / "small.txt"
    lock.write_text("click==8.1.9 \\\n", encoding="utf-8")
    assert upgraded(page) == ()
    lock.write_text("click==8.1.9 \\\nmkdocs-extra==1 \\\n", encoding="utf-8")
    assert upgraded(page) == ("requirements/small.txt: it also has mkdocs-extra",)


def test_without_a_record_only_missing_files_are_written(page: Path) -> None:
    (page / RECORD_FILE).unlink()
    (page / ".gitignore").unlink()
    assert upgraded(page) == (".ci/install: it is not known whether it was changed",)
    assert texts(page) == NEW | {".ci/install": "old\n"}


def test_a_link_is_not_followed(page: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("old\n", encoding="utf-8")
    (page / ".ci" / "install").unlink()
    (page / ".ci" / "install").symlink_to(outside)
    assert upgraded(page) == (".ci/install: it is not a plain file",)
    assert outside.read_text(encoding="utf-8") == "old\n"


@pytest.mark.parametrize(
    ("is_ours", "left"),
    [(True, ()), (False, ("it is a wheel of another version: remove it, or workflows install it",))],
)
def test_an_older_wheel_of_ours_goes_and_that_of_a_person_stays(
    page: Path, is_ours: bool, left: tuple[str, ...]
) -> None:
    place = "requirements/outspoken-0.0.9-py3-none-any.whl"
    (page / place).write_bytes(b"wheel")
    if is_ours:
        (page / RECORD_FILE).write_text(
            record_text(read_record(page) | {place: digest(b"wheel")}), encoding="utf-8"
        )
    assert upgraded(page) == tuple(f"{place}: {why}" for why in left)
    assert (page / place).exists() == (not is_ours)


def known(page: Path, place: str, text: str) -> None:
    """Write a file as an earlier version did, which the newest no longer has."""
    path = page / place
    path.write_text(text, encoding="utf-8")
    (page / RECORD_FILE).write_text(record_text(read_record(page) | {place: digest(text)}), encoding="utf-8")


def test_what_the_newest_version_no_longer_writes_goes_unless_it_was_changed(page: Path) -> None:
    known(page, "requirements/outspoken.txt", "outspoken==1.2.3\n")
    known(page, ".ci/old", "old\n")
    (page / ".ci" / "old").write_text("mine\n", encoding="utf-8")
    assert upgraded(page) == (".ci/old: it was changed, and nothing needs it any more: remove it",)
    assert not (page / "requirements" / "outspoken.txt").exists()
    assert (page / ".ci" / "old").exists()


@pytest.mark.parametrize("place", ["../outside", "{folder}/outside"])
def test_a_record_cannot_name_a_file_outside_of_the_repository(tmp_path: Path, place: str) -> None:
    folder, outside = tmp_path / "page", tmp_path / "outside"
    outside.write_text("old\n", encoding="utf-8")
    (folder / ".ci").mkdir(parents=True)
    place = place.format(folder=tmp_path)
    (folder / RECORD_FILE).write_text(record_text({place: digest("old\n")}), encoding="utf-8")
    assert plan_upgrade(folder, NEW).remove == ()


def test_a_release_that_a_robot_brought_is_replaced_but_no_other_pin(page: Path) -> None:
    pin = {"requirements/outspoken.txt": "outspoken==1.3.0\n"}
    known(page, "requirements/outspoken.txt", "outspoken==1.2.3\n")
    (page / "requirements" / "outspoken.txt").write_text("outspoken==1.2.9\n", encoding="utf-8")
    assert set(plan_upgrade(page, NEW | pin).write) > set(pin)
    (page / "requirements" / "outspoken.txt").write_text("./mine.whl\n", encoding="utf-8")
    assert "requirements/outspoken.txt: it was changed" in plan_upgrade(page, NEW | pin).left


NAMES = st.text(st.characters(codec="ascii", categories=("L", "N"), include_characters="./-_ "), min_size=1)


@given(st.dictionaries(NAMES, st.binary()))
def test_a_record_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    root = tmp_path_factory.mktemp("record")
    (root / ".ci").mkdir()
    digests = {place: digest(data) for place, data in files.items()}
    (root / RECORD_FILE).write_text(record_text(digests), encoding="utf-8")
    assert read_record(root) == digests


def outspoken(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_what_init_wrote_is_up_to_date(tmp_path: Path) -> None:
    page = tmp_path / "page"
    assert outspoken("init", str(page), "--repo", "acme/status").exit_code == 0
    result = outspoken("upgrade", str(page))
    assert (result.exit_code, result.stdout) == (0, "")
    (page / ".ci" / "install").write_text("mine\n", encoding="utf-8")
    result = outspoken("upgrade", str(page), "--dry-run", "--replace", ".ci/install")
    assert (result.stdout, (page / ".ci" / "install").read_text(encoding="utf-8")) == (
        ".ci/install\n",
        "mine\n",
    )


@pytest.mark.parametrize("arguments", [(), ("--replace", "mkdocs.yml")])
def test_wrong_usage_exits_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    if arguments:
        (tmp_path / "mkdocs.yml").touch()
    result = outspoken("upgrade", str(tmp_path), *arguments)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [tmp_path / "mkdocs.yml"] if arguments else [])

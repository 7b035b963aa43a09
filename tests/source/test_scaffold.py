"""New files are written, and never over an existing one."""

from __future__ import annotations

from pathlib import Path

import pytest

from outspoken.source.new_files import write_new


def test_new_files_are_written_with_their_folders(tmp_path: Path) -> None:
    written = write_new(tmp_path, {"incidents/2026-11/README.md": "Äh\n"})

    assert [path.read_bytes() for path in written] == ["Äh\n".encode()]


def test_nothing_is_written_where_one_file_exists(tmp_path: Path) -> None:
    (tmp_path / "taken.md").write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"new.md": "new", "taken.md": "theirs"})

    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {
        "taken.md": "mine"
    }


def test_a_dangling_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to(tmp_path / "elsewhere.md")

    with pytest.raises(FileExistsError):
        write_new(tmp_path, {"link.md": "text"})

    assert not (tmp_path / "elsewhere.md").exists()


def test_nothing_is_written_outside_of_the_root(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_new(tmp_path / "site", {"../secret.md": "text"})

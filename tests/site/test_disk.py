"""A site is swapped in whole or not at all, and only over a site."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from outspoken.errors import ProblemsError
from outspoken.render.output import Output
from outspoken.site.disk import staging, write

MARK = Output("build.json", b'{"commit": null, "now": "2026-11-21T14:05:00Z", "next_boundary": null}')


def publish(site: Path, root: Path, *outputs: Output) -> None:
    with staging(site, root=root) as place:
        list(write(place.site, (MARK, *outputs)))
        place.swap()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    return folder


def test_a_build_replaces_the_site_and_leaves_nothing_else_behind(root: Path) -> None:
    publish(root / "site", root, Output("old/index.html", b"old"))
    publish(root / "site", root, Output("new/index.html", b"new"))
    assert tree(root / "site") == {"build.json": MARK.data, "new/index.html": b"new"}
    assert [path.name for path in root.iterdir()] == ["site"]


def test_a_build_that_fails_leaves_the_site_as_it_was(root: Path) -> None:
    publish(root / "site", root, Output("index.html", b"old"))
    before = tree(root / "site")
    with pytest.raises(ZeroDivisionError), staging(root / "site", root=root) as place:
        list(write(place.site, [Output("index.html", b"half")]))
        raise ZeroDivisionError
    assert tree(root / "site") == before
    assert [path.name for path in root.iterdir()] == ["site"]


def test_a_site_put_aside_by_a_killed_build_comes_back(root: Path) -> None:
    publish(root / "site", root, Output("index.html", b"old"))
    leftover = root / ".site.building-abc"
    leftover.mkdir()
    (leftover / "lock").touch()
    (root / "site").rename(leftover / "old")
    with staging(root / "site", root=root):
        assert (root / "site" / "index.html").read_bytes() == b"old"
    assert [path.name for path in root.iterdir()] == ["site"]


def test_the_working_folder_of_a_build_under_way_is_left_alone(root: Path) -> None:
    with staging(root / "site", root=root) as first, staging(root / "site", root=root) as second:
        assert first.folder.is_dir()
        assert second.folder != first.folder


def refused(site: Path, root: Path) -> str:
    with pytest.raises(ProblemsError) as caught, staging(site, root=root):
        raise AssertionError("nothing may be built here")
    (problem,) = caught.value.problems
    assert problem.rule == "site-dir"
    assert problem.is_error
    return problem.message


def test_a_folder_that_no_build_made_is_never_replaced(root: Path) -> None:
    home = root.parent / "me"
    home.mkdir()
    (home / "letter.txt").write_text("dear", encoding="utf-8")
    assert "was not built by outspoken" in refused(home, root)
    assert tree(home) == {"letter.txt": b"dear"}


@pytest.mark.parametrize("mark", ["", "[]", "{}", '{"commit": null}', "\xff"])
def test_any_file_called_build_json_does_not_make_a_folder_ours(root: Path, mark: str) -> None:
    (root.parent / "dist").mkdir()
    (root.parent / "dist" / "build.json").write_text(mark, encoding="latin-1")
    assert "was not built by outspoken" in refused(root.parent / "dist", root)


@pytest.mark.parametrize("where", [".", "..", "/"])
def test_the_repository_and_the_folders_above_it_are_never_replaced(root: Path, where: str) -> None:
    assert refused(root / where, root) == "the site folder contains the repository itself"


def test_the_repository_is_known_by_any_name(root: Path) -> None:
    (root.parent / "alias").symlink_to(root)
    assert refused(root.parent / "alias", root) == "the site folder is a symbolic link"
    assert refused(root, root.parent / "alias") == "the site folder contains the repository itself"


@pytest.mark.parametrize("where", ["incidents", "incidents/site", "site_src/site", "templates", ".git"])
def test_a_site_is_not_built_among_the_sources(root: Path, where: str) -> None:
    assert refused(root / where, root) == "the site folder is inside the source folders"


def test_an_empty_folder_and_a_new_one_deep_down_may_be_built_into(root: Path) -> None:
    (root / "empty").mkdir()
    publish(root / "empty", root)
    publish(root / "deep" / "down" / "site", root)
    assert tree(root / "empty") == tree(root / "deep" / "down" / "site")


def test_a_file_is_not_replaced_by_a_site(root: Path) -> None:
    (root / "site").write_text("a file", encoding="utf-8")
    assert refused(root / "site", root) == "the site folder is a file"


def test_hosts_may_read_what_was_built(root: Path) -> None:
    before = os.umask(0o022)
    try:
        publish(root / "site", root, Output("a/b.html", b""))
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "site").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "site" / "a").stat().st_mode) == 0o755
    assert stat.S_IMODE((root / "site" / "a" / "b.html").stat().st_mode) == 0o644


def test_nothing_is_written_through_a_symbolic_link(root: Path) -> None:
    (root / "out").mkdir()
    (root / "secret").write_text("mine", encoding="utf-8")
    (root / "out" / "index.html").symlink_to(root / "secret")
    with pytest.raises(ProblemsError) as raised:
        list(write(root / "out", [Output("index.html", b"theirs")]))
    assert "symbolic link" in raised.value.problems[0].message
    assert (root / "secret").read_text(encoding="utf-8") == "mine"


def test_a_system_that_takes_a_part_is_given_the_rest(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: take(descriptor, data[:3]))
    assert write(root, [Output("a/b.html", b"all of it", "somebody")]) == [("a/b.html", "somebody")]
    assert tree(root) == {"a/b.html": b"all of it"}

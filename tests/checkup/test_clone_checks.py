"""What git says of a clone, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from tests.checkup.conftest import Folder

from outspoken.checkup.clone_checks import clone_findings, find_clone
from outspoken.checkup.finding import Finding, Verdict


def found(root: Path, published: str = "main") -> dict[str, Finding]:
    return {one.check: one for one in clone_findings(root, find_clone(root), published)}


def left(root: Path, published: str = "main") -> dict[str, str]:
    """What is to do, by check."""
    return {
        check: one.remedy for check, one in found(root, published).items() if one.verdict is Verdict.TO_DO
    }


def test_a_clone_that_is_as_it_should_be_has_nothing_to_do(folder: Folder) -> None:
    assert left(folder.root) == {}
    assert find_clone(folder.root).slug == "acme/status"


def test_no_password_of_a_remote_is_shown(folder: Folder) -> None:
    assert found(folder.root)["remote"].message == "the remote origin is https://github.com/acme/status.git"


def test_a_folder_without_git_is_named(tmp_path: Path) -> None:
    assert left(tmp_path) == {"repository": "git init -b main"}


def test_a_repository_without_commit_and_remote_is_named(tmp_path: Path) -> None:
    new = Folder(tmp_path / "new")
    new.git("init", "-q", "-b", "main")
    assert left(new.root) == {
        "history": "git add . && git commit",
        "remote": "git remote add origin URL, then git push",
    }


def test_a_shallow_clone_knows_no_dates(folder: Folder, tmp_path: Path) -> None:
    folder.git("commit", "-q", "--allow-empty", "-m", "Again")
    folder.git("clone", "-q", "--depth=1", f"file://{folder.root}", str(tmp_path / "shallow"))
    assert left(tmp_path / "shallow") == {"history": "git fetch --unshallow"}


def test_a_partial_clone_is_slow(folder: Folder, tmp_path: Path) -> None:
    folder.git("config", "uploadpack.allowFilter", "true")
    folder.git("clone", "-q", "--filter=blob:none", f"file://{folder.root}", str(tmp_path / "partial"))
    assert left(tmp_path / "partial") == {"history": "git clone without --filter"}


def test_a_detached_head_would_lose_a_commit(folder: Folder) -> None:
    folder.git("checkout", "-q", "--detach")
    assert left(folder.root) == {"branch": "git switch main"}


def test_a_branch_that_the_settings_do_not_name_is_never_published(folder: Folder, tmp_path: Path) -> None:
    folder.git("clone", "-q", str(folder.root), str(tmp_path / "clone"))
    assert left(tmp_path / "clone", "trunk") == {"branch": "write edit_uri: edit/main/ into mkdocs.yml"}


def test_below_the_top_no_workflow_runs(folder: Folder) -> None:
    folder.write("status/mkdocs.yml", "")
    assert left(folder.root / "status") == {"top of the repository": f"move .github to {folder.root}"}


def test_what_is_not_committed_is_counted_and_not_wrong(folder: Folder) -> None:
    folder.write("new.md", "")
    assert found(folder.root)["work tree"].message == "1 file is not committed"
    assert left(folder.root) == {}

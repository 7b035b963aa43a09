"""Git repositories for tests without a process for each: git needs no more than a few files."""

from __future__ import annotations

from pathlib import Path

# A commit or a push starts no other process, which would look for work to do.
_QUIET = "[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[commit]\n\tgpgSign = false\n"


def begin(root: Path, *, branch: str = "main") -> None:
    """Make a folder a repository on this branch, without a commit; as `git init` does."""
    _write(root / ".git", branch, is_bare=False)


def begin_bare(root: Path, *, branch: str = "main") -> None:
    """Make a folder a bare repository, as `git init --bare` does."""
    _write(root, branch, is_bare=True)


def _write(folder: Path, branch: str, *, is_bare: bool) -> None:
    for name in ("objects", "refs/heads", "info"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "HEAD").write_text(f"ref: refs/heads/{branch}\n", encoding="utf-8")
    core = f"[core]\n\trepositoryformatversion = 0\n\tbare = {str(is_bare).lower()}\n"
    reflog = "" if is_bare else "\tlogallrefupdates = true\n"
    (folder / "config").write_text(f"{core}{reflog}{_QUIET}", encoding="utf-8")


def head(root: Path) -> str:
    """The commit that was just made on the branch of a repository."""
    branch = (root / ".git" / "HEAD").read_text(encoding="utf-8").removeprefix("ref: ").strip()
    place = root / ".git" / branch
    return place.read_text(encoding="utf-8").strip() if place.is_file() else branch

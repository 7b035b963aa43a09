"""Git repositories for tests without a process for each: git needs no more than a few files."""

from __future__ import annotations

import os
import subprocess
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


def run_at(root: Path, date: str, *arguments: str) -> None:
    """Run git as Kim in a folder, at this time; hooks and signatures of this computer are left out."""
    kim = {"NAME": "Kim", "EMAIL": "kim@example.com", "DATE": date}
    own = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in kim.items()}
    command = ["git", "-c", "commit.gpgSign=false", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True, env=os.environ | own)


def commit_at(root: Path, date: str, *paths: str) -> None:
    """Make a folder a repository whose only commit has these paths and this date."""
    run_at(root, date, "init", "-q", "-b", "main")
    run_at(root, date, "add", *paths)
    run_at(root, date, "commit", "-q", "--no-verify", "-m", "Errors")

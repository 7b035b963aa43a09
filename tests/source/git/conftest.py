"""A real git repository whose every commit has the date that a test gives it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from tests import small_git

# An author's date is when a person wrote; it must not count.
AUTHORED = "2001-01-01T00:00:00Z"


@dataclass(frozen=True)
class GitRepository:
    """`root` is the work tree; instants are ISO texts with a zone."""

    root: Path

    def git(self, *words: str, at: str = "2026-01-01T00:00:00Z") -> str:
        environment = os.environ | {"GIT_COMMITTER_DATE": _iso(at), "GIT_AUTHOR_DATE": AUTHORED}
        answer = subprocess.run(
            ["git", "-C", str(self.root), *words],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.strip()

    def write(self, path: str, text: str | bytes = "words") -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def commit(self, at: str, files: dict[str, str] | None = None) -> str:
        """Write the files, commit the whole tree at an instant, and give the commit's hash."""
        for path, text in (files or {}).items():
            self.write(path, text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "A change", at=at)
        return small_git.head(self.root)

    def merge(self, branch: str, at: str, *options: str) -> None:
        self.git("merge", "-q", *(options or ("--no-ff", "-m", "A merge")), branch, at=at)


def _iso(at: str) -> str:
    return datetime.fromisoformat(at).isoformat()


@pytest.fixture
def new_repository(quiet_git: None, tmp_path: Path) -> Callable[..., GitRepository]:
    """Makes a repository: `new_repository("name", "--object-format=sha256")`."""

    def make(name: str = "site", *options: str) -> GitRepository:
        root = tmp_path / name
        root.mkdir(parents=True)
        repository = GitRepository(root)
        if options:
            repository.git("init", "-q", "-b", "main", "--template=", *options)
        else:
            small_git.begin(root)
        return repository

    return make


@pytest.fixture
def repository(new_repository: Callable[..., GitRepository]) -> GitRepository:
    """An empty repository on the branch main."""
    return new_repository()

"""The git repository around a site: its state, and the commands that change it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from outspoken.authoring.refusal import RefusedError
from outspoken.source.git.run_git import command, environment
from outspoken.source.git.tool_output import without_secrets

# In the middle of these git commits everything or nothing.
_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "REBASE_HEAD": "a rebase",
}


class GitError(RefusedError):
    """Git said no; the message is its reason in one line."""


class Repository:
    """Return the repository that contains the site in `root`. Raises RefusedError if there is none."""

    def __init__(self, root: Path, *, may_ask: bool = False) -> None:
        self.root = root
        self._environment = environment()
        if may_ask:
            # A person is there who can type a password.
            self._environment.pop("GIT_TERMINAL_PROMPT")
        try:
            self.top = Path(self.git("rev-parse", "--show-toplevel").strip())
        except GitError as fault:
            raise RefusedError(
                f"{root.resolve()} is in no git repository that can be used: {fault}"
            ) from None

    def git(self, *words: str, data: bytes | None = None, more: Mapping[str, str] | None = None) -> str:
        """What git prints for these words, run in the site's root. Raises GitError."""
        try:
            answer = subprocess.run(
                command(self.root, *words),
                input=data,
                stdin=subprocess.DEVNULL if data is None else None,
                capture_output=True,
                env={**self._environment, **(more or {})},
                check=False,
            )
        except OSError as fault:
            raise GitError(f"git cannot be run: {fault.strerror or fault}") from None
        if answer.returncode:
            raise GitError(_reason(answer.stderr or answer.stdout) or f"git {words[0]} failed")
        return answer.stdout.decode("utf-8", "surrogateescape")

    def ask(self, *words: str) -> str:
        """What git prints, without the line's end; empty where it has no answer."""
        try:
            return self.git(*words).strip()
        except GitError:
            return ""

    @cached_property
    def prefix(self) -> str:
        """The site's path in the repository, with a slash at its end; empty where it is the top."""
        return self.ask("rev-parse", "--show-prefix")

    @property
    def head(self) -> str:
        """The commit that is checked out; empty before the first."""
        return self.ask("rev-parse", "-q", "--verify", "HEAD^{commit}")

    @property
    def branch(self) -> str:
        """The branch that is checked out; empty where HEAD is detached."""
        return self.ask("symbolic-ref", "-q", "--short", "HEAD")

    @cached_property
    def remote(self) -> str:
        """Return the remote to push to. Raises RefusedError if there is none, or if it is ambiguous."""
        names = self.ask("remote").split()
        wanted = self.ask("config", "remote.pushDefault") or self.ask(
            "config", f"branch.{self.branch}.remote"
        )
        candidates: tuple[str, ...] = (wanted, "origin", *(names if len(names) == 1 else ()))
        for name in candidates:
            if name in names:
                return name
        if names:
            raise RefusedError(
                f"several remotes ({', '.join(names)}) and none is origin: set remote.pushDefault"
            )
        raise RefusedError("there is no remote to push to: git remote add origin URL")

    def main_branch(self, fallback: str) -> str:
        """The branch that is published: the remote's HEAD where it is known here."""
        told: str = self.ask("symbolic-ref", "-q", "--short", f"refs/remotes/{self.remote}/HEAD")
        return told[len(self.remote) + 1 :] or fallback

    def expect_able_to_commit(self, *, on_branch: bool) -> None:
        """Raises RefusedError where a commit of some files could not be made, or would be lost."""
        for name, what in _UNDER_WAY.items():
            if self.ask("rev-parse", "-q", "--verify", name):
                raise RefusedError(f"{what} is under way in {self.top}: finish it first, or use --push")
        if on_branch and not self.branch:
            raise RefusedError("HEAD is detached, a commit here would be on no branch: add --branch")
        self.git("var", "GIT_COMMITTER_IDENT")

    def expect_free(self, branch: str) -> None:
        """Raises RefusedError for a branch's name that is taken or cannot be one."""
        if not self.ask("check-ref-format", "--branch", branch):
            raise RefusedError(f"{branch} cannot be a branch's name")
        if self.ask("show-ref", "--verify", f"refs/heads/{branch}"):
            raise RefusedError(f"there is a branch {branch} already: give another name to --branch")

    def has_committed(self, path: str) -> bool:
        """Whether HEAD holds a file, by its path from the site's root."""
        return bool(self.ask("rev-parse", "-q", "--verify", f"HEAD:./{path}"))


def _reason(said: bytes) -> str:
    """The line of git's answer that tells most."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:", "remote: error", "!"))]
    chosen = telling[0] if telling else lines[-1] if lines else ""
    return without_secrets(" ".join(chosen.removeprefix("fatal: ").removeprefix("error: ").split()))

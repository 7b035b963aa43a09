"""The git repository around a site: its state, and the commands that change it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from outspoken.authoring.refusal import MissingError, RefusedError
from outspoken.source.git.run_git import environment, run
from outspoken.source.git.tool_output import failure_reason

# While one of these is in progress, git refuses to commit only some files.
_IN_PROGRESS = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "REBASE_HEAD": "a rebase",
}


class GitError(RefusedError):
    """Git failed; the message is its reason in one line."""


class Repository:
    """The repository that contains the site in `root`. Raises RefusedError if there is none."""

    def __init__(self, root: Path, *, may_ask: bool = False) -> None:
        self.root = root
        self._environment = environment()
        if may_ask:
            # With a terminal, git may ask the user for a password.
            self._environment.pop("GIT_TERMINAL_PROMPT")
        try:
            self.top = Path(self.git("rev-parse", "--show-toplevel").strip())
        except GitError as fault:
            raise RefusedError(f"{root.resolve()} is not in a usable git repository: {fault}") from None

    def git(self, *arguments: str, data: bytes | None = None, more: Mapping[str, str] | None = None) -> str:
        """Run git with these arguments in the site's root and return its output. Raises GitError."""
        try:
            answer = run(self.root, *arguments, data=data, environ={**self._environment, **(more or {})})
        except OSError as fault:
            raise GitError(f"git cannot be run: {fault.strerror or fault}") from None
        if answer.returncode:
            raise GitError(failure_reason(answer.stderr or answer.stdout, f"git {arguments[0]} failed"))
        return answer.stdout.decode("utf-8", "surrogateescape")

    def ask(self, *arguments: str) -> str:
        """Return git's output without the line end; empty if git fails."""
        try:
            return self.git(*arguments).strip()
        except GitError:
            return ""

    def succeeds(self, *arguments: str) -> bool:
        """Whether git ends without a failure."""
        try:
            self.git(*arguments)
        except GitError:
            return False
        return True

    @cached_property
    def prefix(self) -> str:
        """The site's path in the repository, with a slash at its end; empty at the top."""
        return self.ask("rev-parse", "--show-prefix")

    @property
    def head(self) -> str:
        """The commit that is checked out; empty before the first one."""
        return self.ask("rev-parse", "-q", "--verify", "HEAD^{commit}")

    @property
    def branch(self) -> str:
        """The branch that is checked out; empty if HEAD is detached."""
        return self.ask("symbolic-ref", "-q", "--short", "HEAD")

    @cached_property
    def remote(self) -> str:
        """Return the remote to push to. Raises RefusedError if there is none, or if it is ambiguous."""
        names = self.ask("remote").split()
        wanted = self.ask("config", "remote.pushDefault") or self.ask(
            "config", f"branch.{self.branch}.remote"
        )
        # Chosen as git itself chooses where to push.
        candidates: tuple[str, ...] = (wanted, "origin", *(names if len(names) == 1 else ()))
        for name in candidates:
            if name in names:
                return name
        if names:
            raise RefusedError(
                f"there are several remotes ({', '.join(names)}) and none is origin: "
                "git config remote.pushDefault NAME"
            )
        raise RefusedError("there is no remote to push to: git remote add origin URL")

    def main_branch(self, fallback: str) -> str:
        """Return the published branch: the remote's HEAD if it is known, else `fallback`."""
        head: str = self.ask("symbolic-ref", "-q", "--short", f"refs/remotes/{self.remote}/HEAD")
        return head[len(self.remote) + 1 :] or fallback

    def expect_able_to_commit(self, *, on_branch: bool) -> None:
        """Raise RefusedError if some files could not be committed, or their commit would be lost."""
        for name, what in _IN_PROGRESS.items():
            if self.ask("rev-parse", "-q", "--verify", name):
                raise RefusedError(f"{what} is in progress in {self.top}: finish it first, or use --push")
        if on_branch and not self.branch:
            raise RefusedError("HEAD is detached, a commit here would be on no branch: add --branch")
        # Checked now: without a name and address a commit would fail, but only after all questions.
        self.git("var", "GIT_COMMITTER_IDENT")

    def expect_free(self, branch: str) -> None:
        """Raise MissingError for a branch name that exists or is not valid."""
        if not self.ask("check-ref-format", "--branch", branch):
            raise MissingError(f"--branch {branch}: not a valid name of a branch", "--branch")
        if self.ask("show-ref", "--verify", f"refs/heads/{branch}"):
            raise MissingError(f"--branch {branch}: it already exists; give another name", "--branch")

    def has_committed(self, path: str) -> bool:
        """Whether HEAD has a file, by its path from the site's root."""
        return bool(self.ask("rev-parse", "-q", "--verify", f"HEAD:./{path}"))

"""Checks git and the clone: version, work tree, history, remote and branch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from outspoken.authoring.new_site import repository_of
from outspoken.checkup.finding import Finding, good, to_do
from outspoken.source.git.incomplete_clone import is_partial
from outspoken.source.git.run_git import ask
from outspoken.source.git.tool_output import bare_address

# The oldest version that is tested, from Debian 11.
_OLDEST = (2, 30)
_VERSION = re.compile(rb"git version (\d+)\.(\d+)")


class Clone(Struct, frozen=True, kw_only=True):
    """The clone around a site: `top` is empty without one, `branch` if HEAD is detached.

    `remote` is its address without a login, `slug` OWNER/NAME at GitHub; empty if there is none.
    """

    top: str = ""
    branch: str = ""
    remote: str = ""
    slug: str = ""


def find_clone(root: Path) -> Clone:
    """Return the clone around `root`."""
    remote = _answer(root, "remote", "get-url", "origin")
    return Clone(
        top=_answer(root, "rev-parse", "--show-toplevel"),
        branch=_answer(root, "symbolic-ref", "-q", "--short", "HEAD"),
        # Printed for a person, and a remote in CI often has a token in its address.
        remote=bare_address(remote),
        slug=repository_of(remote),
    )


def clone_findings(root: Path, clone: Clone, published: str) -> Iterator[Finding]:
    """Yield the findings about git and the clone in `root`; `published` is the branch that is published."""
    version = ask(root, "--version")
    # Without git nothing else about the clone can be found out.
    if version is None:
        yield to_do("git", "git cannot be run", "install git")
        return
    yield _version_finding(version)
    if not clone.top:
        yield to_do("repository", "this folder is not in a git repository", f"git init -b {published}")
        return
    yield from _history(root)
    if clone.remote:
        yield good("remote", f"the remote origin is {clone.remote}")
    else:
        yield to_do("remote", "there is no remote named origin", "git remote add origin URL, then git push")
    if not clone.branch:
        message = "HEAD is detached: a commit here would be on no branch"
        yield to_do("branch", message, f"git switch {published}")
    else:
        yield _branch_finding(
            _answer(root, "symbolic-ref", "-q", "--short", "refs/remotes/origin/HEAD"), published
        )
    # Both resolved: git prints the top without symbolic links, and /tmp is one on macOS.
    if Path(clone.top).resolve() != root.resolve():
        message = "GitHub runs workflows only from the top of a repository, and this folder is below it"
        yield to_do("top of the repository", message, f"move .github to {clone.top}")


def _history(root: Path) -> Iterator[Finding]:
    # First, since git reports a repository without a commit as not shallow.
    if not _answer(root, "rev-parse", "-q", "--verify", "HEAD^{commit}"):
        yield to_do("history", "nothing is committed yet", "git add . && git commit")
        return
    if _answer(root, "rev-parse", "--is-shallow-repository") == "true":
        message = "the clone is shallow: dates of publication are unknown, and old incidents look new"
        yield to_do("history", message, "git fetch --unshallow")
    elif is_partial(root):
        message = "the clone is partial: git fetches old versions one by one, which is slow"
        yield to_do("history", message, "git clone without --filter")
    else:
        yield good("history", "the clone has the whole history")
    # With this option, since a user's status.showUntrackedFiles=no would hide new incidents.
    changed = len(_answer(root, "status", "--porcelain", "--untracked-files=normal", "--", ".").splitlines())
    # Always good: `doctor` is often run while a person is writing.
    files = "1 file is" if changed == 1 else f"{changed} files are"
    yield good("work tree", f"{files} not committed" if changed else "everything is committed")


def _branch_finding(head: str, published: str) -> Finding:
    default = head.removeprefix("origin/")
    # Only `git clone` sets origin/HEAD: in a repository that `git init` created, nothing is known.
    if default and default != published:
        message = f"the remote's default branch is {default}, but the settings name {published}"
        return to_do("branch", message, f"write edit_uri: edit/{default}/ into mkdocs.yml")
    return good("branch", f"{published} is the branch that is published")


def _version_finding(answer: bytes) -> Finding:
    found = _VERSION.match(answer)
    shown = answer.decode("utf-8", "replace").strip().removeprefix("git version ")
    if found and (int(found[1]), int(found[2])) < _OLDEST:
        return to_do("git", f"git {shown} is older than 2.30", "install a newer git")
    return good("git", f"git {shown}")


def _answer(root: Path, *arguments: str) -> str:
    return (ask(root, *arguments) or b"").decode("utf-8", "replace").strip()

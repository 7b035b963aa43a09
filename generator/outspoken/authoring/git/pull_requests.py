"""Open a pull request with the host's own command, or return the steps to do it by hand."""

from __future__ import annotations

import re
import shlex
from urllib.parse import quote

from msgspec import Struct

from outspoken.authoring.git.open_branch import pull_request
from outspoken.authoring.git.repository import GitError, Repository
from outspoken.authoring.git.run_gh import gh_reason, has_gh, run_gh
from outspoken.source.git.tool_output import bare_address

_REMOTE = re.compile(
    r"(?:(?:ssh|https?|git)://)?(?:[^@/\s]+@)?([A-Za-z0-9.-]+)(?::\d+(?=/))?[:/]+([^\s]+?)(?:\.git)?/?"
)


class Proposal(Struct, frozen=True, kw_only=True):
    """A pull request: its branch, the branch it is for, its title and body.

    With `is_more`, the branch already has, or had, a pull request: one is opened only if none is open.
    """

    branch: str
    base: str
    title: str
    body: str
    is_draft: bool = False
    is_more: bool = False


class Proposed(Struct, frozen=True, kw_only=True):
    """`url` is the pull request's; if it could not be opened, `steps` are the commands that open it."""

    url: str = ""
    steps: tuple[str, ...] = ()
    reason: str = ""
    is_pushed: bool = True


def propose(repository: Repository, proposal: Proposal) -> Proposed:
    """Push the branch and open its pull request; return steps for a person if either fails."""
    push = ("push", "-u", repository.remote, proposal.branch)
    create = _create(proposal)
    try:
        repository.git("push", "-q", *push[1:])
    except GitError as fault:
        steps = (f"git {shlex.join(push)}", *_by_hand(repository, proposal, create))
        return Proposed(steps=steps, reason=f"not pushed: {fault}", is_pushed=False)
    # Checked after the push, since the branch is needed either way.
    if not has_gh():
        more = (
            "; if a pull request is open for this branch, it has the change now" if proposal.is_more else ""
        )
        return Proposed(steps=_by_hand(repository, proposal, create), reason=f"gh is not installed{more}")
    if proposal.is_more and (url := pull_request(repository, proposal.branch)):
        return Proposed(url=url)
    answer = run_gh(*create[1:], root=repository.root)
    if answer.returncode:
        steps = _by_hand(repository, proposal, create)
        return Proposed(steps=steps, reason=f"gh: {gh_reason(answer)}")
    # gh may print more before the address.
    return Proposed(url=answer.stdout.strip().rpartition("\n")[2])


def _create(proposal: Proposal) -> list[str]:
    command = ["gh", "pr", "create", "--head", proposal.branch, "--base", proposal.base]
    command += ["--title", proposal.title, "--body", proposal.body]
    return [*command, "--draft"] if proposal.is_draft else command


def _by_hand(repository: Repository, proposal: Proposal, create: list[str]) -> tuple[str, ...]:
    url = compare_url(repository.ask("remote", "get-url", repository.remote), proposal.base, proposal.branch)
    return (url, shlex.join(create)) if url else (shlex.join(create),)


def compare_url(remote: str, base: str, branch: str) -> str:
    """Return the address of the page that opens a pull request; empty if the remote has no such page."""
    found = _REMOTE.fullmatch(bare_address(remote))
    if not found or "." not in found[1] or remote.startswith((".", "/", "file:")):
        return ""
    host, path = found[1], found[2].strip("/")
    if "gitlab" in host:
        query = "merge_request%5Bsource_branch%5D={}&merge_request%5Btarget_branch%5D={}"
        return (
            f"https://{host}/{path}/-/merge_requests/new?{query.format(quote(branch, ''), quote(base, ''))}"
        )
    return f"https://{host}/{path}/compare/{quote(base)}...{quote(branch)}?expand=1"

"""Puts written files on a branch, into a commit and a pull request."""

from __future__ import annotations

from collections.abc import Callable

import click

from outspoken.authoring.drafted_change import DraftedChange
from outspoken.authoring.git.commits import commit_only, leave_new, switch_to_new
from outspoken.authoring.git.pull_requests import Proposal, Proposed, propose
from outspoken.authoring.git.repository import Repository
from outspoken.cli.stop import INTERRUPTED, Stop
from outspoken.cli.writing_parts.change_result import ChangeResult, DeliveryOptions, note


def deliver(
    options: DeliveryOptions,
    repository: Repository,
    change: DraftedChange,
    base: Callable[[], str],
    *,
    is_draft: bool,
    along: tuple[str, ...] = (),
    joined: str = "",
) -> ChangeResult:
    """Branch, commit and open a pull request, as the options say; `base` returns the published branch.

    `along` are files that were written before, and are committed with it. `joined` is the branch of a pull
    request that is open already, and checked out.

    Raises RefusedError, after deleting a new branch.
    """
    branch = ""
    before, commit = repository.branch, repository.head
    if joined:
        branch = joined
    elif options.branch is not None or options.pr:
        branch = options.branch or _free_name(repository, change)
        repository.expect_free(branch)
        switch_to_new(repository, branch)
    try:
        paths = (*along, *change.files)
        made = commit_only(repository, paths, change.subject) if options.commit or options.pr else ""
    # BaseException: after Ctrl-C, too, the user must be back on the branch where they started.
    except BaseException:
        if branch and not joined:
            leave_new(repository, branch, before, commit)
        raise
    if not options.pr:
        return ChangeResult(change=change, commit=made, branch=branch or before)
    try:
        proposed = _propose(repository, change, branch, base(), is_draft=is_draft, is_more=bool(joined))
    # A push cannot be undone and may have arrived: the person gets the commands for the rest.
    except KeyboardInterrupt:
        steps = f"git push -u {repository.remote} {branch} && gh pr create --fill"
        raise Stop(f"stopped: committed on {branch}, perhaps not pushed: {steps}", INTERRUPTED) from None
    return ChangeResult(
        change=change,
        commit=made,
        branch=branch,
        pull_request=proposed.url,
        needs_a_person=not proposed.is_pushed,
    )


def _free_name(repository: Repository, change: DraftedChange) -> str:
    """Return `status/` and the incident's id, with a number if that branch exists."""
    first = f"status/{change.incident}"
    name, count = first, 1
    # Without `--verify` show-ref also finds the remote's branches, whose names are taken too.
    while repository.ask("show-ref", name):
        count += 1
        name = f"{first}-{count}"
    return name


def _propose(
    repository: Repository, change: DraftedChange, branch: str, base: str, *, is_draft: bool, is_more: bool
) -> Proposed:
    files = "\n".join(f"- `{path}`" for path in change.files)
    # A post-mortem has no message: without one, the separator is removed too.
    body = f"{change.message}\n\n---\n\n{files}\n".lstrip("\n-")
    proposal = Proposal(
        branch=branch, base=base, title=change.subject, body=body, is_draft=is_draft, is_more=is_more
    )
    proposed = propose(repository, proposal)
    if proposed.steps:
        note(f"committed on {branch}; open the pull request yourself ({proposed.reason}):")
        for step in proposed.steps:
            # Not wrapped, since a person pastes it into a shell.
            click.echo(f"  {step}", err=True)
    return proposed

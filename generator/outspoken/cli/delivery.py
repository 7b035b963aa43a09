"""From written files to a branch, a commit and a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outspoken.authoring.commits import commit_only, leave_new, switch_to_new
from outspoken.authoring.plans import Change
from outspoken.authoring.pullrequests import Proposal, Proposed, propose
from outspoken.cli.desk import Result, note

if TYPE_CHECKING:
    from outspoken.cli.desk import Desk


def deliver(desk: Desk, change: Change, *, is_draft: bool) -> Result:
    """Do with written files what was asked for. Raises RefusedError; a new branch is then gone again."""
    told, repository = desk.told, desk.repository
    branch = ""
    before, commit = repository.branch, repository.head
    if told.branch is not None or told.pr:
        branch = told.branch or _free_name(desk, change)
        repository.expect_free(branch)
        switch_to_new(repository, branch)
    try:
        made = commit_only(repository, change.files, change.subject) if told.commit or told.pr else ""
    except BaseException:
        if branch:
            leave_new(repository, branch, before, commit)
        raise
    if not told.pr:
        return Result(change=change, commit=made, branch=branch or before)
    proposed = _propose(desk, change, branch, is_draft)
    return Result(
        change=change,
        commit=made,
        branch=branch,
        pull_request=proposed.url,
        needs_a_person=not proposed.is_pushed,
    )


def _free_name(desk: Desk, change: Change) -> str:
    """`status/` and the incident's id, with a number where there is such a branch already."""
    first = f"status/{change.incident}"
    name, count = first, 1
    # Without `--verify` it also finds the remote's, which a push would meet.
    while desk.repository.ask("show-ref", name):
        count += 1
        name = f"{first}-{count}"
    return name


def _propose(desk: Desk, change: Change, branch: str, is_draft: bool) -> Proposed:
    files = "\n".join(f"- `{path}`" for path in change.files)
    body = f"{change.message}\n\n---\n\n{files}\n".lstrip("\n-")
    proposal = Proposal(
        branch=branch, base=desk.main_branch(), title=change.subject, body=body, is_draft=is_draft
    )
    proposed = propose(desk.repository, proposal)
    if proposed.steps:
        note(f"committed on {branch}, the pull request is left to you ({proposed.reason}):")
        for step in proposed.steps:
            note(f"  {step}")
    return proposed

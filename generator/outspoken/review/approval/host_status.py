"""Reads and sets the status `approval` of open pull requests at the git host, with the command `gh`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from outspoken.authoring.git.repository import Repository
from outspoken.authoring.git.run_gh import gh_reason, has_gh, run_gh
from outspoken.authoring.refusal import RefusedError
from outspoken.review.approval.approval_rule import Approval, ApprovalDecision

CONTEXT = "approval"
# In a public repository everyone may approve; only members' approvals count.
_INSIDERS = {"OWNER", "MEMBER", "COLLABORATOR"}
Answer = Mapping[str, Any]


class Pull(Struct, frozen=True, kw_only=True):
    """An open pull request: its number, the branch it is for, its newest commit and who wrote it."""

    number: int
    base: str
    commit: str
    author: str


class Host:
    """A repository (`OWNER/NAME`) at the git host, read with `gh`. Every method raises RefusedError."""

    def __init__(self, name: str) -> None:
        self._name = name

    def pulls(self) -> tuple[Pull, ...]:
        """Return every open pull request."""
        return tuple(
            Pull(
                number=one["number"],
                base=one["base"]["ref"],
                commit=one["head"]["sha"],
                author=(one["user"] or {}).get("login", ""),
            )
            for one in self._list("pulls?state=open&per_page=100")
        )

    def review(self, pull: Pull, now: datetime) -> Approval:
        """Return who approved its newest commit; it counts as opened at the time of its first status."""
        reviews = self._list(f"pulls/{pull.number}/reviews?per_page=100")
        times = [datetime.fromisoformat(one["created_at"]) for one in self._statuses(pull)]
        # The host's time and not the commit's, which its author can set.
        return Approval(
            author=pull.author, approvals=approvals(reviews, pull.commit), opened=min(times, default=now)
        )

    def set_status(self, pull: Pull, decision: ApprovalDecision) -> bool:
        """Set the status if it differs; return whether it was set."""
        wanted = ("success" if decision.merges else "pending", decision.description)
        present = self._statuses(pull)
        # GitHub keeps at most 1,000 statuses per commit and context; a schedule would use them up.
        if present and (present[0]["state"], present[0]["description"]) == wanted:
            return False
        state, description = wanted
        fields = (f"state={state}", f"description={description}", f"context={CONTEXT}")
        options = [word for field in fields for word in ("-f", field)]
        _gh("api", "--method", "POST", f"repos/{self._name}/statuses/{pull.commit}", *options)
        return True

    def _statuses(self, pull: Pull) -> list[Answer]:
        """Return its commit's statuses of this name, newest first."""
        every = self._list(f"commits/{pull.commit}/statuses?per_page=100")
        return [one for one in every if one["context"] == CONTEXT]

    def _list(self, path: str) -> list[Answer]:
        return list(_flat(_gh("api", "--paginate", f"repos/{self._name}/{path}")))


def approvals(reviews: list[Answer], commit: str) -> tuple[str, ...]:
    """Return who approved this commit and did not change that since; only members of the repository."""
    last: dict[str, Answer] = {}
    for one in reviews:
        # A comment after an approval leaves the approval in force, as on GitHub's own page.
        if one["user"] and one["state"] != "COMMENTED":
            last[one["user"]["login"]] = one
    return tuple(
        login
        for login, one in last.items()
        if one["state"] == "APPROVED"
        # An approval of an earlier commit does not cover text that was added later.
        and one["commit_id"] == commit
        and one["author_association"] in _INSIDERS
    )


@contextmanager
def checked_out(repository: Repository, pull: Pull) -> Iterator[Path]:
    """Yield a temporary folder with a pull request's files; this program executes none of them."""
    # The reference works for pull requests from forks too, whose branches this remote does not have.
    repository.git("fetch", "-q", repository.remote, f"pull/{pull.number}/head")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "change"
        # The listed commit and not FETCH_HEAD: after a push in the meantime, its status would be about other
        # files. Detached, since git checks out no branch in two work trees.
        repository.git("worktree", "add", "-q", "--detach", str(place), pull.commit)
        try:
            yield place / repository.prefix
        finally:
            repository.git("worktree", "remove", "--force", str(place))


def _gh(*arguments: str) -> str:
    if not has_gh():
        raise RefusedError("gh is not installed: install it to read pull requests")
    done = run_gh(*arguments)
    if done.returncode:
        raise RefusedError(f"gh: {gh_reason(done)}")
    return done.stdout


def _flat(text: str) -> Iterator[Answer]:
    """Yield the items of several JSON lists, one list after another."""
    decoder, text = json.JSONDecoder(), text.strip()
    # `gh api --paginate` prints the pages' lists one after another, which is not one JSON document.
    while text:
        page, end = decoder.raw_decode(text)
        yield from page
        text = text[end:].lstrip()

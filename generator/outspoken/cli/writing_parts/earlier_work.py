"""Finds earlier work on an incident: files that are not published, an open pull request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from outspoken.authoring.git.unpublished_files import expect_published, uncommitted
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.model.file_names import folder_of

if TYPE_CHECKING:
    from outspoken.authoring.drafted_change import DraftedChange
    from outspoken.authoring.git.repository import Repository
    from outspoken.authoring.incident_store import CommitIncidents


class EarlierWork:
    """Earlier work; `main` returns the published branch, `joined` is that of a pull request, checked out."""

    def __init__(self, repository: Repository, delivery: DeliveryOptions, main: Callable[[], str]) -> None:
        self._repository, self._delivery, self._main = repository, delivery, main
        self.joined = ""
        self._begun = ""

    def begin(self, incident: str, published: CommitIncidents | None) -> None:
        """Prepare to add to an incident that exists; `published` is the published branch with --push.

        With --pr, the branch of its open pull request is checked out. Raises RefusedError with --push if
        files of earlier updates are not published.
        """
        if incident == self._begun:
            return
        self._begun = incident
        if published is not None:
            expect_published(self._repository, published, folder_of(incident), self._main())
        # A branch name means that the user wants a separate pull request.
        elif self._delivery.pr and not self._delivery.branch:
            self._join(incident)

    def join_by_name(self, named: str) -> bool:
        """With --pr, check out the open pull request of an incident with this text; whether there is one."""
        if not self._delivery.pr or self._delivery.branch:
            return False
        from outspoken.authoring.git.open_branch import incidents_on_branches

        return any(self._join(each) for each in incidents_on_branches(self._repository, named))

    def _join(self, incident: str) -> bool:
        from outspoken.authoring.git.open_branch import join, open_branch

        if not self.joined and (branch := open_branch(self._repository, incident, self._main())):
            join(self._repository, branch)
            self.joined = branch
            note(f"on {branch}, whose pull request is open: this is added to it")
        return bool(self.joined)

    def along(self, change: DraftedChange) -> tuple[str, ...]:
        """Return, and name, the incident's files of earlier runs that are committed with this change."""
        found = uncommitted(self._repository, folder_of(change.incident))
        along = tuple(path for path in found.new if path not in change.files)
        if along:
            note(f"also committed, since it was written before and not committed: {' '.join(along)}")
        others = tuple(path for path in found.others if path not in change.files)
        if others:
            note(f"NOT committed, since only you know why it was changed: {' '.join(others)}")
        return along

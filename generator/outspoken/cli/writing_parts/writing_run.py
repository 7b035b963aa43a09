"""Shared by the commands that write: options, the source they read, and the delivery of a change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.drafted_change import open_context, open_settings
from outspoken.authoring.edits.write_change import write_change
from outspoken.authoring.incident_store import CommitIncidents, DiskIncidents
from outspoken.authoring.refusal import RefusedError
from outspoken.cli import shared_options
from outspoken.cli.print_problems import print_problems
from outspoken.cli.stop import INTERRUPTED, Stop
from outspoken.cli.streams import can_ask
from outspoken.cli.writing_parts.change_result import ChangeResult, DeliveryOptions, note, print_result
from outspoken.cli.writing_parts.problems_by_option import by_option
from outspoken.model.file_names import folder_of

if TYPE_CHECKING:
    from outspoken.authoring.answers.clock_times import Moment
    from outspoken.authoring.drafted_change import DraftedChange
    from outspoken.authoring.git.repository import Repository
    from outspoken.authoring.incident_store import IncidentStore
    from outspoken.cli.writing_parts.answer_keeper import AnswerKeeper
    from outspoken.cli.writing_parts.change_dialog import ChangeDialog
    from outspoken.cli.writing_parts.earlier_work import EarlierWork
    from outspoken.model.settings import Settings
    from outspoken.source.incidents.folder_context import Context

_DELIVERY = (
    click.option(
        "--branch",
        metavar="[NAME]",
        is_flag=False,
        flag_value="",
        help="Create a branch from HEAD; default: status/ and the incident's id.",
    ),
    click.option("--commit", is_flag=True, help="Commit exactly the written files."),
    click.option("--pr", is_flag=True, help="Branch, commit, push, and open a pull request with gh."),
    click.option("--push", is_flag=True, help="Push to the published branch itself, after the same checks."),
    click.option("--yes", is_flag=True, help="Do not ask before publishing, or before writing many files."),
    click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON."),
)  # fmt: skip


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of all commands that write: `root`, `now`, and the others as `delivery`."""

    @wraps(command)
    def called(
        *, branch: str | None, commit: bool, pr: bool, push: bool, yes: bool, as_json: bool, **others: object
    ) -> None:
        delivery = DeliveryOptions(branch=branch, commit=commit, pr=pr, push=push, as_json=as_json, yes=yes)
        command(delivery=delivery, **others)

    wrapped: Callable[..., None] = called
    # click lists options in the reverse order of their decorators.
    for option in reversed((*_DELIVERY, shared_options.root, shared_options.now)):
        wrapped = option(wrapped)
    return wrapped


class WritingRun:
    """One run of a command; with --push it reads the published branch as it is now, else the work tree."""

    def __init__(self, root: Path, now: datetime | None, delivery: DeliveryOptions) -> None:
        if delivery.push and (delivery.branch is not None or delivery.commit or delivery.pr):
            raise Stop("--push cannot be combined with --branch, --commit or --pr", 2)
        self.root, self.delivery = root, delivery
        self.now = shared_options.instant_or_clock(now)
        self._is_done = False

    @property
    def is_terminal(self) -> bool:
        """Whether questions can be asked."""
        return can_ask()

    @property
    def moment(self) -> Moment:
        """The time of this run, and the site's time zone."""
        from outspoken.authoring.answers.clock_times import Moment

        return Moment(now=self.now, zone=self.context.zone)

    @cached_property
    def kept(self) -> AnswerKeeper:
        """The answers of this run, stored on disk until the files are written."""
        return self._answer_keeper()

    def _answer_keeper(self, about: str = "", newest: str = "") -> AnswerKeeper:
        from outspoken.authoring.answers.kept_answers import AnswerFolder
        from outspoken.cli.writing_parts.answer_keeper import AnswerKeeper

        context = click.get_current_context()
        found = AnswerKeeper(
            AnswerFolder(self.root, f"{context.info_name} {about}".strip()), self.now, newest
        )
        # Whenever the command ends, also after Ctrl-C.
        context.call_on_close(lambda: None if self._is_done else found.report())
        return found

    def keep_answers(self, incident: str, other: str = "") -> AnswerKeeper:
        """Store the answers about one incident, or a new one; `other` is what else they are about."""
        self.kept = self._answer_keeper(f"{incident} {other}".strip(), self._newest(incident))
        return self.kept

    def _newest(self, incident: str) -> str:
        """Return the path of an incident's newest update; empty for a new incident."""
        return next(reversed(self.store.updates(folder_of(incident))), "") if incident else ""

    @cached_property
    def repository(self) -> Repository:
        from outspoken.authoring.git.repository import Repository

        return Repository(self.root, may_ask=self.is_terminal)

    @cached_property
    def _main(self) -> str:
        """The published branch."""
        fallback = open_settings(DiskIncidents(self.root)).branch
        return self.repository.main_branch(fallback)

    @cached_property
    def _tip(self) -> str:
        from outspoken.authoring.git.direct_push import fetch_tip

        return fetch_tip(self.repository, self._main)

    @cached_property
    def store(self) -> IncidentStore:
        """Return the store to read incidents from. Raises RefusedError if git does not allow --push."""
        return CommitIncidents(self.root, self._tip) if self.delivery.push else DiskIncidents(self.root)

    @cached_property
    def context(self) -> Context:
        """The context for reading files. Raises ProblemsError if the settings cannot be used."""
        return self.context_of(self.store)

    def context_of(self, store: IncidentStore) -> Context:
        """Return the context of another source: a published branch may have new settings."""
        return (
            self.context if "context" in vars(self) and store is self.store else open_context(store, self.now)
        )

    @cached_property
    def settings(self) -> Settings:
        """All settings. Raises ProblemsError if they cannot be used."""
        return self.settings_of(self.store)

    def settings_of(self, store: IncidentStore) -> Settings:
        """Return the settings of another source: a published branch may have new ones."""
        return self.settings if "settings" in vars(self) and store is self.store else open_settings(store)

    def expect_able(self) -> None:
        """Raise RefusedError before any question is asked, if git would fail after the last one."""
        if self.is_terminal:
            # Reading them reports broken settings before the first question.
            _ = self.settings
        delivery = self.delivery
        if delivery.branch is not None or delivery.commit or delivery.pr:
            on_branch = delivery.branch is None and not delivery.pr
            self.repository.expect_able_to_commit(on_branch=on_branch)
            if delivery.branch:
                self.repository.expect_free(delivery.branch)
        if delivery.pr:
            _ = self.repository.remote
        if delivery.push:
            _ = self._tip

    def carry_out(self, make: Callable[[IncidentStore], DraftedChange], *, is_draft: bool = False) -> None:
        """Make the change, deliver it as the options say, and print what was written."""
        is_asking = self.is_terminal and self.delivery.publishes and not self.delivery.yes
        try:
            if is_asking:
                self._confirm(make(self.store))
            result = self._push(make) if self.delivery.push else self._write(make, is_draft=is_draft)
        except Exception as fault:
            raise by_option(fault) from None
        self.done()
        print_result(result, self.settings.url if self.delivery.as_json else None)
        if self.is_terminal:
            if not is_asking:
                self.dialog.show(result.change)
            self.dialog.show_what_is_left(result)
        if result.needs_a_person:
            sys.exit(1)

    @cached_property
    def dialog(self) -> ChangeDialog:
        """The dialog that shows a change, before and after it is delivered."""
        from outspoken.cli.writing_parts.change_dialog import ChangeDialog

        return ChangeDialog(self.settings, self.delivery, self.root, self.now, lambda: self.repository)

    def _confirm(self, change: DraftedChange) -> None:
        if change.is_new:
            self.dialog.confirm(change, keeps="kept" in vars(self) and self.kept.is_kept)

    def done(self) -> None:
        """Delete the stored answers, since the files are written."""
        self._is_done = True
        if "kept" in vars(self):
            self.kept.discard()

    def _push(self, make: Callable[[IncidentStore], DraftedChange]) -> ChangeResult:
        from outspoken.authoring.git.direct_push import follow, push_straight

        change, commit = push_straight(self.repository, self._main, self._tip, make)
        self._warn(change)
        # Another branch may be checked out, or the work tree may have changes in the same files.
        if change.is_new and not follow(self.repository, self._main, commit):
            note(f"pushed to {self._main}; your work tree is unchanged (git pull updates it)")
        return ChangeResult(change=change, commit=commit, branch=self._main)

    def _write(self, make: Callable[[IncidentStore], DraftedChange], *, is_draft: bool) -> ChangeResult:
        change = make(self.store)
        if change.is_new:
            self._warn(change)
            try:
                write_change(self.root, change)
            except FileExistsError:
                # Another process wrote these names first: try once more, with other names.
                change = make(self.store)
                if change.is_new:
                    write_change(self.root, change)
        self.done()
        return self._deliver(change, is_draft=is_draft)

    def _deliver(self, change: DraftedChange, *, is_draft: bool) -> ChangeResult:
        delivery = self.delivery
        if delivery.branch is None and not delivery.commit and not delivery.pr:
            return ChangeResult(change=change)
        # An earlier call with the same --key has committed everything: another commit would be empty.
        if not change.is_new and all(self.repository.has_committed(path) for path in change.files):
            return ChangeResult(change=change)
        from outspoken.cli.writing_parts.delivery import deliver

        along = self.earlier_work.along(change) if delivery.commit or delivery.pr else ()
        try:
            return deliver(
                delivery, self.repository, change, self.main_branch,
                is_draft=is_draft, along=along, joined=self.earlier_work.joined if delivery.pr else "",
            )  # fmt: skip
        except KeyboardInterrupt:
            raise Stop(f"stopped: written but not committed: {' '.join(change.files)}", INTERRUPTED) from None
        except Exception as fault:
            if not isinstance(fault, RefusedError):
                raise
            raise Stop(f"written but not committed: {' '.join(change.files)}: {fault}") from None

    @cached_property
    def earlier_work(self) -> EarlierWork:
        """Files and pull requests from before this run that are not published."""
        from outspoken.cli.writing_parts.earlier_work import EarlierWork

        return EarlierWork(self.repository, self.delivery, self.main_branch)

    def begin(self, incident: str) -> None:
        """Prepare to add to an existing incident. Raises RefusedError if earlier files are not published."""
        store = self.store
        if self.delivery.push or self.delivery.pr:
            self.earlier_work.begin(incident, store if isinstance(store, CommitIncidents) else None)

    def _warn(self, change: DraftedChange) -> None:
        if change.caused or change.existing:
            print_problems((*change.caused, *change.existing), err=True, root=self.root)

    def main_branch(self) -> str:
        """Return the branch that a pull request is for."""
        return self._main

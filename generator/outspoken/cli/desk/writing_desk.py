"""What the commands that write share: their options, where they read, how a change is carried out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options
from outspoken.cli.desk.change_result import ChangeResult, DeliveryOptions, note
from outspoken.cli.stop import INTERRUPTED, Stop

if TYPE_CHECKING:
    from outspoken.authoring.git.repository import Repository
    from outspoken.authoring.incident_store import Shelf
    from outspoken.authoring.plans import DraftedChange
    from outspoken.source.incidents.folder import Context

_DELIVERY = (
    click.option(
        "--branch",
        metavar="[NAME]",
        is_flag=False,
        flag_value="",
        help="Create a branch from HEAD first; without a name it is called status/ and the incident's id.",
    ),
    click.option("--commit", is_flag=True, help="Commit exactly the written files."),
    click.option("--pr", is_flag=True, help="Branch, commit, push, and open a pull request with gh."),
    click.option("--push", is_flag=True, help="Straight to the published branch, after the same checks."),
    click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON."),
)  # fmt: skip


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command what all writing ones have: `root`, `now`, and the other options as `delivery`."""

    @wraps(command)
    def told(
        *, branch: str | None, commit: bool, pr: bool, push: bool, as_json: bool, **others: object
    ) -> None:
        delivery = DeliveryOptions(branch=branch, commit=commit, pr=pr, push=push, as_json=as_json)
        command(delivery=delivery, **others)

    for option in reversed((*_DELIVERY, shared_options.root, shared_options.now)):
        told = option(told)
    return told


class WritingDesk:
    """One command's work; with --push it reads the published branch as it is now, else the files here."""

    def __init__(self, root: Path, now: datetime | None, told: DeliveryOptions) -> None:
        if told.push and (told.branch is not None or told.commit or told.pr):
            raise Stop("--push goes alone: it needs no --branch, --commit or --pr", 2)
        self.root, self.told = root, told
        self.now = shared_options.instant_or_clock(now)
        self.kept: Path | None = None

    @property
    def is_terminal(self) -> bool:
        """Whether a person is there to be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    @cached_property
    def repository(self) -> Repository:
        from outspoken.authoring.git.repository import Repository

        return Repository(self.root, may_ask=self.is_terminal)

    @cached_property
    def _main(self) -> str:
        """The published branch."""
        from outspoken.authoring.incident_store import DiskIncidents
        from outspoken.authoring.plans import open_context

        told = open_context(DiskIncidents(self.root), self.now).settings.branch
        return self.repository.main_branch(told)

    @cached_property
    def _tip(self) -> str:
        from outspoken.authoring.git.direct_push import fetch_tip

        return fetch_tip(self.repository, self._main)

    @cached_property
    def shelf(self) -> Shelf:
        """Return the store to read incidents from. Raises RefusedError if git does not allow --push."""
        from outspoken.authoring.incident_store import CommitIncidents, DiskIncidents

        return CommitIncidents(self.root, self._tip) if self.told.push else DiskIncidents(self.root)

    @cached_property
    def context(self) -> Context:
        """What files are read with. Raises ProblemsError where the settings are unusable."""
        return self.context_of(self.shelf)

    def context_of(self, shelf: Shelf) -> Context:
        """The same for files from elsewhere: a published branch may have moved on, with its settings."""
        from outspoken.authoring.plans import open_context

        return (
            self.context if "context" in vars(self) and shelf is self.shelf else open_context(shelf, self.now)
        )

    def expect_able(self) -> None:
        """Raise RefusedError before any question is asked, if git would refuse in the end."""
        told = self.told
        if told.branch is not None or told.commit or told.pr:
            on_branch = told.branch is None and not told.pr
            self.repository.expect_able_to_commit(on_branch=on_branch)
            if told.branch:
                self.repository.expect_free(told.branch)
        if told.pr:
            _ = self.repository.remote
        if told.push:
            _ = self._tip

    def carry_out(self, make: Callable[[Shelf], DraftedChange], *, is_draft: bool = False) -> None:
        """Make the change and do with it what was asked for, then say what was written."""
        try:
            result = self._push(make) if self.told.push else self._write(make, is_draft=is_draft)
        except BaseException:
            if self.kept:
                click.echo(f"what you wrote is kept in {self.kept}", err=True)
            raise
        if self.kept:
            self.kept.unlink(missing_ok=True)
        self._print(result)
        if result.needs_a_person:
            sys.exit(1)

    def _push(self, make: Callable[[Shelf], DraftedChange]) -> ChangeResult:
        from outspoken.authoring.git.direct_push import follow, push_straight

        change, commit = push_straight(self.repository, self._main, self._tip, make)
        self._warn(change)
        if change.is_new and not follow(self.repository, self._main, commit):
            note(f"pushed to {self._main}; the files here are as they were (git pull brings it)")
        return ChangeResult(change=change, commit=commit, branch=self._main)

    def _write(self, make: Callable[[Shelf], DraftedChange], *, is_draft: bool) -> ChangeResult:
        from outspoken.source.new_files import write_new

        change = make(self.shelf)
        if change.is_new:
            self._warn(change)
            try:
                write_new(self.root, change.files)
            except FileExistsError:
                # Another process was faster: with other names, or an earlier call's key, there is no clash.
                change = make(self.shelf)
                if change.is_new:
                    write_new(self.root, change.files)
        return self._deliver(change, is_draft=is_draft)

    def _deliver(self, change: DraftedChange, *, is_draft: bool) -> ChangeResult:
        told = self.told
        if told.branch is None and not told.commit and not told.pr:
            return ChangeResult(change=change)
        if not change.is_new and all(self.repository.has_committed(path) for path in change.files):
            return ChangeResult(change=change)
        from outspoken.cli.desk.delivery import deliver

        try:
            return deliver(told, self.repository, change, self.main_branch, is_draft=is_draft)
        except KeyboardInterrupt:
            raise Stop(f"stopped: written, not committed: {' '.join(change.files)}", INTERRUPTED) from None
        except Exception as fault:
            from outspoken.authoring.refusal import RefusedError

            if not isinstance(fault, RefusedError):
                raise
            raise Stop(f"written, not committed: {' '.join(change.files)}: {fault}") from None

    def _warn(self, change: DraftedChange) -> None:
        if change.caused or change.standing:
            from outspoken.cli.print_problems import print_problems

            print_problems((*change.caused, *change.standing), err=True, root=self.root)

    def say_nothing(self) -> None:
        """Tell a caller that reads JSON that nothing was written."""
        if self.told.as_json:
            click.echo('{"path": null, "paths": [], "created": false}')

    def _print(self, result: ChangeResult) -> None:
        change = result.change
        paths = list(change.files)
        if not self.told.as_json:
            for line in (*paths, result.pull_request):
                if line:
                    click.echo(line)
            return
        import json

        document = {
            "path": paths[-1] if paths else None,
            "paths": paths,
            "incident": change.incident or None,
            "update": change.update or None,
            "url": change.url_on(self.context.settings.url),
            "created": change.is_new,
            "branch": result.branch or None,
            "commit": result.commit or None,
            "pull_request": result.pull_request or None,
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))

    def main_branch(self) -> str:
        """The branch that a pull request is for."""
        return self._main

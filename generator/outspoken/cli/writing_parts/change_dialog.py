"""Shows on a terminal a change and its recipients, asks before it is published, and prints what is left."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.refusal import RefusedError
from outspoken.cli.stop import Stop
from outspoken.cli.wrapping import width_of, wrapped
from outspoken.cli.writing_parts.change_result import ChangeResult, DeliveryOptions, note
from outspoken.model.file_names import POSTMORTEM_FILE

if TYPE_CHECKING:
    from outspoken.authoring.drafted_change import DraftedChange
    from outspoken.authoring.git.repository import Repository
    from outspoken.model.settings import Settings
    from outspoken.review.messages_to_come import MessageToCome

_YES, _SHOW, _NO = "yes", "show", "no"


class ChangeDialog:
    """The dialog about a change; `repository` returns the one around the site in `root`."""

    def __init__(
        self,
        settings: Settings,
        delivery: DeliveryOptions,
        root: Path,
        now: datetime,
        repository: Callable[[], Repository],
    ) -> None:
        self._settings, self._delivery, self._root, self._now = settings, delivery, root, now
        self._repository = repository

    def confirm(self, change: DraftedChange, *, keeps: bool) -> None:
        """Show a change and ask whether to publish it; `keeps` if there are answers. Raises Stop if not."""
        from outspoken.cli.writing_parts.prompts import choose

        messages = self.show(change)
        is_push = self._delivery.push
        question = f"Push it to {self._main} now?" if is_push else "Open the pull request now?"
        why = "Readers see it within minutes." if is_push else "Readers see it once it is merged."
        no = "No; your answers are kept" if keeps else "No"
        ways = [(_YES, "Yes"), (_SHOW, "Show me each message first"), (_NO, no)]
        # Without messages there is nothing to show.
        if not any(one.messages for one in messages):
            ways.pop(1)
        while (answer := choose(question, ways, why=why, default=_YES)) == _SHOW:
            from outspoken.review.preview_text import channels_as_text

            click.echo(channels_as_text(messages), err=True)
        if answer == _NO:
            raise Stop("stopped before it was published, nothing was written")

    def show(self, change: DraftedChange) -> tuple[MessageToCome, ...]:
        """Print the change and who gets it; return the message of each channel."""
        messages = self._messages(change)
        for line in (*_text_of(change), *self._recipients(change, messages)):
            click.echo(line, err=True)
        return messages

    def _recipients(self, change: DraftedChange, messages: tuple[MessageToCome, ...]) -> Iterator[str]:
        width = width_of(sys.stderr)
        yield "Once it is published, readers find it"
        yield f"  at {change.url_on(self._settings.url)}"
        if any(path.endswith(f"/{POSTMORTEM_FILE}") for path in change.files):
            yield wrapped("when you write `published` in it: until then it is a draft", width, "  ")
        if change.replaced or not change.update:
            return
        places = "on the home page and the pages of its components, in the feeds and the API"
        yield wrapped(places, width, "  ", "    ")
        if not self._settings.channels:
            yield wrapped("and nothing is sent: the settings name no channels", width, "  ", "    ")
        for one in messages:
            yield wrapped(_channel(one), width, "  ", "    ")

    def _messages(self, change: DraftedChange) -> tuple[MessageToCome, ...]:
        # A command that edits published files prints by itself what is sent.
        if change.becomes is None or change.replaced or not change.update:
            return ()
        from outspoken.review.messages_to_come import messages_of_update

        return messages_of_update(change.becomes, change.update, self._settings, self._root, self._now)

    def show_what_is_left(self, result: ChangeResult) -> None:
        """Print whether it is published, and otherwise the command that publishes it."""
        delivery, url = self._delivery, result.change.url_on(self._settings.url)
        if delivery.push:
            note(f"pushed to {result.branch}: published in about 2 minutes at {url}")
        elif result.needs_a_person:
            note("NOT published, and not pushed: run the commands above")
        elif delivery.pr:
            note("NOT published yet: readers see it about 2 minutes after the pull request is merged")
        else:
            note("NOT published yet: readers cannot see it. To publish it:")
            for line in self._steps(result):
                # Not wrapped, since a person pastes it into a shell.
                click.echo(f"  {line}", err=True)

    @property
    def _main(self) -> str:
        return self._repository().main_branch(self._settings.branch)

    def _steps(self, result: ChangeResult) -> Iterator[str]:
        """Yield the shell command for the missing steps (commit, push), then what prevents the push."""
        # People paste it into a shell, which with --root may be in another folder.
        git = f"git -C {shlex.quote(str(self._root))}" if str(self._root) != "." else "git"
        steps, obstacle = [], ""
        try:
            branch = self._repository().branch
        except RefusedError as fault:
            yield str(fault)
            return
        if not branch:
            # Most people cannot find a commit that is on no branch, and it cannot be pushed by a name.
            branch = f"status/{result.change.incident}"
            steps.append(f"{git} switch -c {branch}")
        if not result.commit:
            paths = shlex.join(result.change.files)
            subject = shlex.quote(result.change.subject)
            # With paths: other staged files must not be published with it.
            steps += [f"{git} add {paths}", f"{git} commit -m {subject} {paths}"]
        try:
            main, remote = self._main, self._repository().remote
            steps.append(f"{git} push" if branch == main else f"{git} push -u {remote} {shlex.quote(branch)}")
        except RefusedError as fault:
            obstacle = str(fault)
        yield from filter(None, (" && ".join(steps), obstacle))


def _text_of(change: DraftedChange) -> Iterator[str]:
    width = width_of(sys.stderr)
    incident = change.becomes
    if incident is not None:
        update = next((one for one in incident.updates if one.id == change.update), None)
        status = f", {update.status.replace('_', ' ')}" if update and update.status else ""
        yield wrapped(f"“{incident.title}”{status}:", width)
    for line in change.message.splitlines():
        yield wrapped(line, width, "  ") if line.strip() else ""


def _channel(one: MessageToCome) -> str:
    """Return a channel with its audience, and how it gets the message."""
    from outspoken.review.preview_text import recipients

    if one.problem:
        return f"not on {one.channel.id}: {one.problem.message}"
    name = f"{one.channel.id} ({recipients(one.channel)})"
    return f"not on {name}: {one.why_unsent}" if one.why_unsent else f"on {name}"

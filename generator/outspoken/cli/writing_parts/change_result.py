"""How a command delivers the files that it writes, and the result."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from outspoken.cli.json_text import json_text
from outspoken.cli.wrapping import width_of, wrapped

if TYPE_CHECKING:
    from outspoken.authoring.drafted_change import DraftedChange


class DeliveryOptions(Struct, frozen=True, kw_only=True):
    """What to do with the files: `branch` is None for no branch, empty for a generated name.

    With `yes` nothing is asked before it is published.
    """

    branch: str | None
    commit: bool
    pr: bool
    push: bool
    as_json: bool
    yes: bool = False

    @property
    def publishes(self) -> bool:
        """Whether other people see the change immediately, on the page or as a pull request."""
        return self.push or self.pr


class ChangeResult(Struct, frozen=True, kw_only=True):
    """The result of a change; `pull_request` is its address."""

    change: DraftedChange
    commit: str = ""
    branch: str = ""
    pull_request: str = ""
    needs_a_person: bool = False


def note(text: str) -> None:
    """Print a note for the user to standard error, on a terminal in its width."""
    # To standard error: standard output has only the result, which scripts parse.
    click.echo(wrapped(text, width_of(sys.stderr)), err=True)


def print_result(result: ChangeResult, site: str | None) -> None:
    """Print what was written: its paths, or JSON with its address on the site at `site`."""
    change = result.change
    paths = list(change.files)
    if site is None:
        for line in (*paths, result.pull_request):
            if line:
                click.echo(line)
        return

    # `path` repeats the last path, the update's: most scripts need only this one.
    document = {
        "path": paths[-1] if paths else None,
        "paths": paths,
        "incident": change.incident or None,
        "update": change.update or None,
        "url": change.url_on(site),
        "created": change.is_new,
        "branch": result.branch or None,
        "commit": result.commit or None,
        "pull_request": result.pull_request or None,
    }
    click.echo(json_text(document))


def print_nothing_written(delivery: DeliveryOptions) -> None:
    """Print for --json that nothing was written."""
    if delivery.as_json:
        click.echo('{"path": null, "paths": [], "created": false}')

"""How a command delivers the files that it writes, and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec import Struct

if TYPE_CHECKING:
    from outspoken.authoring.plans import DraftedChange


class DeliveryOptions(Struct, frozen=True, kw_only=True):
    """What is done with the files: `branch` is None for no branch, empty for a generated name."""

    branch: str | None
    commit: bool
    pr: bool
    push: bool
    as_json: bool


class ChangeResult(Struct, frozen=True, kw_only=True):
    """The result of a change; `pull_request` is its address."""

    change: DraftedChange
    commit: str = ""
    branch: str = ""
    pull_request: str = ""
    needs_a_person: bool = False


def note(text: str) -> None:
    """Print a note for the user to standard error."""
    # Standard output has only the result, which scripts read.
    click.echo(text, err=True)

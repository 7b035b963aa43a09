"""What a command that writes was asked to do with its files, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec import Struct

if TYPE_CHECKING:
    from outspoken.authoring.plans import DraftedChange


class DeliveryOptions(Struct, frozen=True, kw_only=True):
    """What is done with the files: `branch` is None for none, empty for a name of ours."""

    branch: str | None
    commit: bool
    pr: bool
    push: bool
    as_json: bool


class ChangeResult(Struct, frozen=True, kw_only=True):
    """What became of a change; `pull_request` is its address."""

    change: DraftedChange
    commit: str = ""
    branch: str = ""
    pull_request: str = ""
    needs_a_person: bool = False


def note(text: str) -> None:
    """Something a person should know, beside what was asked for."""
    click.echo(text, err=True)

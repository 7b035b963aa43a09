"""Options of several commands; times and durations are written as in incidents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from outspoken import clock
from outspoken.source.format.read_context import Refusal


class Instant(click.ParamType[datetime]):
    """A time, read as in an update's front matter, or without its date or zone; returns it in UTC.

    `aim` is the name of an Aim: whether a time without a date is before or after now.
    """

    name = "time"

    def __init__(self, aim: str = "FREE") -> None:
        self._aim = aim

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        # click calls this for defaults too, which may already have the right type.
        if isinstance(value, datetime):
            return value
        from outspoken.cli.checked_text import CheckedText
        from outspoken.source.format.instants import read_instant

        return read_instant(CheckedText(self.name, "read_instant", self._aim).convert(value, param, ctx))


class Duration(click.ParamType[timedelta]):
    """A duration above zero, such as 20m, 4h or 2d; returns a timedelta."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from outspoken.cli.checked_text import in_words
        from outspoken.source.format.instants import read_duration

        try:
            return read_duration(str(value))
        except Refusal as refusal:
            self.fail(in_words(refusal.message, refusal.hint), param, ctx)


class Day(click.ParamType[date]):
    """A calendar day, such as 2026-11-21."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from outspoken.cli.checked_text import in_words
        from outspoken.source.format.instants import read_day

        try:
            return read_day(str(value))
        except Refusal as refusal:
            self.fail(in_words(refusal.message, refusal.hint), param, ctx)


PAST_INSTANT = Instant("PAST")
DURATION = Duration()
DAY = Day()
CLOCK_HELPS = {
    "FREE": "14:05 means 14:05 today.",
    "PAST": "14:05 means the last 14:05 before now.",
    "AHEAD": "14:05 means the next 14:05 after now.",
    "AFTER_START": "14:05 means the first 14:05 after the beginning.",
}
"""What a time without a date means, for the help of an option, by the name of an Aim."""


class NowOption(click.Option):
    """The option --now: a time without a zone is completed with that of the site in --root."""

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Read --root first, wherever it was written."""
        for each in ctx.command.params:
            if each.name == "root" and "root" not in ctx.params:
                each.handle_parse_result(ctx, opts, args)
        return super().handle_parse_result(ctx, opts, args)


root = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    # Parsed before all others: a time without a zone is completed with the zone of the site in it.
    is_eager=True,
    help="The folder with mkdocs.yml; the current folder by default.",
)
now = click.option(
    "--now",
    cls=NowOption,
    type=Instant(),
    is_eager=True,
    help=f"Act as if it were this time. {CLOCK_HELPS['FREE']}  [default: the current time]",
)
pin = click.option(
    "--pin",
    type=click.Choice(["release", "wheel", "commit"]),
    help="What the workflows install: a release from the registry, a wheel of this installation "
    "(kept in requirements/), or its commit.  [default: release if it came from a registry, else wheel]",
)
base = click.option(
    "--base",
    metavar="REV",
    default="origin/main",
    show_default=True,
    help="The revision that the change started from.",
)


def web_address(_context: click.Context, _parameter: click.Parameter, url: str | None) -> str | None:
    """Return an address that was given. Raises click.BadParameter if it does not lead to the web."""
    if url and not is_web_address(url):
        from outspoken.source.git.tool_output import without_secrets

        shown = without_secrets(url)
        raise click.BadParameter(f"{shown} is not a web address; write https://status.example.com/")
    return url


def is_web_address(text: str) -> bool:
    """Whether a text is an address of the web, with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    # For example an IPv6 address whose bracket is not closed.
    except ValueError:
        return False


def is_present(given: datetime | None) -> bool:
    """Whether the time is the current one, not an earlier --now: all that is committed is published."""
    # A --now in the future counts as the present too, since every commit is before it.
    return given is None or given >= clock.now()


def instant_or_clock(given: datetime | None) -> datetime:
    """Return the time (UTC) of --now, or of the clock."""
    return given or clock.now()


def latest_instant(given: datetime | None) -> datetime:
    """Return the clock's time (UTC), or --now if that is later; a time after it is in the future."""
    return max(clock.now(), given) if given else clock.now()

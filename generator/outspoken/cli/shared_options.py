"""Options of several commands; times and durations are written as in incidents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click


class Instant(click.ParamType[datetime]):
    """A time with its zone, read as in an update's front matter; returns an aware datetime in UTC."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        # click converts defaults as well, which may be of the right type already.
        if isinstance(value, datetime):
            return value
        from outspoken.source.format.instants import read_instant
        from outspoken.source.format.read_context import Refusal

        try:
            # The hint can be pasted: it has today's date, not that of an example.
            return read_instant(str(value), day=f"{instant_or_clock(None):%Y-%m-%d}")
        except Refusal as refusal:
            self.fail(in_words(refusal.message, refusal.hint), param, ctx)


class Duration(click.ParamType[timedelta]):
    """A duration above zero, such as 20m, 4h or 2d; returns a timedelta."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from outspoken.source.format.instants import read_duration
        from outspoken.source.format.read_context import Refusal

        try:
            return read_duration(str(value))
        except Refusal as refusal:
            self.fail(in_words(refusal.message, refusal.hint), param, ctx)


class Day(click.ParamType[date]):
    """A calendar day, as 2026-11-21."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from outspoken.source.format.instants import read_day
        from outspoken.source.format.read_context import Refusal

        try:
            return read_day(str(value))
        except Refusal as refusal:
            self.fail(in_words(refusal.message, refusal.hint), param, ctx)


def in_words(message: str, hint: str) -> str:
    """Return what is wrong and what to write instead, in one line."""
    return f"{message}; {hint}" if hint else message


INSTANT = Instant()
DURATION = Duration()
DAY = Day()

root = click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    # Read before all others: a time without a zone is completed with that of the site.
    is_eager=True,
    help="The folder with mkdocs.yml; the current folder by default.",
)
now = click.option(
    "--now",
    type=INSTANT,
    is_eager=True,
    help="Act as if it were this time, e.g. 2026-11-21T14:05Z; default: the clock's.",
)
pin = click.option(
    "--pin",
    type=click.Choice(["release", "wheel", "commit"]),
    help="What the workflows install: a release from the registry, a wheel of what runs now, kept in "
    "requirements/, or its commit.  [default: release, if it came from a registry; else wheel]",
)
base = click.option(
    "--base",
    metavar="REV",
    default="origin/main",
    show_default=True,
    help="The revision that the change started from.",
)


def is_present(given: datetime | None) -> bool:
    """Whether the time is the real present, not an earlier --now: all that is committed is published."""
    from outspoken import clock

    # A --now in the future counts as the present too: every commit is in its past.
    return given is None or given >= clock.now()


def instant_or_clock(given: datetime | None) -> datetime:
    """Return the time (UTC) of --now, or of the clock."""
    from outspoken import clock

    return given or clock.now()


def latest_instant(given: datetime | None) -> datetime:
    """Return the clock's time (UTC), or --now if it is later: every later time is in the future."""
    from outspoken import clock

    return max(clock.now(), given) if given else clock.now()

"""`outspoken repeat`: plans maintenance again, for dates by a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options
from outspoken.cli.desk import message_source
from outspoken.cli.desk.change_result import DeliveryOptions, note
from outspoken.cli.desk.writing_desk import WritingDesk, writes
from outspoken.cli.stop import Stop, missing, one_line

if TYPE_CHECKING:
    from outspoken.model.incident import Window


@click.command()
@click.argument("incident", metavar="ID")
@click.option("--every", metavar="INTERVAL", help="day, week, 2 weeks, month or year.")
@click.option("--rule", metavar="RRULE", help="A rule of RFC 5545 instead, as FREQ=MONTHLY;BYDAY=1SU.")
@click.option("--until", type=shared_options.DAY, required=True, help="The last day on which it may begin.")
@click.option(
    "--at-most", type=click.IntRange(1, 60), default=12, show_default=True, help="How many dates at most."
)
@click.option("--announce", "is_sent", is_flag=True, help="Also send each announcement to the channels now.")
@message_source.option
@writes
def command(
    *,
    incident: str,
    every: str | None,
    rule: str | None,
    until: datetime,
    at_most: int,
    is_sent: bool,
    message: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Plan maintenance again: for each further date a folder of its own, at the same time of the day.

    The dates are shown first. Those that have a folder are left as they are, so that it can be run again.
    Each can then be moved, called off or corrected alone. The times are those of the site's zone. -m is the
    announcement; {from} and {until} in it are replaced. Announcements are on the page and in feeds; they are
    sent only with --announce. Prints the paths that were written.
    """
    with one_line():
        if (every is None) == (rule is None):
            raise Stop("give either --every or --rule", 2)
        desk = WritingDesk(root, now, delivery)
        desk.expect_able()
        from outspoken.authoring.edits.recurrence import rule_of
        from outspoken.authoring.edits.repetition import repeat

        found, windows = _windows(desk, incident, rule or rule_of(every or ""), until, at_most)
        text = _text(desk, message_source.given(message))
        _agree(desk, windows, yes=delivery.yes)
        desk.carry_out(
            lambda store: repeat(
                store, desk.context_of(store), desk.settings_of(store), found, windows, text, desk.now,
                is_sent=is_sent,
            )
        )  # fmt: skip


def _windows(
    desk: WritingDesk, named: str, rule: str, until: datetime, at_most: int
) -> tuple[str, tuple[Window, ...]]:
    """Return the incident's id, and the windows that have no folder yet."""
    from datetime import time

    from outspoken.authoring.edits.recurrence import windows_after
    from outspoken.authoring.edits.repetition import expect_repeatable, missing_windows
    from outspoken.authoring.lookup import read_incident
    from outspoken.cli.desk.which_incident import which_open

    found = which_open(desk, named, upcoming=True)
    first = expect_repeatable(read_incident(desk.store, desk.context, found))
    last = datetime.combine(until, time.max, tzinfo=desk.settings.zone)
    # One more than allowed shows that some are left out.
    every = tuple(islice(windows_after(first, rule, last, desk.settings.zone), at_most + 1))
    if len(every) > at_most:
        note(f"more than {at_most} dates: those after the first {at_most} are left out (--at-most)")
    windows = missing_windows(desk.store, found, every[:at_most], desk.settings)
    if not windows:
        raise Stop("there is no date without a folder, nothing was written", 0)
    return found, windows


def _text(desk: WritingDesk, given: str | None) -> Callable[[Window], str]:
    """Return what makes the announcement of a window."""
    from outspoken.authoring.situation_templates import REPEATED, is_own, read_template
    from outspoken.authoring.time_input import window_in_words

    if given is None and desk.settings.language.partition("-")[0] != "en" and not is_own(desk.root, REPEATED):
        raise missing("-m", "the shipped text is English; {from} and {until} are replaced in yours")
    body = given if given is not None else read_template(desk.root, REPEATED).body

    def written(window: Window) -> str:
        begin, end = window_in_words(window.start, window.end, desk.now, desk.settings.zone)
        return body.strip("\n").replace("{from}", begin).replace("{until}", end)

    return written


def _agree(desk: WritingDesk, windows: tuple[Window, ...], *, yes: bool) -> None:
    """Show the dates, and ask. Raises Stop if the answer is no, or if no terminal is there to ask."""
    from outspoken.authoring.time_input import in_words

    zone = desk.settings.zone
    for window in windows:
        note(f"{window.start.astimezone(zone):%a %Y-%m-%d %H:%M}  {in_words(window.start, desk.now, zone)}")
    if yes:
        return
    if not desk.is_terminal:
        raise missing("--yes", "look at the dates above, then run it again with --yes")
    from outspoken.cli.desk.prompts import confirm

    if not confirm("Write these?", why="Each gets a folder of its own, which you can correct or call off."):
        raise Stop("nothing was written")

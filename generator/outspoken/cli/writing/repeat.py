"""`outspoken repeat`: schedules maintenance again, on dates that follow a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring.edits.repetition import expect_repeatable, missing_windows, repeat
from outspoken.authoring.lookup import read_incident
from outspoken.authoring.situation_templates import REPEATED, is_ready, read_template
from outspoken.authoring.time_input import in_words, window_in_words
from outspoken.cli import shared_options
from outspoken.cli.required_text import FilledArgument, FilledOption
from outspoken.cli.stop import Stop, missing, one_line
from outspoken.cli.writing_parts import message_source, questions
from outspoken.cli.writing_parts.change_result import DeliveryOptions, note
from outspoken.cli.writing_parts.resume_answers import resume
from outspoken.cli.writing_parts.which_incident import which_among
from outspoken.cli.writing_parts.writing_run import WritingRun, writes
from outspoken.source.format.instants import read_day

if TYPE_CHECKING:
    from outspoken.model.incident import Window


@click.command()
@click.argument("incident", metavar="[ID]", required=False, cls=FilledArgument)
@click.option(
    "--every", metavar="INTERVAL", cls=FilledOption, help="How often: day, week, 2 weeks, month or year."
)
@click.option(
    "--rule",
    metavar="RRULE",
    cls=FilledOption,
    help="A rule of RFC 5545 instead of --every, such as FREQ=MONTHLY;BYDAY=1SU.",
)
@click.option(
    "--until", type=shared_options.DAY, cls=FilledOption, help="The last day on which maintenance may begin."
)
@click.option(
    "--at-most",
    type=click.IntRange(1, 60),
    default=12,
    show_default=True,
    help="The largest number of dates.",
)
@click.option("--announce", "is_sent", is_flag=True, help="Also send each announcement to the channels now.")
@message_source.option
@writes
def command(
    *,
    incident: str | None,
    every: str | None,
    rule: str | None,
    until: date | None,
    at_most: int,
    is_sent: bool,
    message: str | None,
    delivery: DeliveryOptions,
    root: Path,
    now: datetime | None,
) -> None:
    """Schedule maintenance again on later dates, at the same time of day: each date gets its own folder.

    ID is the maintenance's id or a part of it; without it, the only scheduled maintenance is used. On a
    terminal, the command asks for what is missing; otherwise --until, --yes, and --every or --rule are
    required. The dates are shown first. Dates that already have a folder are skipped, so the command can be
    run again. Each date can then be moved, cancelled or corrected by itself. Times are in the site's time
    zone. -m is the announcement; {from} and {until} in it are replaced. Announcements are on the page and in
    feeds; they are sent only with --announce. Prints the paths that were written.
    """
    with one_line():
        if every is not None and rule is not None:
            raise Stop("--every and --rule exclude each other", 2)
        run = WritingRun(root, now, delivery)
        given = message_source.given(message)
        run.expect_able()

        found, first = _first(run, incident)
        asked = {"every": every, "rule": rule, "until": until.isoformat() if until else None}
        answers = {name: value for name, value in asked.items() if value is not None}
        given = resume(run, (), answers, given, found)
        windows = _windows(run, found, first, _rule(run, answers, rule), _until(run, answers), at_most)
        text = _text(run, given)
        _agree(run, windows, yes=delivery.yes)
        run.carry_out(
            lambda store: repeat(
                store, run.context_of(store), run.settings_of(store), found, windows, text, run.now,
                is_sent=is_sent,
            )
        )  # fmt: skip


def _first(run: WritingRun, named: str | None) -> tuple[str, Window]:
    """Return the id of the maintenance and its window. Raises RefusedError."""
    found = which_among(
        run,
        named,
        lambda state: state.incident.is_maintenance,
        "scheduled maintenance windows",
        "Which maintenance?",
    )
    run.begin(found)
    return found, expect_repeatable(read_incident(run.store, run.context, found))


def _rule(run: WritingRun, answers: dict[str, str], given: str | None) -> str:
    """Return the rule of --rule or --every, a given one before a kept one; on a terminal, ask."""
    from outspoken.authoring.edits.recurrence import rule_of

    if given or ("rule" in answers and "every" not in answers):
        return given or answers["rule"]
    why = "day, week, 2 weeks, month or year; or use --rule with a rule of RFC 5545."
    every = answers.get("every") or questions.line(
        run,
        "--every",
        "How often is it repeated?",
        "week",
        why,
        check=lambda text: questions.refusal(rule_of, text),
    )
    return rule_of(every)


def _until(run: WritingRun, answers: dict[str, str]) -> date:
    """Return the day of --until; on a terminal, ask for it if it is missing."""
    # 12 weeks: for weekly dates, as many as the default of --at-most.
    default = f"{run.now + timedelta(weeks=12):%Y-%m-%d}"
    return read_day(
        answers.get("until")
        or questions.line(
            run, "--until", "What is the last day on which one may begin?", default,
            "A day, such as 2026-11-21.", check=lambda text: questions.refusal(read_day, text),
        )
    )  # fmt: skip


def _windows(
    run: WritingRun, found: str, first: Window, rule: str, until: date, at_most: int
) -> tuple[Window, ...]:
    """Return the windows that have no folder yet. Raises Stop if there are none."""
    from outspoken.authoring.edits.recurrence import windows_after

    last = datetime.combine(until, time.max, tzinfo=run.settings.zone)
    # One more than allowed, to find out whether some are left out.
    every = tuple(islice(windows_after(first, rule, last, run.settings.zone), at_most + 1))
    if len(every) > at_most:
        note(f"more than {at_most} dates: those after the first {at_most} are left out (--at-most)")
    if not every:
        raise Stop(f"--until {until}: this rule has no date between {found} and that day", 2)
    windows = missing_windows(run.store, found, every[:at_most], run.settings)
    if not windows:
        raise Stop("all of these dates have a folder already, nothing was written", 0)
    return windows


def _text(run: WritingRun, given: str | None) -> Callable[[Window], str]:
    """Return the function that formats the announcement of a window."""
    body = read_template(run.root, REPEATED).body if given is None else given
    if given is None and not is_ready(run.root, REPEATED, run.settings.language):
        if not run.is_terminal:
            raise missing(
                "-m", "the shipped text is English: write your own, with {from} and {until} for the times"
            )
        from outspoken.cli.writing_parts.written_message import written

        body = written(
            run, body, ("The announcement of every date; {from} and {until} are replaced by its times.",)
        )

    def announcement(window: Window) -> str:
        begin, end = window_in_words(window.start, window.end, run.now, run.settings.zone)
        return body.strip("\n").replace("{from}", begin).replace("{until}", end)

    return announcement


def _agree(run: WritingRun, windows: tuple[Window, ...], *, yes: bool) -> None:
    """Show the dates, and ask. Raises Stop if the answer is no, or if there is no terminal to ask on."""
    zone = run.settings.zone
    for window in windows:
        note(f"{window.start.astimezone(zone):%a %Y-%m-%d %H:%M}  {in_words(window.start, run.now, zone)}")
    # With --pr and --push the question is asked later, when the whole change has been shown.
    if yes or (run.is_terminal and run.delivery.publishes):
        return
    if not run.is_terminal:
        raise missing("--yes", "look at the dates above, then run it again with --yes")
    from outspoken.cli.writing_parts.prompts import confirm

    if not confirm("Write these dates?", why="Each gets its own folder, which you can correct or cancel."):
        raise Stop("nothing was written")

"""`outspoken report`: how well customers were kept informed, in figures."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.cli import shared_options
from outspoken.derive.measures.communication_report import communication_report, year_to
from outspoken.errors import ProblemsError
from outspoken.render.report.report_json import json_report
from outspoken.render.report.report_view import html_report, markdown_report, report_view
from outspoken.render.shared import shared_for
from outspoken.source.format.read_context import nearest
from outspoken.source.new_files import write_new
from outspoken.source.repository_reader import RepositoryReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outspoken.errors import Problem
    from outspoken.model.incident import Incident


@click.command()
@click.argument("incident_id", metavar="[ID]", default="")
@shared_options.root
@shared_options.now
@click.option(
    "--from", "first", type=shared_options.DAY, help="The first day of the period; default: 12 months ago."
)
@click.option("--until", "last", type=shared_options.DAY, help="The last day of the period; default: today.")
@click.option(
    "--format",
    "style",
    type=click.Choice(("md", "html", "json")),
    default="md",
    show_default=True,
    help="Markdown, one HTML file that loads nothing, or JSON.",
)
@click.option(
    "--feedback",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Customers' answers: CSV with the columns incident and score; default: feedback.csv, if it exists.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write the report to this file."
)
def command(
    *,
    incident_id: str,
    root: Path,
    now: datetime | None,
    first: date | None,
    last: date | None,
    style: str,
    feedback: Path | None,
    output: Path | None,
) -> None:
    """Report how well customers were kept informed: of one incident, or of all in a period.

    Time to the first update, time between updates, promises kept, estimates, who noticed, post-mortems,
    actions and uptime, as medians and percentiles, each with the incident behind the worst value. Maintenance
    counts only if the report says so.
    """
    if incident_id and (first or last):
        raise click.UsageError("write either an incident's ID or a period, not both")
    if first and last and first > last:
        raise click.UsageError(f"--from {first} is after --until {last}")
    # Before the report is computed, which takes time.
    if output is not None and output.exists():
        raise click.UsageError(f"{output} exists and is not overwritten; choose another name")

    at = shared_options.instant_or_clock(now)
    reading = RepositoryReader(root.resolve(), now=at, present=shared_options.is_present(now)).read()
    # Incidents with errors are not skipped: the figures would be wrong, and no reader would notice.
    errors = tuple(problem for problem in reading.problems if problem.is_error)
    if reading.history is None or errors:
        raise ProblemsError(errors)
    shared = shared_for(root, reading.history, at)
    today = shared.settings.day(at)
    # Future days have no figures.
    last = min(last or today, today)
    first = first or year_to(last)
    if first > last:
        raise click.UsageError(f"--from {first} is in the future: today is {today}")
    if incident_id:
        incident = _incident(shared.history.incidents, incident_id)
        incident_id, first, last = incident.id, shared.settings.day(incident.started), today
    answers = _answers(feedback or root / "feedback.csv", shared.history.incidents)
    report = communication_report(shared.facts, at, first, last, incident_id, answers=answers)
    if style == "json":
        data = json_report(report, incident_id)
    else:
        view = report_view(shared, report, incident_id)
        data = markdown_report(shared, view).encode() if style == "md" else html_report(shared, view)
    _write(data, output)


def _incident(incidents: Sequence[Incident], text: str) -> Incident:
    """Return the incident with this id, or the only one whose id contains the text."""
    found = [one for one in incidents if text in one.ids] or [one for one in incidents if text in one.id]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.id for one in found[:5])
        raise click.UsageError(f"{text} matches {len(found)} incidents, such as {names}; write the full id")

    guess = nearest(text, [one.id for one in incidents])
    raise click.UsageError(f"there is no incident {text}" + (f"; did you mean {guess}?" if guess else ""))


def _answers(path: Path, incidents: Sequence[Incident]) -> tuple[tuple[str, int], ...]:
    """Return customers' answers, by the incidents' present ids; () without a file. Raises ProblemsError."""
    if not path.is_file():
        return ()
    from outspoken.source.feedback_csv import read_feedback

    problems: list[Problem] = []
    present = {each: one.id for one in incidents for each in one.ids}
    answers = read_feedback(path.read_bytes(), path.name, present, problems)
    if problems:
        raise ProblemsError(problems)
    return tuple((present[incident], score) for incident, score in answers)


def _write(data: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return

    write_new(output.parent, {output.name: data.decode()})
    click.echo(f"Report: {output}", err=True)

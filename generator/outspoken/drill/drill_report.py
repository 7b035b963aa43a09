"""The report of a drill as Markdown: expectations, course of events, and the measures of incidents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from outspoken.derive.measures.communication_report import communication_report
from outspoken.drill.expectation_results import ExpectationResult, results
from outspoken.drill.reading_back import DrillReading
from outspoken.drill.table_cards import clock, expectation, heading
from outspoken.model.drills.scenario import Scenario
from outspoken.model.iso_time import iso
from outspoken.render.report.report_view import markdown_report, report_view
from outspoken.render.shared import shared_for

_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\([^)\s]*\)")


class DrillResult(Struct, frozen=True, kw_only=True):
    """A finished drill: `player` is the team or the script, `flaws` are defects found in the built site."""

    scenario: Scenario
    reading: DrillReading
    player: str
    seed: int | None = None
    flaws: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[ExpectationResult, ...]:
        return results(self.scenario.expects, self.reading.course)


def drill_report(result: DrillResult, root: Path) -> str:
    """Return the report as Markdown with front matter; `root` is the folder of the copy's mkdocs.yml."""
    found = result.results
    parts = (
        _front(result, found),
        f"# DRILL: {result.scenario.title}",
        _sentence(result, found),
        *_flaws(result),
        *_expected(found),
        "\n".join(("## What happened", "", *_course(result))),
        "\n".join(("## Afterwards", "", *(f"- {each}" for each in result.scenario.debrief))),
        _measures(result, root),
    )
    return "\n\n".join(part for part in parts if part).rstrip() + "\n"


def met(found: Sequence[ExpectationResult]) -> str:
    """Return how many expectations were met, as in `8 of 9`."""
    return f"{sum(one.is_met for one in found)} of {len(found)}"


def _front(result: DrillResult, found: Sequence[ExpectationResult]) -> str:
    course = result.reading.course
    lines = ["---", f"scenario: {result.scenario.id}", f"began: {iso(course.start)}"]
    lines += [f"ended: {iso(course.end)}", f"player: {result.player}", f"met: {met(found)}"]
    if result.seed is not None:
        lines.append(f"seed: {result.seed}")
    return "\n".join((*lines, "---"))


def _sentence(result: DrillResult, found: Sequence[ExpectationResult]) -> str:
    course = result.reading.course
    updates = sum(len(course.updates(one)) for one in course.incidents)
    counted = f"{updates} update{'' if updates == 1 else 's'} and {len(course.messages)} messages"
    exercise = "This was an exercise: none of this has happened."
    return f"{met(found)} expectations were met, with {counted}. {exercise}"


def _flaws(result: DrillResult) -> Iterator[str]:
    if result.flaws:
        yield "\n".join(("## What the site did wrong", "", *(f"- {flaw}" for flaw in result.flaws)))


def _expected(found: Sequence[ExpectationResult]) -> Iterator[str]:
    if found:
        rows = (
            f"| {'yes' if one.is_met else '**no**'} | {expectation(one.expected)} | {_cell(one.what)} |"
            for one in found
        )
        yield "\n".join(
            ("## What was expected", "", "| Met | Expected | What happened |", "|:---|:---|:---|", *rows)
        )


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _course(result: DrillResult) -> Iterator[str]:
    """Each event and each update, in the order of time."""
    course = result.reading.course
    events = [
        (each.at, 0, f"{heading(each)}: {_cell(each.text)}")
        for each in result.scenario.injects
        if course.start + each.at <= course.end
    ]
    for incident in course.incidents:
        for update in course.updates(incident):
            at = update.reached_readers - course.start
            status = f" ({update.status.value.replace('_', ' ')})" if update.status else ""
            events.append((at, 1, f"**{clock(at)}, published**{status}: {_cell(update.body.strip())}"))
    yield from (f"- {text}" for _, _, text in sorted(events))


def _measures(result: DrillResult, root: Path) -> str:
    """The report on communication about the drill's incidents; its headings are one level deeper."""
    history, course = result.reading.history, result.reading.course
    incidents = [one for one in history.incidents if not one.is_maintenance]
    # The report is about incidents: with only maintenance it would say that there were none.
    if not incidents:
        return ""
    shared = shared_for(root, history, course.end, own=False)
    only = incidents[0].id if len(incidents) == 1 else ""
    settings = history.settings
    report = communication_report(
        shared.facts, course.end, settings.day(course.start), settings.day(course.end), only
    )
    text = markdown_report(shared, report_view(shared, report, only))
    # Links are removed: the pages exist only in the copy, which is deleted.
    return _HEADING.sub(lambda marks: f"#{marks[0]}", _LINK.sub(r"\1", text))

"""Checks that every update of a drill is on its page, in the feeds and in the messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from outspoken.drill.expectation_results import DrillCourse
from outspoken.model.incident import Incident

_TAGS = re.compile(r"<[^>]*>")
_SIGNS = re.compile(r"\W+")
_REDIRECT = 'http-equiv="refresh"'
_FIRST = 60


def site_flaws(built: Path, course: DrillCourse) -> tuple[str, ...]:
    """Return what is missing or wrong in the site built into `built`, and in the messages, after a drill."""
    unmarked = (
        f"{path.relative_to(built)} does not say that it is a drill"
        for path in sorted(built.rglob("*.html"))
        # A page that only redirects has no content.
        if "DRILL" not in (page := _read(path)) and _REDIRECT not in page
    )
    return tuple(unmarked) + tuple(
        flaw
        for incident in course.incidents
        for flaw in (*_on_page(built, incident), *_in_feed(built, incident), *_in_messages(incident, course))
    )


def _on_page(built: Path, incident: Incident) -> Iterator[str]:
    name = f"incidents/{incident.id}/index.html"
    page = _read(built / name)
    shown = _plain(page)
    for update in incident.updates:
        if _plain(update.body)[:_FIRST] not in shown:
            yield f"{name} does not show the update {update.id}"


def _in_feed(built: Path, incident: Incident) -> Iterator[str]:
    for name in ("updates.atom", "updates.rss"):
        # Unescaped a second time, since the HTML of an entry is escaped once more.
        feed = _plain(unescape(_read(built / name)))
        for update in incident.updates:
            if _plain(update.body)[:_FIRST] not in feed:
                yield f"{name} does not have the update {update.id}"


def _in_messages(incident: Incident, course: DrillCourse) -> Iterator[str]:
    for update in course.updates(incident):
        reached = [one.channel for one in course.messages if one.update == update.id]
        if not reached:
            yield f"the update {update.id} was sent to no channel"
        for channel in sorted({channel for channel in reached if reached.count(channel) > 1}):
            yield f"the update {update.id} was sent more than once to {channel}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _plain(text: str) -> str:
    """Letters and digits only, since pages replace quotes and dashes by typographic ones."""
    return _SIGNS.sub(" ", unescape(_TAGS.sub(" ", text))).strip()

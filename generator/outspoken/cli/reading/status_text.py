"""The status of a site as lines of at most 60 columns, and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from outspoken.authoring.time_input import in_words, window_in_words
from outspoken.cli.json_text import json_text
from outspoken.cli.print_problems import counted
from outspoken.derive.estimates import expected_end
from outspoken.derive.promises import is_overdue
from outspoken.render.language.terms import word
from outspoken.source.format.instants import duration_text

if TYPE_CHECKING:
    from outspoken.derive.current import IncidentState, Situation
    from outspoken.errors import Problem
    from outspoken.model.settings import Settings
    from outspoken.pipeline.messages_left import MessagesLeft
    from outspoken.pipeline.watch_list import WatchMatter

COLUMNS = 60
"""The longest line."""
# The most entries of a section, so that all fit on one screen; the others are only counted.
_MOST = 6


class StatusReport(Struct, frozen=True, kw_only=True):
    """The status at one time: the page's situation, what is `overdue`, what is left to send.

    `messages` is None if that is unknown; `no_messages` is the reason (empty: not asked for). `errors` are
    those of the files, which hide what they are about.
    """

    current: Situation
    settings: Settings
    overdue: tuple[WatchMatter, ...]
    messages: MessagesLeft | None
    no_messages: str
    errors: tuple[Problem, ...]

    @property
    def needs_a_person(self) -> bool:
        """Whether anything is overdue, held or cannot be read."""
        is_unknown = self.messages is None and self.no_messages and self.settings.channels
        return bool(self.overdue or self.errors or is_unknown or (self.messages and self.messages.held))


def report_lines(report: StatusReport) -> Iterator[str]:
    """Yield the lines of one screen, without line ends."""
    current, settings = report.current, report.settings
    yield f"{word(current.level)} ({settings.site_name})"
    local = current.now.astimezone(settings.zone)
    # The weekday and day as on a watch in the site's zone; other times have the format of messages.
    yield from _wrapped(
        f"{local:%a} {local.day} {local:%b}, {in_words(current.now, current.now, settings.zone)}", 0
    )
    yield from _section("Active incidents", (_open(one, settings) for one in current.open))
    yield from _section("Maintenance in progress", (_open(one, settings) for one in current.working))
    yield from _section("Scheduled maintenance", (_planned(one, settings) for one in current.upcoming))
    yield from _section("Overdue", (_overdue(one, current.now, settings) for one in report.overdue))
    if not (current.active or current.upcoming or report.overdue):
        yield "Nothing is open, scheduled or overdue."
    yield from _section("Messages", _messages(report))
    yield from _section("Cannot be read (outspoken check)", ([one.place] for one in report.errors))


def _section(title: str, entries: Iterable[list[str]]) -> Iterator[str]:
    """Yield the heading and the entries, with all but their first lines indented; nothing without entries."""
    found = list(entries)
    if found:
        yield ""
        yield title
    for first, *more in found[:_MOST]:
        yield from _wrapped(first, 2)
        for line in more:
            yield from _wrapped(line, 4)
    if len(found) > _MOST:
        yield f"  and {len(found) - _MOST} more"


def _wrapped(text: str, indent: int) -> list[str]:
    """Break a text into lines; ids, keys and commands are not broken, so that they can be copied."""
    return textwrap.wrap(
        text,
        COLUMNS,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _open(one: IncidentState, settings: Settings) -> list[str]:
    impact = "" if one.incident.is_maintenance else f"{word(one.impact)}, "
    facts = f"{impact}{word(one.status).lower()}, for {duration_text(one.open_for)}"
    return [one.incident.title, one.incident.id, facts, *_components(one, settings), *_next(one, settings)]


def _components(one: IncidentState, settings: Settings) -> Iterator[str]:
    names = settings.public_names
    if one.components:
        yield "; ".join(f"{names.get(each, each)}: {word(state).lower()}" for each, state in one.components)


def _next(one: IncidentState, settings: Settings) -> Iterator[str]:
    """Yield the promised time of the next update, and the estimated fix or end, as on the page."""
    window = one.incident.window
    end = expected_end(one) or (window.end if window else None)
    estimated = "estimated end" if one.incident.is_maintenance else "estimated fix"
    for what, due in (("next update by", one.promise), (estimated, end)):
        if due is not None:
            late = ": overdue" if is_overdue(due, one.now) else ""
            yield f"{what} {in_words(due, one.now, settings.zone)}{late}"


def _planned(one: IncidentState, settings: Settings) -> list[str]:
    lines = [one.incident.title, one.incident.id]
    if window := one.incident.window:
        start, end = window_in_words(window.start, window.end, one.now, settings.zone)
        lines += [f"from {start}", f"until {end}"]
    return lines


def _overdue(one: WatchMatter, now: datetime, settings: Settings) -> list[str]:
    since = f" since {in_words(one.due, now, settings.zone)}" if one.due else ""
    detail = f" ({one.detail})" if one.detail else ""
    return [f"{one.what}{since}{detail}", one.incident or "plan", *([one.hint] if one.hint else [])]


def _messages(report: StatusReport) -> Iterator[list[str]]:
    left = report.messages
    if left is None:
        yield from ([report.no_messages] for _ in (1,) if report.no_messages)
        return
    if left.due:
        count = counted(len(left.due), "message")
        yield [f"{count} left to send: outspoken announce --dry-run", *map(str, left.due[:_MOST])]
    for key, why in left.waiting.items():
        yield [f"waiting: {key}", why]
    for key, record in left.held.items():
        yield [f"held: {key}", record.why, "outspoken announce status says what to do"]
    if not (left.due or left.waiting or left.held):
        yield ["All messages are sent."]


def report_json(report: StatusReport) -> str:
    """Return the same facts for programs; times are in UTC."""
    current, left = report.current, report.messages
    document = {
        "now": current.now.astimezone(UTC),
        "level": current.level,
        "components": dict(current.states),
        "open": [_facts(one) for one in current.open],
        "in_progress": [_facts(one) for one in current.working],
        "scheduled": [_facts(one) for one in current.upcoming],
        "overdue": report.overdue,
        "messages": None
        if left is None
        else {
            "due": [str(key) for key in left.due],
            "waiting": {str(key): why for key, why in left.waiting.items()},
            "held": {str(key): record.why for key, record in left.held.items()},
        },
        "messages_unknown": report.no_messages or None,
        "errors": report.errors,
        "needs_a_person": report.needs_a_person,
    }
    return json_text(document)


def _facts(one: IncidentState) -> dict[str, Any]:
    window = one.incident.window
    return {
        "id": one.incident.id,
        "title": one.incident.title,
        "status": one.status,
        "impact": one.impact,
        "level": one.level,
        "started": one.started,
        "components": dict(one.components),
        "next_update_by": one.promise,
        "eta": one.eta,
        "from": window.start if window else None,
        "until": window.end if window else None,
    }

"""`/embed/status.json`: the texts of the banner, with the times from which each is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from outspoken.derive.current import Situation
from outspoken.derive.promises import is_overdue
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Level
from outspoken.render.embed.embed_parts import every_name, touched_by
from outspoken.render.incident_view import ShownPhase, Tag, tag
from outspoken.render.language.terms import word
from outspoken.render.output import Output
from outspoken.render.over_time import TimeStep, steps
from outspoken.render.shared import Shared
from outspoken.render.theme.time_tags import epoch

VERSION = 1
"""Raised only if a script of an earlier version would misread the file; a new key does not raise it."""

_SCALE = (Level.OPERATIONAL, Level.MAINTENANCE, Level.MINOR, Level.MAJOR, Level.CRITICAL)
_RANKS = {"none": 0} | {level.value: rank for rank, level in enumerate(_SCALE) if rank}
"""The allowed values of `data-min` on the banner's element, with their rank."""

_Words = Callable[[str], str]


class BannerLine(Struct, frozen=True, kw_only=True):
    """The text of the banner below a title; `rank` is the level's place from best (0) to worst (4).

    `cautious` is shown while the browser does not know the server's time, or its data is not fresh: it
    claims neither that work is late nor that it is on time. In both, `{seconds}` is a time since 1970.
    """

    rank: int
    words: str
    cautious: str


def banner_data(shared: Shared) -> Output:
    """The open incidents and the maintenance in progress, now or at a later step of time, as JSON.

    In the site's language, and without addresses: the script makes them from the ids.
    """
    later = shared.strips.later
    incidents = {one.incident.id: one.incident for situation in later.values() for one in situation.active}
    _ = shared.language.gettext
    data = {
        "version": VERSION,
        "now": epoch(shared.now),
        "language": shared.language.tag,
        "direction": shared.language.direction,
        "site": shared.settings.site_name,
        "words": {"close": _("Close"), "asof": _("As of %(time)s.") % {"time": "{}"}},
        # Not in the script: a copy of it, or one that is allowed by its hash, then needs no new style sheet.
        "style": shared.theme.styles("embed/banner"),
        "levels": _RANKS,
        "parts": list(every_name(shared.settings)),
        "items": [_item(shared, incident) for incident in incidents.values()],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Output("embed/status.json", text.encode() + b"\n", maker="the data of the banner")


def _item(shared: Shared, incident: Incident) -> dict[str, object]:
    later = shared.strips.later
    found = steps(shared.now, later, lambda instant: _line(shared, later[instant], incident))
    return {
        # The first id: the script remembers by it which banners a reader has closed, even after a rename.
        "id": incident.first_id,
        "title": incident.title,
        "parts": list(touched_by(incident, shared.settings)),
        "steps": [_step(step, step.value) for step in found if step.value],
    }


def _step(step: TimeStep[BannerLine | None], line: BannerLine) -> list[object]:
    """Start and end (seconds since 1970; 0: now, no end), rank, text, and the cautious text if it differs."""
    # Zero: a reader's clock may be behind the one of the build.
    start = 0 if step.is_first else epoch(step.start)
    end = epoch(step.end) if step.end else 0
    others = [line.cautious] if line.cautious != line.words else []
    return [start, end, line.rank, line.words, *others]


def _line(shared: Shared, situation: Situation, incident: Incident) -> BannerLine | None:
    current = next((one for one in situation.active if one.incident.id == incident.id), None)
    if current is None:
        return None
    _, shown, promise = shared.language.gettext, tag(current), current.promise
    rest = [_next_update(promise, _)] if promise and not is_overdue(promise, situation.now) else []
    words, cautious = (" · ".join([first, *rest]) for first in _state(shown, _))
    return BannerLine(rank=_SCALE.index(shown.level), words=words, cautious=cautious)


def _state(shown: Tag, _: _Words) -> tuple[str, str]:
    """The text of a tag as on pages, and its cautious form; only these three phases are active."""
    if shown.phase is ShownPhase.OPEN:
        words = f"{_(word(shown.impact))} · {_(word(shown.status))}"
        return words, words
    end = {"time": _time(shown.end or shown.start)}
    cautious = _("Scheduled to end at %(time)s") % end
    if shown.phase is ShownPhase.OVERRUN:
        return _("Taking longer than scheduled; was due to end at %(time)s") % end, cautious
    return _("In progress, due to end at %(time)s") % end, cautious


def _next_update(promise: datetime, _: _Words) -> str:
    return _("Next update by %(time)s") % {"time": _time(promise)}


def _time(instant: datetime) -> str:
    """A placeholder for a time, which the script replaces with the time in the reader's zone."""
    return f"{{{epoch(instant)}}}"

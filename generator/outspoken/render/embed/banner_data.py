"""`/embed/status.json`: what the banner in a product shows, with the times at which the clock changes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from outspoken.derive.current import IncidentState, Situation
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
"""What `data-min` of the banner's element may be."""

_Words = Callable[[str], str]


class BannerLine(Struct, frozen=True, kw_only=True):
    """What the banner says below a title: `rank` is the level's place from best (0) to worst (4).

    `cautious` is for a browser that does not know the server's time, or has not just asked: it neither
    accuses nor reassures. In both, `{seconds}` is a time since 1970.
    """

    rank: int
    words: str
    cautious: str


def banner_data(shared: Shared) -> Output:
    """The incidents that are open and the maintenance that is under way, now or at a step of the clock.

    In the site's language, and without addresses: the script makes them from the ids.
    """
    later = shared.strips.later
    incidents = {one.incident.id: one.incident for there in later.values() for one in there.active}
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
        # The first one: a reader who closed the banner of a moved incident has closed it.
        "id": incident.first_id,
        "title": incident.title,
        "parts": list(touched_by(incident, shared.settings)),
        "steps": [_step(step, step.value) for step in found if step.value],
    }


def _step(step: TimeStep[BannerLine | None], line: BannerLine) -> list[object]:
    """Its beginning (0: it is so now), its end (0: none), rank, words, and the cautious words if others."""
    # Zero: a reader's clock may be behind the one of the build.
    start = 0 if step.is_first else epoch(step.start)
    end = epoch(step.end) if step.end else 0
    others = [line.cautious] if line.cautious != line.words else []
    return [start, end, line.rank, line.words, *others]


def _line(shared: Shared, there: Situation, incident: Incident) -> BannerLine | None:
    here = next((one for one in there.active if one.incident.id == incident.id), None)
    if here is None:
        return None
    _, shown = shared.language.gettext, tag(here)
    rest = [_next_update(here, _)] if here.promise and not is_overdue(here.promise, there.now) else []
    words, cautious = (" · ".join([first, *rest]) for first in _state(shown, _))
    return BannerLine(rank=_SCALE.index(shown.level), words=words, cautious=cautious)


def _state(shown: Tag, _: _Words) -> tuple[str, str]:
    """The words of a tag, as pages have them; only these three kinds are open or under way."""
    if shown.phase is ShownPhase.OPEN:
        words = f"{_(word(shown.impact))} · {_(word(shown.status))}"
        return words, words
    end = {"time": _time(shown.end or shown.start)}
    cautious = _("Scheduled to end at %(time)s") % end
    if shown.phase is ShownPhase.OVERRUN:
        return _("Taking longer than scheduled; was due to end at %(time)s") % end, cautious
    return _("In progress, due to end at %(time)s") % end, cautious


def _next_update(here: IncidentState, _: _Words) -> str:
    return _("Next update by %(time)s") % {"time": _time(here.promise or here.now)}


def _time(instant: datetime) -> str:
    """A place for a time, which the browser fills in the reader's zone."""
    return f"{{{epoch(instant)}}}"

"""The preview images of a site: one for the home page, one per active incident, one for all other pages."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from outspoken.derive.current import IncidentState, Situation, situation
from outspoken.model.incident import Incident
from outspoken.model.vocabulary import Level
from outspoken.render.language.terms import word
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.sharing.share_picture import SharePicture, can_draw, site_picture


def picture_files(shared: Shared) -> Iterator[Output]:
    """Yield one file per active incident and two more; none if the extra `images` is not installed."""
    if not can_draw():
        return
    # Loaded here: nothing else needs the library.
    from outspoken.render.sharing.draw_picture import drawn

    current = situation(shared.facts, shared.now)
    for picture in (site_picture(shared.settings, shared.language), _home(shared, current)):
        yield Output(picture.path, drawn(picture), maker=f"the picture {picture.name}")
    for state in current.active:
        picture = _incident(shared, state)
        made = drawn(picture)
        for name in state.incident.ids:
            # A link that was shared before a move names the picture of that time.
            path = replace(picture, name=_name(name)).path
            yield Output(path, made, maker=f"the picture {_name(name)}")


def home_picture(shared: Shared, current: Situation) -> str:
    """The URL of the home page's preview image, from the site's root; empty if it cannot be drawn."""
    return _home(shared, current).address if can_draw() else ""


def incident_picture(shared: Shared, incident: Incident) -> str:
    """The URL of an incident's preview image; empty unless it is active, so that old ones need no file."""
    state = shared.item(incident).state
    return _incident(shared, state).address if state.is_open and can_draw() else ""


def _home(shared: Shared, current: Situation) -> SharePicture:
    _, site = shared.language.gettext, shared.settings.site_name
    if not current.active:
        title, line = _("Everything works"), _("No active incidents")
        return SharePicture(name="share", site=site, title=title, line=line, level=current.level)
    first = current.active[0]
    line = f"{_kind(shared, current.level)} · {_since(shared, first)}"
    return SharePicture(name="share", site=site, title=first.incident.title, line=line, level=current.level)


def _incident(shared: Shared, state: IncidentState) -> SharePicture:
    _, incident = shared.language.gettext, state.incident
    level = Level.MAINTENANCE if incident.is_maintenance else state.level
    return SharePicture(
        name=_name(incident.id),
        site=shared.settings.site_name,
        title=incident.title,
        line=f"{_kind(shared, level)} · {_(word(state.status))} · {_since(shared, state)}",
        level=level,
    )


def _name(incident: str) -> str:
    return f"share-{incident}"


def _kind(shared: Shared, level: Level) -> str:
    _ = shared.language.gettext
    return _("Notice") if level is Level.OPERATIONAL else _(word(level))


def _since(shared: Shared, state: IncidentState) -> str:
    """In UTC and without the age: networks cache the picture, and it must not become wrong."""
    return shared.language.gettext("since %(time)s") % {"time": shared.language.instant(state.started)}

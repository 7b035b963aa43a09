"""What every door hands to rendering: the templates, what may be linked to, what the engine is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from outspoken.model.history import History
from outspoken.model.settings import Settings
from outspoken.publish.engine import Errand
from outspoken.render.proseframe import ProseFrame
from outspoken.render.shared import Shared, prepare
from outspoken.render.site import linkable_paths
from outspoken.shipped import templates_dir


def shared_for(
    root: Path, history: History, now: datetime, *, preview: bool = False, own: bool = True
) -> Shared:
    """What all pages share, with the repository's own `templates/` over the shipped ones unless not `own`."""
    return prepare(history, now, preview=preview, overrides=own_templates(root) if own else None)


def errand_for(
    root: Path,
    settings: Settings,
    incident_ids: Iterable[str],
    now: datetime,
    data: bytes | None = None,
    *,
    own: bool = True,
) -> Errand:
    """What to ask the prose engine for; `data` are an earlier mkdocs.yml's bytes."""
    return Errand(
        root=root,
        now=now,
        url=settings.url,
        docs=settings.docs_dir,
        linkable=linkable(settings, incident_ids),
        settings=data,
        frame=ProseFrame(settings=settings, overrides=own_templates(root) if own else None),
    )


def without_prose(history: History) -> History:
    """The history with a header that leads to our own pages only."""
    ours = {path.removesuffix("index.html") for path in linkable(history.settings, ())}
    nav = tuple(item for item in history.settings.nav if "://" in item.url or item.url in ours)
    return replace(history, settings=replace(history.settings, nav=nav))


def own_templates(root: Path) -> Path | None:
    """The repository's own `templates/` folder, which goes over the shipped ones; None where it has none."""
    overrides = root / "templates"
    return overrides if overrides.is_dir() and overrides.resolve() != templates_dir().resolve() else None


def linkable(settings: Settings, incident_ids: Iterable[str]) -> tuple[str, ...]:
    """Paths of every output that a person may link to, the incidents' own included."""
    pages = (f"incidents/{incident_id}/index.html" for incident_id in incident_ids)
    return tuple(dict.fromkeys((*linkable_paths(_empty(settings)), *pages)))


def _empty(settings: Settings) -> History:
    return History(settings=settings, incidents=())

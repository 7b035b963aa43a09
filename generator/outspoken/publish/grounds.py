"""What every door hands to rendering: the templates, what may be linked to, what the engine is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from outspoken.model.history import History
from outspoken.publish.engine import Errand
from outspoken.render.proseframe import ProseFrame
from outspoken.render.shared import Shared, prepare
from outspoken.render.site import linkable_paths
from outspoken.shipped import templates_dir


def shared_for(root: Path, history: History, now: datetime, *, preview: bool = False) -> Shared:
    """What all pages share, with the repository's own `templates/` over the shipped ones."""
    return prepare(history, now, preview=preview, overrides=own_templates(root))


def errand_for(root: Path, history: History, now: datetime, settings: bytes | None = None) -> Errand:
    """What to ask the prose engine for; `settings` are an earlier mkdocs.yml's bytes."""
    return Errand(
        root=root,
        now=now,
        url=history.settings.url,
        docs=history.settings.docs_dir,
        linkable=linkable(history),
        settings=settings,
        frame=ProseFrame(settings=history.settings, overrides=own_templates(root)),
    )


def without_prose(history: History) -> History:
    """The history with a header that leads to our own pages only."""
    ours = {path.removesuffix("index.html") for path in linkable_paths(history)}
    nav = tuple(item for item in history.settings.nav if "://" in item.url or item.url in ours)
    return replace(history, settings=replace(history.settings, nav=nav))


def own_templates(root: Path) -> Path | None:
    """The repository's own `templates/` folder, which goes over the shipped ones; None where it has none."""
    overrides = root / "templates"
    return overrides if overrides.is_dir() and overrides.resolve() != templates_dir().resolve() else None


def linkable(history: History) -> tuple[str, ...]:
    """Paths of every output that a person may link to, the incidents' own included."""
    pages = (f"incidents/{incident.id}/index.html" for incident in history.incidents)
    return tuple(dict.fromkeys((*linkable_paths(history), *pages)))

"""Makes the request to the prose engine, with our pages that prose may link to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from outspoken.errors import Problem
from outspoken.model.history import History
from outspoken.model.settings import Settings
from outspoken.model.site_path import incident_path
from outspoken.render.all_outputs import linkable_paths
from outspoken.render.pages.prose_placeholders import ProsePlaceholders
from outspoken.render.prose_frame import ProseFrame
from outspoken.shipped import own_templates
from outspoken.site.engines.engine_name import Engine
from outspoken.site.prose_engine import ProseRequest
from outspoken.source.plan.public_part import read_public


def prose_request(
    root: Path,
    settings: Settings,
    incident_ids: Iterable[str],
    now: datetime,
    data: bytes | None = None,
    *,
    own: bool = True,
    preview: bool = False,
    engine: Engine = Engine.MKDOCS,
) -> ProseRequest:
    """Return the request to the prose engine; `data` are an earlier mkdocs.yml's bytes."""
    settings = settings.previewed if preview else settings
    return ProseRequest(
        engine=engine,
        root=root,
        now=now,
        url=settings.url,
        docs=settings.docs_dir,
        linkable=linkable(settings, incident_ids),
        settings=data,
        frame=ProseFrame(settings=settings, overrides=own_templates(root) if own else None),
        placeholders=prose_placeholders(root, settings, own=own),
        preview=preview,
    )


def prose_placeholders(root: Path, settings: Settings, *, own: bool = True) -> ProsePlaceholders:
    """Return the texts of settings and plan that pages may show; `own` is as in `prose_request`."""
    overrides = own_templates(root) if own else None
    problems: list[Problem] = []
    plan = read_public(root, settings, problems)
    return ProsePlaceholders(settings=settings, overrides=overrides, plan=plan, problems=tuple(problems))


def without_prose(history: History) -> History:
    """Return the history with a header that links only to our own pages."""
    # Links to other sites stay; those to prose pages would be dead.
    ours = {path.removesuffix("index.html") for path in linkable(history.settings, ())}
    nav = tuple(item for item in history.settings.nav if "://" in item.url or item.url in ours)
    return replace(history, settings=replace(history.settings, nav=nav))


def linkable(settings: Settings, incident_ids: Iterable[str]) -> tuple[str, ...]:
    """Return the paths of every output that a person may link to, including incidents."""
    pages = (f"{incident_path(incident_id)}index.html" for incident_id in incident_ids)
    return tuple(dict.fromkeys((*linkable_paths(_empty(settings)), *pages)))


def mentioned(paths: Iterable[str], words: Collection[str]) -> Iterator[str]:
    """Yield paths whose names occur; each registered page costs the engine time, and there may be 10,000."""
    for path in paths:
        _, *own = path.removesuffix("/index.html").split("/")
        if all(name in words for name in own):
            yield path


def _empty(settings: Settings) -> History:
    return History(settings=settings, incidents=())

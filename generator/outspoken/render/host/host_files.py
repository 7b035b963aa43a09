"""What a static host and a search engine expect beside the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape

from outspoken.model.incident import Incident
from outspoken.model.iso_time import iso
from outspoken.model.settings import Settings
from outspoken.render.host.host_headers import header_file
from outspoken.render.host.redirects import redirects
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead


def host_files(shared: Shared, urls: tuple[str, ...]) -> Iterator[Output]:
    """The 404 page, `robots.txt`, sitemap with `urls`, `build.json`, `_headers`, and redirects."""
    yield _not_found(shared)
    yield _robots(shared.settings)
    yield _sitemap(shared, urls)
    yield _build(shared)
    yield header_file(shared)
    # Without it, GitHub Pages leaves out the folder .well-known of a site that is served from a branch.
    yield Output(".nojekyll", b"", maker=".nojekyll")
    yield from redirects(shared)


def _robots(settings: Settings) -> Output:
    # Nothing is disallowed: a crawler that may not fetch a page cannot see its `noindex` either.
    sitemap = f"Sitemap: {settings.url}sitemap.xml\n" if settings.is_indexed else ""
    return Output("robots.txt", f"User-agent: *\n{sitemap}".encode(), maker="robots.txt")


def changed(incident: Incident) -> datetime:
    """Return when an incident's page was last changed by a person (UTC)."""
    written = [incident.publication.at]
    edits = [*incident.edits]
    for update in incident.updates:
        written.append(update.publication.at)
        edits += update.edits
    return max([*written, *(edit.at for edit in edits)])


def _not_found(shared: Shared) -> Output:
    title = shared.language.gettext("This page does not exist")
    head = PageHead(title=shared.titled(title), path="404.html", feeds=shared.feeds, indexed=False)
    return Output("404.html", shared.theme.page("404", head), maker="the 404 page")


def _sitemap(shared: Shared, urls: tuple[str, ...]) -> Output:
    site = shared.settings.url
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    lines += [f"<url><loc>{escape(site + url, quote=False)}</loc></url>" for url in urls]
    for incident in shared.history.incidents:
        # Only for incidents, whose last change git knows; other pages also change by the clock.
        modified = f"<lastmod>{iso(changed(incident))}</lastmod></url>"
        page = shared.settings.incident_url(incident.id)
        lines.append(f"<url><loc>{page}</loc>{modified}")
        if incident.postmortem and incident.postmortem.is_visible(shared.now):
            lines.append(f"<url><loc>{page}postmortem/</loc></url>")
    return Output("sitemap.xml", "\n".join([*lines, "</urlset>", ""]).encode(), maker="the sitemap")


def _build(shared: Shared) -> Output:
    due = shared.theme.due
    served = {
        "commit": shared.history.commit,
        "now": iso(shared.now),
        "next_boundary": iso(due) if due else None,
    }
    return Output("build.json", json.dumps(served).encode() + b"\n", maker="build.json")

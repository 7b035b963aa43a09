"""What a static host and a search engine expect beside the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from html import escape

from msgspec import Struct

from outspoken.model.incident import Incident
from outspoken.model.iso_time import iso
from outspoken.model.settings import Settings
from outspoken.model.site_path import file_at, incident_path, path_key
from outspoken.render.host.host_headers import header_file
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
    yield from _redirects(shared)


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


class _Moved(Struct, frozen=True, kw_only=True):
    """A page that has another address now.

    `address` is the old one on the host, `file` what is served there; `target` is the new one from the
    site's root.
    """

    address: str
    file: str
    target: str
    title: str
    maker: str


def _redirects(shared: Shared) -> Iterator[Output]:
    lines = []
    for moved in (*_moved_components(shared.settings), *_moved_incidents(shared)):
        head = PageHead(title=moved.title, path=moved.file.removesuffix("index.html"))
        # A page as well as a rule: not every host reads `_redirects`.
        yield Output(moved.file, shared.theme.page("moved", head, target=moved.target), maker=moved.maker)
        lines.append(f"{moved.address} {shared.settings.path}{moved.target} 301\n")
    if lines:
        yield Output("_redirects", "".join(lines).encode(), maker="redirects")


def _moved_components(settings: Settings) -> Iterator[_Moved]:
    """Only the pages: feeds and calendars of a former id are files of their own, since not every reader
    follows a redirect."""
    for component in settings.components:
        for former in component.former_ids:
            yield _Moved(
                address=f"{settings.path}components/{former}",
                file=f"components/{former}/index.html",
                target=f"components/{component.id}/",
                title=settings.public_names[component.id],
                maker=f"the former id {former} of component {component.id}",
            )


def _moved_incidents(shared: Shared) -> Iterator[_Moved]:
    """Only the pages, for the same reason as those of components."""
    for incident in shared.history.incidents:
        own = incident_path(incident.id)
        pages = ["", "postmortem/"] if incident.postmortem and shared.shows(incident.postmortem) else [""]
        taken = set[str]()
        for former in incident.former_ids:
            for page in pages:
                old = f"{incident_path(former)}{page}"
                taken.add(path_key(file_at(old)))
                yield _Moved(
                    address=f"{shared.settings.path}{old.rstrip('/')}",
                    file=file_at(old),
                    target=f"{own}{page}",
                    title=incident.title,
                    maker=f"the former id {former} in {incident.folder}/incident.md",
                )
        # `redirects` may name a path of a former id as well: one file per path, so it is left out here.
        for old in (path for path in incident.redirects if path_key(file_at(path)) not in taken):
            yield _Moved(
                address=f"{shared.settings.path}{old.strip('/')}",
                file=file_at(old),
                target=own,
                title=incident.title,
                maker=f"a redirect of {incident.folder}",
            )

"""Redirects from former addresses of incidents and components: a page each, and rules in `_redirects`."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from outspoken.model.settings import Settings
from outspoken.model.site_path import file_at, incident_path, path_key
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.page_head import PageHead


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


def redirects(shared: Shared) -> Iterator[Output]:
    """Yield a page at each former address, and the rules for hosts that read them."""
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

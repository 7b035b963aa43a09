"""Checks where a link in an incident's text leads: the site's addresses, and the probably intended one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urljoin, urlsplit

from outspoken.model.file_names import POSTMORTEM_FILE, folder_of
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.model.site_path import incident_path
from outspoken.render.all_outputs import linkable_paths
from outspoken.source.draft_pages import is_draft
from outspoken.source.format.read_context import nearest
from outspoken.source.incidents.known_incidents import former_ids
from outspoken.source.settings.navigation import built_url

_OTHERS = ("", "404.html", "robots.txt", "sitemap.xml", "unavailable.html")
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_BESIDE = re.compile(r"incidents/([^/]+)/([^/]+)")
_FEEDS = ("updates.atom", "updates.rss", "updates.json")
_OURS = ("incidents/", "components/", "groups/")


class Destinations:
    """The addresses of one site, relative to its root; `ids` are those of all its incidents."""

    def __init__(self, root: Path, settings: Settings, ids: Collection[str]) -> None:
        self._root, self.settings, self.ids = root, settings, frozenset(ids)
        self._present = former_ids(root) if self.ids else {}
        self._prose = dict(_prose(root, settings.docs_dir))
        aliases = (alias for component in settings.components for alias in component.aliases)
        self._known = {
            *_OTHERS,
            *linkable_paths(History(settings=settings, incidents=())),
            *(f"history/{month}/index.html" for month in {one[:7] for one in self.ids}),
            *(f"{incident_path(one)}index.html" for one in (*self.ids, *self._present)),
            *(f"components/{alias}/index.html" for alias in aliases),
            *self._prose.values(),
        }

    def add(self, incident: Incident) -> None:
        """Add the old paths that redirect to an incident."""
        self._known.update(unquote(path).strip("/") for path in incident.redirects)

    def path_of(self, address: str, incident: Incident) -> str | None:
        """Return a link's path from the site's root; None if it leads out of the site."""
        page = self.settings.incident_url(incident.id)
        whole = urlsplit(urljoin(page, address))
        site = urlsplit(self.settings.url)
        # Host names have no case; paths do.
        if whole.netloc.casefold() != site.netloc.casefold() or not whole.path.startswith(site.path):
            return None
        return unquote(whole.path[len(site.path) :])

    def has(self, path: str) -> bool:
        """Whether the build writes a file of this site at a path."""
        folder = path.removesuffix("/").removesuffix("/index.html")
        # Hosts serve one page at `x`, `x/` and `x/index.html`.
        if not self._known.isdisjoint({path, folder, f"{folder}/index.html".lstrip("/")}):
            return True
        found = _BESIDE.fullmatch(folder)
        owner = self._present.get(found[1], found[1]) if found else ""
        return found is not None and owner in self.ids and self._is_beside(owner, found[2])

    def _is_beside(self, incident: str, name: str) -> bool:
        """Whether an incident has a page, feed or picture of this name beside its page."""
        folder = self._root / folder_of(incident)
        if name == "postmortem":
            return (folder / POSTMORTEM_FILE).is_file()
        return name in _FEEDS or (not name.endswith(".md") and (folder / name).is_file())

    def is_ours(self, path: str) -> bool:
        """Whether only this program writes to that path."""
        return path.startswith(_OURS)

    def lacks_anchor(self, address: str, path: str, incident: Incident) -> bool:
        """Whether a link names an anchor that the incident's own page does not have."""
        name = urlsplit(address).fragment
        if not name or path.removesuffix("index.html").strip("/") != incident_path(incident.id).strip("/"):
            return False
        # Only names like an update's: headings of the text have anchors that are not known here.
        return bool(_STAMP.match(name)) and name not in {update.id for update in incident.updates}

    def meant(self, address: str, path: str, incident: Incident) -> str:
        """Return the probably intended address, relative to the page; empty if none is similar."""
        parts = urlsplit(address).path.rstrip("/").split("/")
        # The last id in it: people paste a path of the repository, as in incidents/2026-11/ID/updates/….
        for part in reversed(parts):
            if part in self.ids:
                return f"../{part}/"
        return self._page(address, incident) or self._similar(parts[-1], path, incident)

    def _page(self, address: str, incident: Incident) -> str:
        """Return the page for its file in the prose folder, or for its path from the site's root."""
        inner = address.lstrip("/")
        if self.has(inner):
            return f"../../{inner}"
        # A link may be right for the files on disk: relative to incident.md, or to a file in updates/.
        source = normpath(f"{incident.folder}/{address}"), normpath(f"{incident.folder}/updates/{address}")
        for place in (*source, f"{self.settings.docs_dir}/{inner.rpartition('/')[2]}"):
            if place in self._prose:
                return f"../../{self._prose[place].removesuffix('index.html')}"
        return ""

    def _similar(self, name: str, path: str, incident: Incident) -> str:
        components = [component.id for component in self.settings.components]
        if dirname(path.rstrip("/")) == "components":
            guess = nearest(name, components)
            return f"../../components/{guess}/" if guess else ""
        if guess := nearest(name, incident.images):
            return guess
        # Only in the same month: similar words in another month mean another incident.
        guess = nearest(name, [one for one in self.ids if one[:7] == name[:7] and one != incident.id])
        return f"../{guess}/" if guess else ""


def _prose(root: Path, docs: str) -> Iterator[tuple[str, str]]:
    """Yield each file of the prose folder that is published, with the path of its page."""
    folder = root / docs
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/")) or is_draft(folder, name)
        if path.is_file() and not hidden:
            built = built_url(name)
            yield f"{docs}/{name}", f"{built}index.html" if name.endswith(".md") else built

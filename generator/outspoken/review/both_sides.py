"""The site before a change (as published) and after it (as it will be once the change is merged)."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from outspoken.derive.as_of import as_of
from outspoken.model.file_names import SETTINGS_FILE, folder_around
from outspoken.model.history import History
from outspoken.review.read_change import files_before
from outspoken.source.git import read_history
from outspoken.source.git.change import Change, file_at
from outspoken.source.git.git_history import GitHistory
from outspoken.source.git.predicted_merge import merged
from outspoken.source.incidents.folder_context import TOLERANCE
from outspoken.source.incidents.former_ids import first_ids
from outspoken.source.load import load
from outspoken.source.site_on_disk import SiteOnDisk


class BothSides(Struct, frozen=True, kw_only=True):
    """The site as readers see it now, and as they will see it; None if it cannot be read.

    Both are as of `at` (UTC): now, or the newest time in the change if that is a few minutes ahead.
    """

    at: datetime
    before: History | None
    after: History | None


def both_sides(site: SiteOnDisk, change: Change, *, present: bool = False) -> BothSides:
    """Read both sides of a change, as if it were merged in one commit at the site's `now`."""
    root, now = site.root, site.now
    branch = site.settings.branch if site.settings else "main"
    # From the base: what the change itself commits is not published yet.
    names = first_ids(one.incident for one in site.parsed(site.folders)) if site.settings else {}
    known = read_history.start(root, head=change.base).result(branch, names)
    after = load(
        root,
        now=now,
        use_git=known is not None,
        published=merged(known, change, now) if known else None,
        present=present,
        site=site,
    ).history
    at = _seen_at(after, change, now)
    before = _before(site, change, known, at, present=present)
    return BothSides(at=at, before=before, after=as_of(after, at) if after else None)


def _before(
    site: SiteOnDisk, change: Change, known: GitHistory | None, at: datetime, *, present: bool
) -> History | None:
    root = site.root
    folders = {folder_around(path) for path in change.paths} - {""}
    old = files_before(root, change, sorted(folders))
    # None for a folder that the base does not have: it is left out.
    replaced = {
        folder: {f"{folder}/{name}": data for name, data in old[folder].items()} if folder in old else None
        for folder in folders
    }
    data = file_at(root, change.base, SETTINGS_FILE) if SETTINGS_FILE in change.before else None
    history = load(
        root,
        now=at,
        use_git=known is not None,
        settings=data,
        replaced=replaced,
        published=known,
        present=present,
        # With other settings, every incident has to be parsed again.
        site=site if data is None else None,
    ).history
    return as_of(history, at) if history else None


def _seen_at(history: History | None, change: Change, now: datetime) -> datetime:
    new = (
        update.at
        for incident in (history.incidents if history else ())
        for update in incident.updates
        if f"{incident.folder}/updates/{update.id}.md" in change.added and update.at <= now + TOLERANCE
    )
    # An update dated a few minutes ahead counts as published, or the preview would show nothing.
    return max((now, *new))

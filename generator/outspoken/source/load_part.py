"""Reads some incidents of a site, with the same dates as a reading of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from outspoken.source.git import git_history
from outspoken.source.incidents.former_ids import first_ids
from outspoken.source.incidents.incident_files import INCIDENTS
from outspoken.source.load import Loaded, assemble, no_history
from outspoken.source.site_on_disk import SiteOnDisk


def load_part(site: SiteOnDisk, folders: Sequence[str], *, present: bool = False) -> Loaded:
    """Read these folders of a site; its other incidents exist, but are in no result.

    `present` is as for `load`. Never raises because of the files' content.
    """
    # Started first: git runs in the background while this process parses.
    pending = git_history.start(site.root)
    settings = site.settings
    parsed = site.parsed(folders) if settings else []
    names = first_ids(entry.incident for entry in parsed)
    history = pending.result(settings.branch if settings else "main", names)
    problems = site.problems
    if settings is None:
        return Loaded(history=None, problems=tuple(problems))
    if history is None and parsed:
        problems.append(replace(pending.problem or no_history(), path=INCIDENTS))
    return assemble(
        settings,
        parsed,
        problems,
        now=site.now,
        root=site.root,
        history=history,
        others=[folder.rpartition("/")[2] for folder in site.folders],
        present=present,
    )

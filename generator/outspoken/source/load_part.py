"""Reads some incidents of a site, with the same dates as a reading of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from outspoken.model.file_names import INCIDENTS
from outspoken.source.git import read_history
from outspoken.source.incidents.folder import Parsed
from outspoken.source.incidents.former_ids import first_ids
from outspoken.source.incidents.known_incidents import former_ids
from outspoken.source.load import Loaded, assemble, no_history
from outspoken.source.site_on_disk import SiteOnDisk


def load_part(site: SiteOnDisk, folders: Sequence[str], *, present: bool = False) -> Loaded:
    """Read these folders of a site; its other incidents exist, but are in no result.

    `present` is as for `load`. Never raises because of the files' content.
    """
    # Started first: git runs in the background while this process parses.
    pending = read_history.start(site.root)
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
        others=_other_ids(site, parsed),
        present=present,
    )


def _other_ids(site: SiteOnDisk, parsed: Iterable[Parsed]) -> frozenset[str]:
    """Return the ids of all incidents; former ones too, if an incident that is read refers to them."""
    ids = frozenset(folder.rpartition("/")[2] for folder in site.folders)
    read = [entry.incident for entry in parsed if entry.incident]
    own = {one for incident in read for one in incident.ids}
    named = {one for incident in read for one in (incident.duplicate_of, incident.caused_by) if one}
    # Nearly always none is missing: former ids are in the files of the incidents that are not read.
    missing = named - ids - own
    return ids.union(missing.intersection(former_ids(site.root))) if missing else ids

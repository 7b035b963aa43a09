"""Reads pictures in incidents' folders that a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from outspoken.model.incident import Incident
from outspoken.model.site_path import incident_path
from outspoken.render.former_id_copies import with_twins
from outspoken.render.output import Output
from outspoken.source.git.read_history import files_at
from outspoken.source.incidents.incident_files import MAX_IMAGE, read_file


class Pictures(Struct, frozen=True, kw_only=True):
    """Reads pictures from the disk, or from the commit that an incident's folder is read from."""

    root: Path
    commits: Mapping[str, str] = {}

    def shown(self, incident: Incident, pages: Iterable[Output]) -> Iterator[Output]:
        """Yield the pictures that these pages show; a picture that only a draft shows is not published."""
        contents = b"\0".join(page.data for page in pages) if incident.images else b""
        for name in incident.images:
            if name.encode() in contents and (found := self.picture(incident, name)) is not None:
                path = f"{incident_path(incident.id)}{name}"
                yield from with_twins(incident, [Output(path, found, maker=f"{incident.folder}/{name}")])

    def picture(self, incident: Incident, name: str) -> bytes | None:
        """Return the bytes of a picture; None if it was deleted since it was listed."""
        path = f"{incident.folder}/{name}"
        if commit := self.commits.get(incident.folder):
            return files_at(self.root, commit, incident.folder).get(path)
        return read_file(str(self.root / path), MAX_IMAGE, path, [])

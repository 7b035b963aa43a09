"""Serves what programs read of an incident at the addresses of its former ids too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outspoken.model.incident import Incident
from outspoken.model.site_path import incident_path
from outspoken.render.output import Output


def with_twins(incident: Incident, outputs: Iterable[Output]) -> Iterator[Output]:
    """Yield an incident's files, and the same bytes at the addresses of its former ids.

    For feeds, pictures and Markdown, whose readers may follow no redirect; a page redirects instead.
    """
    own = incident_path(incident.id)
    for output in outputs:
        yield output
        for former in incident.former_ids:
            path = incident_path(former) + output.path.removeprefix(own)
            yield Output(path, output.data, maker=f"the former id {former} in {incident.folder}/incident.md")

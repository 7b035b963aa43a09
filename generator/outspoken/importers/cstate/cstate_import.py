"""Reads the folder of a cState (Hugo) site: its settings, and every incident with its whole text."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from outspoken.importers.cstate.cstate_config import read_site
from outspoken.importers.cstate.cstate_incidents import read_incident
from outspoken.importers.cstate.cstate_pages import read_pages, remark_on_the_rest
from outspoken.importers.foreign_records import PLACEHOLDER, ForeignHistory
from outspoken.importers.foreign_words import counted
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError


def read_cstate(source: str, asked: ImportRequest) -> ForeignHistory:
    """Return the history of the cState site in a folder.

    Raises SourceError if it is not a folder, or has no folder of issues.
    """
    folder = Path(source)
    if not folder.is_dir():
        message = f"{source} is not a folder: name the folder of the cState site, with config.yml"
        raise SourceError(message)
    general = Remarks("config.yml")
    site = read_site(folder, general)
    # With the new site's URL: links in texts are converted to paths from the root of its host.
    on_new_site = replace(site, url=asked.url or site.url or PLACEHOLDER)
    old, gathered = read_pages(folder, on_new_site, asked.step)
    remark_on_the_rest(folder, site, general)
    incidents = tuple(read_incident(each.issue, on_new_site, asked.now, each.remarks) for each in old)
    impacts = [incident.impact for incident in incidents]
    return ForeignHistory(
        site=site,
        incidents=incidents,
        remarks=tuple(remark for each in (general, *gathered) for remark in each.entries),
        words=counted("severity", zip((each.issue.severity for each in old), impacts, strict=True)),
        # Not dated: the times of updates within one text are often estimated, and change if the text grows.
        is_dated=False,
    )

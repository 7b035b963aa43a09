"""Creates the lines of an export from a history and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from msgspec.structs import replace

from outspoken.errors import Problem, ProblemsError
from outspoken.exporting.file_lines import exported_files
from outspoken.exporting.public_line import public_line
from outspoken.model.component import Component
from outspoken.model.file_names import INCIDENTS, SETTINGS_FILE
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.source.format.export_lines import (
    EXPORT_VERSION,
    ExportedComponent,
    ExportedIncident,
    ExportHead,
    exported,
)
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.incidents.incident_files import read_file, read_folder

_OF_SITE = (SETTINGS_FILE, f"{INCIDENTS}/README.md")


class SiteLines:
    """The lines of the site in `root`, whose `history` was read without git.

    With `public_at` (UTC), they contain only what pages show at this time.
    """

    def __init__(self, root: Path, history: History, *, public_at: datetime | None = None) -> None:
        self._root, self._history, self._public_at = root, history, public_at

    def __iter__(self) -> Iterator[ExportHead | ExportedIncident]:
        """Yield the line of the site, then those of the incidents, oldest first.

        Raises ProblemsError if a file cannot be read.
        """
        yield self._head()
        for incident in self._history.incidents:
            yield self._incident(incident)

    def _head(self) -> ExportHead:
        settings = self._history.settings
        return ExportHead(
            version=EXPORT_VERSION,
            incidents=len(self._history.incidents),
            site_name=settings.site_name,
            site_url=settings.url,
            host=settings.host,
            language=settings.language,
            time_zone=settings.zone.key,
            components=tuple(map(_component, settings.components)),
            public=self._public_at is not None,
            # Not in a public export: the settings contain contacts, channels and people of the team.
            files=() if self._public_at else exported_files(self._site_files()),
        )

    def _site_files(self) -> Mapping[str, bytes]:
        """Return the settings file, and the README that git hosts show above the incidents."""
        problems: list[Problem] = []
        files = {}
        for path in _OF_SITE:
            if (self._root / path).is_file():
                data = read_file(str(self._root / path), MAX_FILE, path, problems)
                files[path] = data or b""
        if problems:
            raise ProblemsError(problems)
        return files

    def _incident(self, incident: Incident) -> ExportedIncident:
        problems: list[Problem] = []
        files = read_folder(self._root, incident.folder, problems)
        if problems:
            raise ProblemsError(problems)
        if self._public_at:
            return public_line(incident, files, self._public_at)
        return replace(exported(incident), files=exported_files(files))


def _component(component: Component) -> ExportedComponent:
    return ExportedComponent(
        id=component.id,
        name=component.name,
        description=component.description,
        group=component.group,
        aliases=component.aliases,
        since=_day(component.since),
        retired=_day(component.retired),
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

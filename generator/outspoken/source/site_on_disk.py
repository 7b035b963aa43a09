"""The files of a site on the disk, each incident read and parsed at most once."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.source.incidents.folder import Parsed
from outspoken.source.incidents.folder_context import Context, context_for
from outspoken.source.incidents.incident_files import list_folders
from outspoken.source.incidents.parallel import parse_folders
from outspoken.source.settings.read_settings import read_settings


class SiteOnDisk:
    """The settings and incidents in `root`, parsed as of `now` (aware, UTC) when they are first asked for.

    `site_url` replaces that of the settings, `data` the bytes of mkdocs.yml; folders in `left_out` are
    not listed.
    """

    def __init__(
        self,
        root: Path,
        now: datetime,
        *,
        site_url: str | None = None,
        data: bytes | None = None,
        left_out: Container[str] = (),
    ) -> None:
        self.root, self.now = root, now
        self._site_url, self._data, self._left_out = site_url, data, left_out
        self._problems: list[Problem] = []
        self._parsed: dict[str, Parsed] = {}

    @cached_property
    def settings(self) -> Settings | None:
        """The settings; None if they are unusable."""
        return read_settings(self.root, self._problems, site_url=self._site_url, data=self._data)

    @cached_property
    def folders(self) -> Sequence[str]:
        """Every incident's folder, as a path from the root; empty without settings."""
        return list_folders(self.root, self._problems, self._left_out) if self.settings else []

    @property
    def problems(self) -> list[Problem]:
        """Problems of the settings and of the list of folders, as a list of the caller's own."""
        _ = self.folders  # listed now, if they were not before
        return list(self._problems)

    @cached_property
    def context(self) -> Context:
        """The settings with which incidents are parsed. Raises ValueError without settings."""
        if self.settings is None:
            raise ValueError("the settings are unusable")
        return context_for(self.settings, self.now)

    def parsed(self, folders: Sequence[str], jobs: int | None = None, *, busy: int = 0) -> list[Parsed]:
        """Return these folders in the given order, parsed now or earlier; for `jobs` see parse_folders."""
        new = [folder for folder in folders if folder not in self._parsed]
        for entry in parse_folders(self.root, new, self.context, jobs, busy=busy):
            # Keyed by folder: a command that needs some incidents first does not parse them twice.
            self._parsed[entry.folder] = entry
        return [self._parsed[folder] for folder in folders]

"""Read a repository at most once for one command, and only if something needs it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outspoken.model.settings import Settings
    from outspoken.source.last_good import LastGoodReading
    from outspoken.source.load import Begun
    from outspoken.source.site_on_disk import SiteOnDisk


class RepositoryReader:
    """Reads the repository in `root` on the first call of `read`; later calls return the same reading.

    A command creates one and passes it on, so that all it prints, builds and sends comes from one state of
    the files. A step that needs no incident never calls it, which keeps such a run cheap. The arguments are
    those of `last_good.read`.
    """

    def __init__(
        self,
        root: Path,
        *,
        now: datetime,
        site_url: str | None = None,
        last_good: bool = False,
        jobs: int | None = None,
        present: bool = False,
        site: SiteOnDisk | None = None,
    ) -> None:
        self.root, self.now, self.last_good, self.jobs = root, now, last_good, jobs
        self._site_url, self._present, self._site = site_url, present, site
        self._reading: LastGoodReading | None = None
        self._announced: tuple[Settings, Sequence[str]] | None = None

    def read(self, begun: Begun | None = None) -> LastGoodReading:
        """Return the reading. `begun` is called once the settings are known, on later calls too."""
        if self._reading is not None:
            if begun and self._announced:
                begun(*self._announced)
            return self._reading
        # Imported only here: it takes longer than a run that has nothing to announce.
        from outspoken.source.last_good import read

        def announce(settings: Settings, folders: Sequence[str]) -> None:
            self._announced = settings, folders
            if begun:
                begun(settings, folders)

        self._reading = read(
            self.root,
            now=self.now,
            site_url=self._site_url,
            last_good=self.last_good,
            jobs=self.jobs,
            begun=announce if begun else None,
            present=self._present,
            site=self._site,
        )
        return self._reading

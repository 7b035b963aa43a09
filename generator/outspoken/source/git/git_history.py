"""What the published commits say about files: when each was published, and which commits changed it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct

from outspoken.model.incident import Publication
from outspoken.source.format.ids import stamp_of
from outspoken.source.git.log_format import identity

# If a commit adds updates older than this, it imports a history rather than publishing news.
LIVE = timedelta(days=1)


class AddedFile(Struct, frozen=True):
    """The oldest commit that added a file: committer date (UTC) and position on the chain, 0 the oldest."""

    at: datetime
    order: int


class Changed(Struct, frozen=True):
    """A later commit that changed a file: date (UTC), blob before the change, position on the chain.

    `stamp` is as in a Publication.
    """

    at: datetime
    blob: str
    order: int
    stamp: datetime | None = None


class GitHistory(Struct, frozen=True, kw_only=True, dict=True):
    """What the published commits say about the files of a folder.

    Dates are committer dates, unchanged even if they go backwards along the chain (because of a wrong clock
    or a late push): only `order` gives the sequence. A file that was deleted and restored keeps its oldest
    date. `newest` is the latest committer date (UTC) on the chain, None if the folder has no commit;
    `length` counts its commits.

    `names` maps every id that a moved incident has or had to its first one: all of them are one incident,
    in commits from before the move too.

    `hashes` and `dates` are the commits' by order. `floors` maps the order of each commit with an
    implausible date (see plausible_dates) to the newest plausible date before it. Nothing was
    published after `limit` (UTC), which is None when a page of the past is built.
    """

    commit: str
    length: int = 0
    newest: datetime | None = None
    added: Mapping[str, AddedFile] = {}
    changed: Mapping[str, tuple[Changed, ...]] = {}
    hashes: tuple[str, ...] = ()
    dates: tuple[datetime, ...] = ()
    floors: Mapping[int, datetime | None] = {}
    limit: datetime | None = None
    names: Mapping[str, str] = {}

    def key(self, path: str) -> str:
        """Return the key of the file at `path`: the same under every month, and every id of its incident."""
        found = identity(path)
        return by_first_id(found, self.names) if self.names else found

    def publication(self, path: str, *, incident: str, at: datetime, now: datetime) -> Publication:
        """Return when the file at `path` was published; `incident` is its incident.md, `at` its own time.

        Paths are relative to the root, times are in UTC. For incident.md itself `at` is `started`. A file
        that is not committed counts as published at `now`, after every commit.
        """
        added = self.added.get(self.key(path))
        if added is None:
            # It counts as published last: among updates with the same time it is the newest.
            return Publication(at=now, order=self.length, bulk=False)
        owner = self.added.get(self.key(incident))
        # An update that is added to a published incident is news, however old its `at` is.
        together = owner is not None and owner.order == added.order
        if added.order in self.floors:
            named = stamp_of(path.rpartition("/")[2].removesuffix(".md"))
            return self._by_own_time(added.order, at, named[0] if named else at, together=together)
        bulk = together and added.at - at > LIVE
        if self.limit is None or added.at <= self.limit:
            return Publication(at=added.at, order=added.order, bulk=bulk)
        return Publication(at=self.limit, order=added.order, bulk=bulk, stamp=added.at)

    def _by_own_time(self, order: int, at: datetime, named: datetime, *, together: bool) -> Publication:
        """Return the publication if the commit's date is implausible: by the time that the file states.

        `named` is the one in its name, which stays if `at` is corrected.
        """
        floor = self.floors[order]
        when = at if floor is None else max(at, floor)
        bulk = together and floor is not None and floor - at > LIVE
        latest = self._latest(order)
        if latest is None or max(when, named) <= latest:
            return Publication(at=when, order=order, bulk=bulk)
        # The file's own time is implausible too: the newest plausible date before it is used.
        return Publication(at=min(when, latest), order=order, bulk=bulk, stamp=floor)

    def _latest(self, order: int) -> datetime | None:
        """Return the latest possible time of this commit: the next plausible date, or the present."""
        later = range(order + 1, len(self.dates))
        return next((self.dates[one] for one in later if one not in self.floors), self.limit)

    def changes(self, path: str) -> tuple[Changed, ...]:
        """Return the later commits that changed the file at `path` (relative to the root), oldest first."""
        return self.changed.get(self.key(path), ())

    @cached_property
    def blobs(self) -> tuple[str, ...]:
        """Return the blob ids of all earlier versions, each once."""
        return tuple(dict.fromkeys(change.blob for changes in self.changed.values() for change in changes))


def by_first_id(path: str, names: Mapping[str, str]) -> str:
    """Return the key of a file under the first id of its incident; `names` are those of a GitHistory."""
    incident, slash, rest = path.partition("/")
    return f"{names.get(incident, incident)}{slash}{rest}"

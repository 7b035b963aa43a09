"""Finds news that was announced under another name of its incident, of its file or of its channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from outspoken.announce.channel_plan import ChannelWork
from outspoken.announce.due import DueMessage, since
from outspoken.announce.ledger.ledger_contents import LedgerContents
from outspoken.announce.ledger.ledger_record import ANNOUNCED_AS, DeliveryState, Key, Record, RecordChange
from outspoken.model.file_names import INCIDENTS
from outspoken.model.history import History
from outspoken.source.git.run_git import ask

# A limit, since each former name costs calls of git; in practice files are renamed once or twice.
_MOST = 8
_STATUS = re.compile(rb"^status:[ \t]*(\S+)", re.MULTILINE)
_PLACE = re.compile(r"incidents/[^/]+/([^/]+)/(?:updates/)?([^/]+)\.md")


class _FormerName(Struct, frozen=True):
    """A former path of a file, and the commit that renamed it."""

    path: str
    commit: str


class FormerNames:
    """Former names of files and channels of a repository; git is called on demand."""

    def __init__(
        self, *, root: Path, history: History, book: LedgerContents, now: datetime, run: str
    ) -> None:
        self.root, self.book, self.now, self.run = root, book, now, run
        self.channels = frozenset(channel.id for channel in history.settings.channels)
        self.incidents = history.incidents
        self._renames: dict[str, dict[str, str]] = {}
        self._paths: dict[str, tuple[_FormerName, ...]] = {}

    def without_announced(self, works: Iterable[ChannelWork]) -> list[ChannelWork]:
        """Return the work without what was announced under another name; that is then in `due.known`."""
        return [self._without(work) for work in works]

    def _without(self, work: ChannelWork) -> ChannelWork:
        changes = [self._change(one) for one in work.due.work]
        known = tuple(change for change in changes if change is not None)
        kept = work.keep([change is None for change in changes])
        return replace(kept, due=replace(kept.due, known=(*kept.due.known, *known)))

    def _change(self, work: DueMessage) -> RecordChange | None:
        """Return the record for a message that was never tried under its present name."""
        # The ids of cases and withdrawals do not depend on file names.
        if work.record is not None or work.piece.case is not None or work.piece.is_withdrawal:
            return None
        for key in self._keys(work):
            if after := self._after(key):
                return RecordChange(key=work.key, before=None, after=after)
        if self._is_from_before(work):
            return RecordChange(
                key=work.key, before=None, after=self._skipped("it is older than the channel")
            )
        # Without history a rename cannot be seen, and guessing could send the message twice.
        if self._is_shallow and (gone := self._announced_and_gone(work)):
            name = gone.update if gone.incident == work.key.incident else f"{gone.incident}/{gone.update}"
            why = f"in a shallow clone it is unknown whether it was announced as {name}"
            return RecordChange(key=work.key, before=None, after=self._held(why))
        return None

    def _keys(self, work: DueMessage) -> Iterator[Key]:
        """Yield every other key under which the message may have been announced."""
        channels = [work.channel.id]
        # Only a channel that is new may be an old one under another name.
        if work.channel.id not in self.book.channels:
            channels += self._gone
        # The recorded ids first: they are known without git, in a shallow clone too.
        known = [(one, work.key.update) for one in work.piece.incident.ids]
        names = [work.update, *known, *self._former_updates(work)]
        for channel in channels:
            for incident, update in names:
                key = Key(incident, update, channel)
                if key != work.key:
                    yield key

    @cached_property
    def _gone(self) -> tuple[str, ...]:
        """Channels in the ledger that are no longer in the settings."""
        return tuple(sorted(self.book.channels.keys() - self.channels))

    def _after(self, key: Key) -> Record | None:
        record = self.book.get(key)
        if record is None or (
            record.state is DeliveryState.RETRY and not (record.may_be_out or record.is_with_some)
        ):
            return None
        if record.announced_as:
            # Renamed twice: the record that has the message is named, not one in between.
            return self._skipped(record.why)
        if record.state is DeliveryState.SKIPPED:
            return self._skipped(f"it was skipped as {key}")
        if record.state is DeliveryState.SENT or record.is_with_some:
            return self._skipped(f"{ANNOUNCED_AS} {key}")
        # Claimed or in doubt under the former name: only a person can find out whether it was sent.
        return self._held(f"it may have been announced as {key}")

    def _held(self, why: str) -> Record:
        return Record(state=DeliveryState.HELD, at=self.now, run=self.run, doubt=True, why=why)

    def _skipped(self, why: str) -> Record:
        return Record(state=DeliveryState.SKIPPED, at=self.now, run=self.run, why=why)

    def _is_from_before(self, work: DueMessage) -> bool:
        """Whether the file was published under its first name before the channel started."""
        formers = self._formers(work.piece.path)
        if not formers:
            return False
        begun = since(work.channel, self.book, self.now)
        dates = ask(self.root, *_ADDED, "--format=%ct", "--", formers[-1].path) or b""
        return bool(dates.strip()) and datetime.fromtimestamp(int(dates.split()[-1]), UTC) < begun

    @cached_property
    def _is_shallow(self) -> bool:
        return (ask(self.root, "rev-parse", "--is-shallow-repository") or b"").strip() == b"true"

    def _announced_and_gone(self, work: DueMessage) -> Key | None:
        """Return an update that was announced and whose file no longer exists: perhaps it was renamed.

        It is one of the same incident, or one of this name of an incident that is gone.
        """
        known = {update.id for update in work.piece.incident.updates}
        recorded = self.book.of_incident(work.key.incident, work.channel.id)
        own = (key for key, _ in recorded if key.update[:1].isdigit() and key.update not in known)
        return next(own, None) or self._keys_of_removed_incidents.get((work.key.update, work.channel.id))

    @cached_property
    def _keys_of_removed_incidents(self) -> dict[tuple[str, str], Key]:
        """What was announced of incidents that no longer exist, by update and channel."""
        here = {name for one in self.incidents for name in one.ids}
        gone = (key for key, _ in self.book.items() if key.incident not in here)
        return {(key.update, key.channel): key for key in gone}

    def _former_updates(self, work: DueMessage) -> Iterator[tuple[str, str]]:
        for former in self._formers(work.piece.path):
            place = _PLACE.fullmatch(former.path)
            if place:
                is_own_file = work.piece.path.endswith(f"/{work.key.update}.md")
                yield place[1], place[2] if is_own_file else work.key.update

    def _formers(self, path: str) -> tuple[_FormerName, ...]:
        """Yield the former paths of a file, newest first."""
        if path not in self._paths:
            found: list[_FormerName] = []
            while len(found) < _MOST and (before := self._before(found[-1].path if found else path)):
                found.append(before)
            self._paths[path] = tuple(found)
        return self._paths[path]

    def _before(self, path: str) -> _FormerName | None:
        asked = ask(self.root, *_ADDED, "-1", "--format=%H", "--", path) or b""
        commit = asked.decode("ascii").strip()
        before = self._renamed_in(commit).get(path) if commit else None
        # A new update is often a copy of the one before: git calls that a rename, its status differs.
        if before is None or self._status(f"{commit}^1", before) != self._status(commit, path):
            return None
        return _FormerName(before, commit)

    def _renamed_in(self, commit: str) -> dict[str, str]:
        """Return the files that a commit renamed: new path -> old path."""
        if commit not in self._renames:
            # Asked once per commit: one commit often renames many files, such as a whole folder.
            arguments = ("diff-tree", "-r", "-z", "-M", "--relative", "--diff-filter=R", "--name-status")
            rows = ask(self.root, *arguments, f"{commit}^1", commit, "--", INCIDENTS) or b""
            parts = rows.decode("utf-8", "replace").split("\0")[:-1]
            self._renames[commit] = dict(zip(parts[2::3], parts[1::3], strict=True))
        return self._renames[commit]

    def _status(self, commit: str, path: str) -> bytes:
        """Return the status in an update's file: with another status it is another update."""
        found = _STATUS.search(ask(self.root, "cat-file", "blob", f"{commit}:./{path}") or b"")
        return found[1] if found else b""


_ADDED = ("log", "-s", "--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=A")

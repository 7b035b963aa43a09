"""Reads a ledger's content from its files, and makes the files for changes (pure functions)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from outspoken.announce.ledger.ledger_record import (
    DeliveryState,
    Key,
    Record,
    from_bytes,
    from_json,
    instant,
    instant_text,
    parsed,
    to_json,
)
from outspoken.announce.ledger.ledger_record import to_bytes as record_bytes
from outspoken.errors import Problem, ProblemsError
from outspoken.rules import BAD_LEDGER

SETTLED = "settled.json"
CHANNELS, FOLDED = "channels/", "folded/"
Files = Mapping[str, bytes | None]
"""Paths with their new bytes, None for a file that is deleted."""

# Above this number of files, finished records of earlier months are merged into one file per month.
_MERGE_ABOVE = 1000
_REST = timedelta(days=31)


class Settled(Struct, frozen=True, kw_only=True):
    """The state of the repository after which nothing is due until a time (UTC; None: forever).

    `tree` is git's id of the incidents' folder, `settings` the digest of mkdocs.yml's bytes.
    """

    tree: str
    settings: str
    until: datetime | None


class LedgerContents:
    """The last known content of a ledger, updated by `take`; `name` is used in Problems.

    `loose` has the records with a file of their own, `months` functions that read merged months, each on
    demand. `channels` has the start (UTC) of each channel: older updates count as skipped.
    """

    def __init__(
        self,
        *,
        name: str,
        loose: Mapping[Key, Record] | None = None,
        months: Mapping[str, Callable[[], bytes]] | None = None,
    ) -> None:
        self.name, self.loose, self.months = name, dict(loose or {}), dict(months or {})
        self.channels: dict[str, datetime] = {}
        self.settled: Settled | None = None
        self._merged: dict[str, dict[str, Any]] = {}

    def get(self, key: Key) -> Record | None:
        """Return the record of a key. Raises ProblemsError if it cannot be read."""
        found = self.loose.get(key)
        # A loose record wins: a key that was reopened is in its month as well.
        return self._in_month(key) if found is None else found

    def is_over(self, key: Key) -> bool:
        """Whether a key was merged into its month and not reopened: nothing more happens to it."""
        return key not in self.loose and str(key) in self.month(key.month)

    def _in_month(self, key: Key) -> Record | None:
        given = self.month(key.month).get(str(key))
        if given is None:
            return None
        try:
            return from_json(given)
        except ValueError as fault:
            raise self.fault(f"{FOLDED}{key.month}.json", f"{key}: {fault}") from fault

    def month(self, month: str) -> dict[str, Any]:
        """Return the merged records of a month, as JSON values."""
        if month not in self._merged:
            self._merged[month] = self._read_month(month) if month in self.months else {}
        return self._merged[month]

    def _read_month(self, month: str) -> dict[str, Any]:
        try:
            return _flat(parsed(self.months[month]()))
        except ValueError as fault:
            raise self.fault(f"{FOLDED}{month}.json", str(fault)) from fault

    def items(self) -> Iterator[tuple[Key, Record]]:
        """Every key with its record, including merged ones."""
        yield from list(self.loose.items())
        for month in self.months:
            for text in self.month(month):
                try:
                    key = Key.parse(text)
                except ValueError as fault:
                    raise self.fault(f"{FOLDED}{month}.json", str(fault)) from fault
                record = None if key in self.loose else self.get(key)
                if record is not None:
                    yield key, record

    def in_state(self, state: DeliveryState) -> dict[Key, Record]:
        """Return keys in a state that are not merged, in order; only final records are ever merged."""
        return {key: record for key, record in sorted(self.loose.items()) if record.state is state}

    def of_incident(self, incident: str, channel: str) -> Iterator[tuple[Key, Record]]:
        """Return the records of an incident on a channel."""
        named = {key for key in list(self.loose) if key.incident == incident and key.channel == channel}
        merged = (text.split("/") for text in self.month(incident[:7]))
        named |= {Key(*parts) for parts in merged if (parts[0], parts[-1]) == (incident, channel)}
        for key in sorted(named):
            if record := self.get(key):
                yield key, record

    def fault(self, path: str, why: str) -> ProblemsError:
        """Return the Problem of a file that cannot be read."""
        return ProblemsError([bad_ledger(self.name, path, why)])

    def take(self, files: Files) -> None:
        """Add these files to the content. Raises ProblemsError as `read_book` does."""
        problems: list[Problem] = []
        for path, data in files.items():
            try:
                if path.endswith(".json"):
                    self._take_file(path, data)
            except ValueError as fault:
                problems.append(bad_ledger(self.name, path, str(fault)))
        if problems:
            raise ProblemsError(problems)

    def _take_file(self, path: str, data: bytes | None) -> None:
        if path == SETTLED:
            self.settled = None if data is None else _settled(parsed(data))
        elif path.startswith(CHANNELS):
            if data is not None:
                self.channels[path[len(CHANNELS) : -5]] = _since(parsed(data))
        elif is_merged_month(path):
            self._take_month(path[len(FOLDED) : -5], data)
        else:
            self._take_record(path, data)

    def _take_month(self, month: str, data: bytes | None) -> None:
        self.months.pop(month, None)
        self._merged.pop(month, None)
        if data is not None:
            self.months[month] = lambda: data

    def _take_record(self, path: str, data: bytes | None) -> None:
        key = Key.parse(path.partition("/")[2].removesuffix(".json"))
        # A file in another place would be a second record of the same key.
        if path != key.path:
            raise ValueError(f"it belongs at {key.path}")
        if data is None:
            self.loose.pop(key, None)
        else:
            self.loose[key] = from_bytes(data)


def bad_ledger(name: str, path: str, why: str) -> Problem:
    """Return the Problem of a ledger file with invalid content."""
    hint = "restore its earlier content; nothing is announced until then"
    return BAD_LEDGER.problem(f"{name}:{path}", None, f"the ledger cannot be read: {why}", hint)


def is_merged_month(path: str) -> bool:
    """Whether a path is that of a month's merged records, which are read on demand."""
    return path.startswith(FOLDED) and path.endswith(".json")


def read_book(
    name: str, files: Mapping[str, bytes], months: Mapping[str, Callable[[], bytes]]
) -> LedgerContents:
    """Parse a ledger from its files. Raises ProblemsError that names every unreadable file.

    `months` maps the paths of merged months to functions that read them.
    """
    book = LedgerContents(name=name, months={path[len(FOLDED) : -5]: read for path, read in months.items()})
    book.take(files)
    return book


def _settled(given: Any) -> Settled:
    try:
        until = given["until"]
        tree, settings = str(given["tree"]), str(given["settings"])
    except (KeyError, TypeError) as fault:
        raise ValueError("tree, settings or until is missing") from fault
    return Settled(tree=tree, settings=settings, until=None if until is None else instant("until", until))


def _since(given: Any) -> datetime:
    if not isinstance(given, dict) or "since" not in given:
        raise ValueError("since is missing")
    return instant("since", given["since"])


def record_file(key: Key, record: Record) -> tuple[str, bytes]:
    """Return the file of a key's record."""
    return key.path, record_bytes(record)


def channel_file(channel: str, since: datetime) -> tuple[str, bytes]:
    """Return the file with the start (UTC) of a channel."""
    return f"{CHANNELS}{channel}.json", _bytes({"since": instant_text(since)})


def settled_file(settled: Settled) -> tuple[str, bytes]:
    """Return the file of the repository state after which nothing is due."""
    until = None if settled.until is None else instant_text(settled.until)
    return SETTLED, _bytes({"tree": settled.tree, "settings": settled.settings, "until": until})


def _bytes(given: object) -> bytes:
    return json.dumps(given, indent=1, ensure_ascii=False).encode() + b"\n"


def months_to_merge(book: LedgerContents, now: datetime, above: int = _MERGE_ABOVE) -> Files:
    """Return the files that merge records finished over a month ago; none if the ledger is small."""
    # A small ledger stays a file per message, which people can read and compare.
    if len(book.loose) <= above:
        return {}
    old = [(key, record) for key, record in book.loose.items() if record.state.is_final]
    rest = [(key, record) for key, record in old if now - record.at > _REST]
    return merged_months(book, rest)


def merged_months(book: LedgerContents, records: Iterable[tuple[Key, Record]]) -> dict[str, bytes | None]:
    """Return the files of the months with these records merged into them."""
    by_month: dict[str, dict[str, Any]] = {}
    files: dict[str, bytes | None] = {}
    for key, record in records:
        by_month.setdefault(key.month, {})[str(key)] = to_json(record)
        if key in book.loose:
            files[key.path] = None
    for month, added in by_month.items():
        files[f"{FOLDED}{month}.json"] = _month_bytes(book.month(month) | added)
    return files


# Only state and ids of final records are used later; dropping the rest keeps an old ledger small.
_KEPT = ("state", "at", "id", "url", "why")


def _month_bytes(records: Mapping[str, Any]) -> bytes:
    """Return a month's file, one line per incident: update -> channel -> record."""
    nested: dict[str, dict[str, dict[str, Any]]] = {}
    # Sorted, with a line per incident: a diff on the branch shows exactly what was added.
    for key in sorted(records):
        incident, update, channel = key.split("/")
        kept = {name: records[key][name] for name in _KEPT if name in records[key]}
        nested.setdefault(incident, {}).setdefault(update, {})[channel] = kept
    lines = (f"{json.dumps(name)}: {_line(updates)}" for name, updates in nested.items())
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _flat(given: Any) -> dict[str, Any]:
    try:
        return {
            f"{incident}/{update}/{channel}": record
            for incident, updates in given.items()
            for update, channels in updates.items()
            for channel, record in channels.items()
        }
    except AttributeError as fault:
        raise ValueError("it is not a mapping of incidents, updates and channels") from fault


def _line(given: object) -> str:
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))

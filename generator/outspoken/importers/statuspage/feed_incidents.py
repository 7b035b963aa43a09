"""Reads incidents from a hosted page's feed: one entry has all updates of one incident, newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.importers.foreign_records import ForeignIncident, ForeignUpdate
from outspoken.importers.foreign_updates import without_repeats
from outspoken.importers.html_text import to_markdown
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest
from outspoken.importers.old_address import redirects_of
from outspoken.importers.old_text.foreign_times import MONTHS
from outspoken.importers.statuspage.feed_file import IncidentEntry
from outspoken.importers.statuspage.feed_stamps import FeedStamp, FeedZones, placed, read_stamp
from outspoken.importers.statuspage.statuspage_words import StatuspageWords
from outspoken.model.vocabulary import Impact, Kind

_UPDATE = re.compile(
    r"<p>\s*<small>(?P<stamp>.*?)</small>\s*<br\s*/?>\s*<strong>(?P<label>[^<]*)</strong>\s*(?:-\s*)?",
    re.DOTALL,
)
_SCHEDULED = re.compile(
    r"<p>\s*<strong>\s*THIS IS A SCHEDULED EVENT(?P<window>.*?)</strong>\s*</p>", re.DOTALL
)
_POSTMORTEM = "postmortem"


class _Piece(Struct, frozen=True, kw_only=True):
    """One update in the content of an entry."""

    stamp: FeedStamp | None
    label: str
    html: str


class _CutEntry(Struct, frozen=True, kw_only=True):
    """One entry with its updates, newest first."""

    entry: IncidentEntry
    pieces: tuple[_Piece, ...]
    remarks: Remarks

    @property
    def published(self) -> datetime | None:
        """When the newest update was published."""
        return self.entry.published or self.entry.updated


def code_of(entry: IncidentEntry) -> str:
    """Return an incident's id at the source: the last part of its address, otherwise the entry's id."""
    return path_of(entry.link).rpartition("/")[2] or entry.id or entry.title


def path_of(link: str) -> str:
    """Return the path of an address, without a slash at its end."""
    try:
        return urlsplit(link).path.rstrip("/")
    except ValueError:
        return ""


def whole_incidents(entries: Sequence[IncidentEntry], general: Remarks) -> tuple[IncidentEntry, ...]:
    """Return the entries with a whole incident; a link with a fragment is that of a single update."""
    whole = tuple(each for each in entries if "#" not in each.link)
    if len(whole) < len(entries):
        general.no_equivalent("a feed of single updates was not read: history.atom has whole incidents")
    return whole


def feed_incidents(
    entries: Sequence[IncidentEntry],
    words: StatuspageWords,
    request: ImportRequest,
    general: Remarks,
    gathered: list[Remarks],
) -> Iterator[ForeignIncident]:
    """Yield an incident for each entry; `general` are the remarks on the feed, each entry gets its own."""
    cut = [
        _CutEntry(entry=each, pieces=tuple(_pieces(each)), remarks=Remarks(f"{general.path}#{code_of(each)}"))
        for each in entries
    ]
    newest = (
        (each.pieces[0].stamp, each.entry.published)
        for each in cut
        # In RSS, the date of a scheduled maintenance's entry is its start, not its publication.
        if each.pieces and not _SCHEDULED.search(each.entry.html)
    )
    zones = FeedZones(((stamp, at) for stamp, at in newest if stamp and at), request.zone, general)
    if cut:
        general.assumed("a feed names neither impact nor components: minor was used, and no component")
    for number, each in enumerate(cut, start=1):
        gathered.append(each.remarks)
        yield _incident(each, words, zones)
        request.step(number, len(cut))


def _pieces(entry: IncidentEntry) -> Iterator[_Piece]:
    html = _SCHEDULED.sub("", entry.html)
    found = list(_UPDATE.finditer(html))
    if html.strip() and (not found or html[: found[0].start()].strip()):
        # Text before the first stamp becomes an update too, so that nothing is lost.
        yield _Piece(stamp=None, label="", html=html[: found[0].start()] if found else html)
    for number, each in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(html)
        body = re.sub(r"\s*</p>\s*$", "", html[each.end() : end])
        yield _Piece(stamp=read_stamp(each["stamp"]), label=each["label"].strip(), html=body)


def _incident(cut: _CutEntry, words: StatuspageWords, zones: FeedZones) -> ForeignIncident:
    entry, remarks = cut.entry, cut.remarks
    scheduled = _SCHEDULED.search(entry.html)
    updates, report = [], ForeignUpdate(at=datetime.min.replace(tzinfo=UTC))
    times = placed((piece.stamp for piece in cut.pieces), cut.published, zones)
    for piece, at in reversed(list(zip(cut.pieces, times, strict=True))):
        one = _update(piece, at, cut, words)
        if one and piece.label.casefold() == _POSTMORTEM:
            report = one
        elif one:
            updates.append(one)
    is_planned = bool(scheduled) or any(
        each.status and each.status.kind is Kind.MAINTENANCE for each in updates
    )
    window = _window(scheduled["window"], cut, zones) if scheduled else (None, None)
    return ForeignIncident(
        path=remarks.path,
        key=f"statuspage:{code_of(entry)}",
        title=entry.title,
        kind=Kind.MAINTENANCE if is_planned else Kind.INCIDENT,
        impact=Impact.NONE if is_planned else Impact.MINOR,
        started=window[0],
        scheduled_until=window[1],
        updates=without_repeats(updates),
        postmortem=report.text,
        published=report.at if report.text else None,
        redirects=redirects_of(entry.link, remarks),
    )


def _update(
    piece: _Piece, at: datetime | None, cut: _CutEntry, words: StatuspageWords
) -> ForeignUpdate | None:
    text = to_markdown(piece.html)
    if at is None:
        at = cut.published
        cut.remarks.assumed("an update has no time that can be read: that of the entry was used", text[:60])
    if at is None:
        cut.remarks.not_imported("neither an update nor its entry has a time", text[:60])
        return None
    status = words.status.find(piece.label or "update", cut.remarks)
    return ForeignUpdate(at=at, text=text, label=piece.label, status=status)


def _window(html: str, cut: _CutEntry, zones: FeedZones) -> tuple[datetime | None, datetime | None]:
    """Return the scheduled start and end: the year is the one that is nearest to the publication."""
    first, _, second = html.partition(" - ")
    start = read_stamp(first)
    if start is None or cut.published is None:
        cut.remarks.assumed("the scheduled time cannot be read", " ".join(html.split()))
        return None, None
    end = _end(start, second)
    # The zone is written only after the end.
    zoned = FeedStamp(month=start.month, day=start.day, hour=start.hour, minute=start.minute, zone=end.zone)
    zone = zones.find(zoned)
    half_a_year = timedelta(days=183)
    begins = zoned.latest_until(cut.published + half_a_year, zone)
    ends = end.latest_until(begins + half_a_year, zone) if begins else None
    if begins and ends and ends <= begins:
        ends += timedelta(days=1)
    return begins, ends


def _end(start: FeedStamp, html: str) -> FeedStamp:
    """Return the end; one without a day is on the day of the start."""
    own = read_stamp(html)
    if own:
        return own
    day = f"{MONTHS[start.month - 1].capitalize()} {start.day}, "
    return read_stamp(day + html.strip()) or start

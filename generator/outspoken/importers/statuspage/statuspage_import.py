"""Reads the public data of a hosted status page: a folder, a file or an address with its JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import ForeignFiles, open_source
from outspoken.importers.statuspage.feed_file import IncidentFeed, is_feed, read_feed
from outspoken.importers.statuspage.feed_incidents import code_of, feed_incidents, path_of, whole_incidents
from outspoken.importers.statuspage.statuspage_archive import archived_files
from outspoken.importers.statuspage.statuspage_documents import (
    LISTS,
    Data,
    JsonDocument,
    all_of,
    named_by,
    published_files,
    read_document,
)
from outspoken.importers.statuspage.statuspage_incident import PageFacts, read_incident
from outspoken.importers.statuspage.statuspage_words import StatuspageWords
from outspoken.source.foreign_data import mappings_of, text_of

_FEED = "history.atom"
_FEED_TITLE = re.compile(r"\s+-\s+Incident History$")


def read_statuspage(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the history in a page's v2 JSON or in its feed. Raises SourceError if there is none."""
    files = open_source(source)
    gathered: list[Remarks] = []
    documents: list[JsonDocument] = []
    feeds: list[tuple[IncidentFeed, Remarks]] = []
    for name, data in _found(files):
        _read_file(name, data, documents, feeds, gathered)
    if not gathered:
        message = f"{source} has none of incidents.json, components.json and history.atom"
        raise SourceError(message)
    # Only for a URL: a file or a folder has nothing else to read.
    if documents and files.address and not files.names():
        known = {named_by(raw) for each in LISTS[:2] for _, raw in all_of(documents, each)}
        for name, data in archived_files(files, known, gathered, request.step):
            _read_file(name, data, documents, feeds, gathered)
    words, names = StatuspageWords(), _names(documents)
    page = PageFacts(words=words, names=names)
    incidents = {each.key: each for each in _incidents(documents, page, request, gathered)}
    pages = set(_pages(documents))
    for feed, remarks in feeds:
        # The JSON has more facts than the feed, so the feed is used only for incidents that are not in it.
        entries = [
            each
            for each in whole_incidents(feed.entries, remarks)
            if f"statuspage:{code_of(each)}" not in incidents and path_of(each.link) not in pages
        ]
        for incident in feed_incidents(entries, words, request, remarks, gathered):
            incidents.setdefault(incident.key, incident)
    return ForeignHistory(
        site=_site(files, documents, feeds, names, gathered),
        incidents=tuple(incidents.values()),
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=words.seen,
    )


def _pages(documents: Sequence[JsonDocument]) -> Iterator[str]:
    """Yield the paths of the incidents' pages: our own pages have other ids in the API than in feeds."""
    for name in LISTS[:2]:
        for _, raw in all_of(documents, name):
            if path := path_of(text_of(raw.get("shortlink"))):
                yield path


def _read_file(
    name: str,
    data: bytes,
    documents: list[JsonDocument],
    feeds: list[tuple[IncidentFeed, Remarks]],
    gathered: list[Remarks],
) -> None:
    remarks = Remarks(name)
    gathered.append(remarks)
    if is_feed(data):
        feeds.append((read_feed(data, remarks), remarks))
    elif document := read_document(name, data, remarks):
        documents.append(document)


def _found(files: ForeignFiles) -> list[tuple[str, bytes]]:
    """Return the files of the source; the feed if the page has no API."""
    found = list(published_files(files))
    if not found and files.address and (data := files.read(_FEED)) is not None:
        found.append((_FEED, data))
    return found


def _names(documents: Sequence[JsonDocument]) -> dict[str, str]:
    """Return each component's name by its id; equal names get the group's name after them."""
    known = dict(_components(documents))
    groups = {code: text_of(each.get("name")) for code, each in known.items()}
    counts = Counter(groups.values())
    names = {}
    for code, each in known.items():
        group = groups.get(text_of(each.get("group_id")), "")
        names[code] = f"{groups[code]} ({group})" if group and counts[groups[code]] > 1 else groups[code]
    return names


def _components(documents: Sequence[JsonDocument]) -> Iterator[tuple[str, Data]]:
    """Yield id and data of every component: those in incidents first, so that the list overrides them."""
    for name in LISTS[:2]:
        for _, incident in all_of(documents, name):
            yield from ((text_of(each.get("id")), each) for each in mappings_of(incident.get("components")))
    yield from ((text_of(each.get("id")), each) for _, each in all_of(documents, LISTS[2]))


def _incidents(
    documents: Sequence[JsonDocument], page: PageFacts, request: ImportRequest, gathered: list[Remarks]
) -> Iterator[ForeignIncident]:
    found = [pair for name in LISTS[:2] for pair in all_of(documents, name)]
    seen: set[str] = set()
    for number, (document, raw) in enumerate(found, start=1):
        code = named_by(raw)
        remarks = Remarks(f"{document}#{code or number}")
        gathered.append(remarks)
        if not code:
            remarks.not_imported("an incident without an id", text_of(raw.get("name")))
        # The same incident is in several files: summary.json has the open ones too.
        elif code not in seen:
            seen.add(code)
            yield read_incident(raw, remarks.path, page, remarks)
        request.step(number, len(found))


def _site(
    files: ForeignFiles,
    documents: Sequence[JsonDocument],
    feeds: Sequence[tuple[IncidentFeed, Remarks]],
    names: dict[str, str],
    gathered: list[Remarks],
) -> ForeignSite:
    remarks = Remarks("the page")
    gathered.append(remarks)
    page = next((document.page for document in documents if document.page), {})
    zone = _zone(text_of(page.get("time_zone")), remarks)
    feed = feeds[0][0] if feeds else IncidentFeed()
    return ForeignSite(
        title=text_of(page.get("name")) or _FEED_TITLE.sub("", feed.title) or "Status",
        url=text_of(page.get("url")) or feed.url or files.address,
        zone=zone,
        zone_name=zone.key,
        components=tuple(_listed(documents, names)),
    )


def _zone(name: str, remarks: Remarks) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        remarks.assumed("the page's time zone is not known: UTC is used", name)
        return ZoneInfo("UTC")


def _listed(documents: Sequence[JsonDocument], names: dict[str, str]) -> Iterator[ForeignComponent]:
    components = {text_of(each.get("id")): each for _, each in all_of(documents, LISTS[2])}
    for code, each in components.items():
        if text_of(each.get("group")) != "true":
            group = components.get(text_of(each.get("group_id")), {})
            yield ForeignComponent(
                name=names[code],
                description=text_of(each.get("description")),
                group=text_of(group.get("name")) or None,
            )

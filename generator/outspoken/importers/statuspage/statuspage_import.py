"""Reads the public data of a hosted status page: a folder, a file or an address with its JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import ForeignFiles, open_source
from outspoken.importers.statuspage.statuspage_documents import (
    LISTS,
    Data,
    JsonDocument,
    all_of,
    named_by,
    read_documents,
)
from outspoken.importers.statuspage.statuspage_incident import PageFacts, read_incident
from outspoken.importers.statuspage.statuspage_words import StatuspageWords
from outspoken.source.foreign import mappings_of, text_of


def read_statuspage(source: str, asked: ImportRequest) -> ForeignHistory:
    """Return the history in a page's v2 JSON. Raises SourceError if there is none."""
    files = open_source(source)
    gathered: list[Remarks] = []
    documents = list(read_documents(files, gathered))
    if not documents and not any(each.entries for each in gathered):
        message = f"{source} has no JSON of a status page: incidents.json, components.json or history.atom"
        raise SourceError(message)
    names = _names(documents)
    words = StatuspageWords()
    incidents = tuple(_incidents(documents, PageFacts(words=words, names=names), asked, gathered))
    return ForeignHistory(
        site=_site(files, documents, names, gathered),
        incidents=incidents,
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=words.seen,
    )


def _names(documents: Sequence[JsonDocument]) -> dict[str, str]:
    """Return each component's name by its id; one that another has too is followed by its group's."""
    known = dict(_components(documents))
    groups = {code: text_of(each.get("name")) for code, each in known.items()}
    counts = Counter(groups.values())
    names = {}
    for code, each in known.items():
        group = groups.get(text_of(each.get("group_id")), "")
        names[code] = f"{groups[code]} ({group})" if group and counts[groups[code]] > 1 else groups[code]
    return names


def _components(documents: Sequence[JsonDocument]) -> Iterator[tuple[str, Data]]:
    """Yield id and data of every component: those of incidents first, so that the list itself counts."""
    for name in LISTS[:2]:
        for _, incident in all_of(documents, name):
            yield from ((text_of(each.get("id")), each) for each in mappings_of(incident.get("components")))
    yield from ((text_of(each.get("id")), each) for _, each in all_of(documents, LISTS[2]))


def _incidents(
    documents: Sequence[JsonDocument], page: PageFacts, asked: ImportRequest, gathered: list[Remarks]
) -> Iterator[ForeignIncident]:
    found = [pair for name in LISTS[:2] for pair in all_of(documents, name)]
    seen: set[str] = set()
    for number, (document, raw) in enumerate(found, start=1):
        code = named_by(raw)
        remarks = Remarks(f"{document}#{code or number}")
        gathered.append(remarks)
        if not code:
            remarks.left("an incident without an id", text_of(raw.get("name")))
        # The same incident is in several files: summary.json has the open ones too.
        elif code not in seen:
            seen.add(code)
            yield read_incident(raw, remarks.path, page, remarks)
        asked.step(number, len(found))


def _site(
    files: ForeignFiles, documents: Sequence[JsonDocument], names: dict[str, str], gathered: list[Remarks]
) -> ForeignSite:
    remarks = Remarks("the page")
    gathered.append(remarks)
    page = next((document.page for document in documents if document.page), {})
    zone = _zone(text_of(page.get("time_zone")), remarks)
    return ForeignSite(
        title=text_of(page.get("name")) or "Status",
        url=text_of(page.get("url")) or files.address,
        zone=zone,
        zone_name=zone.key,
        components=tuple(_listed(documents, names)),
    )


def _zone(name: str, remarks: Remarks) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):
        remarks.chosen("the page's time zone is not known: UTC is used", name)
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

"""Finds the JSON documents of a source, and reads complete entries of truncated ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.sources.foreign_files import ForeignFiles
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of

Data = Mapping[str, object]
_API = "api/v2/"
# The files of a hosted page; each has at most the newest 50 incidents.
_SERVED = ("summary.json", "components.json", "incidents.json", "scheduled-maintenances.json")
_SUFFIXES = (".json", ".atom", ".rss", ".xml")
LISTS = ("incidents", "scheduled_maintenances", "components")
_OF_INCIDENTS = ("incident_updates", "created_at", "started_at", "scheduled_for", "shortlink")
_LIST = re.compile(r'"(' + "|".join(LISTS) + r')"\s*:\s*\[')
_PAGE = re.compile(r'"page"\s*:\s*')
_GAP = re.compile(r"[\s,]*")
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.IGNORECASE)


class JsonDocument(Struct, frozen=True, kw_only=True):
    """One file of the source and the lists in it; `page` describes the page, empty if it is not there."""

    name: str
    page: Data = {}
    lists: Mapping[str, tuple[Data, ...]] = {}


def published_files(files: ForeignFiles) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file that may have something of a status page in it."""
    listed = [name for name in files.names() if name.lower().endswith(_SUFFIXES)]
    for name in listed or (f"{_API}{name}" for name in _SERVED):
        if (data := files.read(name)) is not None:
            yield name, data


def read_document(name: str, data: bytes, remarks: Remarks) -> JsonDocument | None:
    """Return what is in a file; None, with a remark, if it is not a document of a status page."""
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        remarks.assumed("bytes that are not UTF-8 were replaced")
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError) as fault:
        return _salvaged(name, data, text, fault, remarks)
    # A list without an object around it: the answer of the API for a page's owner.
    if isinstance(loaded, list):
        return JsonDocument(name=name, lists={LISTS[0]: mappings_of(loaded)})
    document = mapping_of(loaded)
    alone = mapping_of(document.get("incident")) or document
    # An incident alone has a list of components too: those that it affected.
    if "incident_updates" in alone or "shortlink" in alone:
        return JsonDocument(name=name, lists={LISTS[0]: (alone,)})
    lists = {each: _entries_of_page(each, document[each]) for each in LISTS if each in document}
    if not lists:
        remarks.no_equivalent("there is no incident and no component in it")
        return None
    return JsonDocument(name=name, page=mapping_of(document.get("page")), lists=lists)


def _entries_of_page(name: str, entries: object) -> tuple[Data, ...]:
    """Return the entries of a list; other formats list incidents too, but without a time."""
    listed = mappings_of(entries)
    if name == LISTS[2]:
        return listed
    return tuple(each for each in listed if not each.keys().isdisjoint(_OF_INCIDENTS))


def _salvaged(name: str, data: bytes, text: str, fault: Exception, remarks: Remarks) -> JsonDocument | None:
    """Return all complete entries of a truncated file."""
    if _HTML.match(data):
        remarks.not_imported("it is a page in HTML: save the address of the JSON or of the feed again")
        return None
    lists = {found[1]: tuple(_entries(text, found.end())) for found in _LIST.finditer(text)}
    kept = {each: entries for each, entries in lists.items() if entries}
    if not kept and name.lower().endswith(".xml"):
        remarks.no_equivalent("it is neither JSON nor a feed")
        return None
    if not kept:
        remarks.not_imported("it is neither JSON nor a feed", " ".join(str(fault).split()))
        return None
    counts = ", ".join(f"{len(entries)} {each}" for each, entries in kept.items())
    remarks.not_imported("the file is cut off: what is complete was read, the rest is missing", counts)
    page = _PAGE.search(text)
    return JsonDocument(name=name, page=next(_entries(text, page.end()), {}) if page else {}, lists=kept)


def _entries(text: str, start: int) -> Iterator[Data]:
    """Yield the objects of a list up to the first that is incomplete."""
    decoder = json.JSONDecoder()
    while True:
        gap = _GAP.match(text, start)
        try:
            entry, start = decoder.raw_decode(text, gap.end() if gap else start)
        except (ValueError, RecursionError):
            return
        yield mapping_of(entry)


def named_by(raw: Data) -> str:
    """Return the id of an incident at the source; empty if it has none."""
    return text_of(raw.get("id")) or text_of(raw.get("code"))


def all_of(documents: Sequence[JsonDocument], name: str) -> Iterator[tuple[str, Data]]:
    """Yield the entries of one list in all documents, each with its document's name."""
    for document in documents:
        yield from ((document.name, entry) for entry in document.lists.get(name, ()))

"""Finds the answers of Cachet's API in a folder, a file or below an address, in versions 1 and 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from outspoken.importers.import_report import Remarks
from outspoken.importers.sources.foreign_files import ForeignFiles
from outspoken.importers.sources.json_files import read_json_file
from outspoken.source.foreign_data import mapping_of, mappings_of, text_of

Data = Mapping[str, object]
_V1 = ("incidents", "components", "components/groups", "schedules")
_V3 = {
    "incidents": "include=components,updates",
    "components": "include=group",
    "component-groups": "",
    "schedules": "include=components,updates",
}
_PER_PAGE = 100
# A limit for an API that always names another page.
_MOST_PAGES = 1000


class CachetEntry(Struct, frozen=True, kw_only=True):
    """One entry of an answer: `kind` is incidents, schedules, components, groups or updates.

    `related` has the types and ids of related entries, in the format of version 3.
    """

    document: str
    kind: str
    data: Data
    related: Mapping[str, tuple[Data, ...]] = {}


def read_entries(files: ForeignFiles, gathered: list[Remarks]) -> Iterator[CachetEntry]:
    """Yield every entry of all answers, and add the remarks on each file."""
    if files.address and not files.names():
        yield from _served(files, gathered)
        return
    for name in files.names():
        if name.endswith(".json"):
            loaded = _load(files, name, gathered)
            yield from _entries(name, loaded, gathered[-1])
            _name_more_pages(loaded, gathered[-1])


def _served(files: ForeignFiles, gathered: list[Remarks]) -> Iterator[CachetEntry]:
    # Version 3 answers 404 to this address.
    prefix = "api/v1/" if files.read("api/v1/incidents?per_page=1") is not None else "api/"
    asked = dict.fromkeys(_V1, "") if prefix == "api/v1/" else _V3
    for name, query in asked.items():
        for page in range(1, _MOST_PAGES):
            path = f"{prefix}{name}?{query}{'&' if query else ''}per_page={_PER_PAGE}&page={page}"
            loaded = _load(files, path, gathered)
            yield from _entries(f"{prefix}{name}", loaded, gathered[-1])
            if page >= _pages(mapping_of(loaded)):
                break


def _pages(answer: Data) -> int:
    meta = mapping_of(answer.get("meta"))
    last = text_of(mapping_of(meta.get("pagination")).get("total_pages")) or text_of(meta.get("last_page"))
    # Version 3 does not have the number of pages, only a link to the next one.
    if last.isdecimal():
        return int(last)
    return _MOST_PAGES if mapping_of(answer.get("links")).get("next") else 1


def _load(files: ForeignFiles, name: str, gathered: list[Remarks]) -> object | None:
    remarks = Remarks(name)
    gathered.append(remarks)
    data = files.read(name)
    return read_json_file(data, remarks) if data is not None else None


def _entries(name: str, loaded: object, remarks: Remarks) -> Iterator[CachetEntry]:
    answer = mapping_of(loaded)
    raw = loaded if isinstance(loaded, list) else answer.get("data", loaded)
    listed = mappings_of(raw) if isinstance(raw, list) else ((mapping_of(raw),) if raw else ())
    found = [one for each in (*listed, *mappings_of(answer.get("included"))) if (one := _entry(name, each))]
    if loaded is not None and len(found) < len(listed):
        remarks.no_equivalent(
            "an entry is neither an incident nor a schedule nor a component", f"{len(listed) - len(found)}"
        )
    yield from found


def _name_more_pages(loaded: object, remarks: Remarks) -> None:
    # Only for files: from an address, all pages are read.
    meta = mapping_of(mapping_of(loaded).get("meta"))
    next_page = text_of(mapping_of(mapping_of(meta.get("pagination")).get("links")).get("next_page"))
    if next_page:
        remarks.understood("the answer has more pages: save each of them as a file", next_page)


def _entry(name: str, raw: Data) -> CachetEntry | None:
    if "attributes" in raw:
        kinds = {"componentgroups": "groups", "component-groups": "groups", "component_groups": "groups"}
        kind = text_of(raw.get("type")).lower()
        related = {
            key: mappings_of(listed) if isinstance(listed, list) else (mapping_of(listed),)
            for key, each in mapping_of(raw.get("relationships")).items()
            if (listed := mapping_of(each).get("data"))
        }
        data = {"id": raw.get("id"), **mapping_of(raw.get("attributes"))}
        return CachetEntry(document=name, kind=kinds.get(kind, kind), data=data, related=related)
    kind = _kind(raw)
    return CachetEntry(document=name, kind=kind, data=raw) if kind else None


def _kind(raw: Data) -> str:
    """Return the kind of an entry of version 1, by keys that only this kind has; "" if unknown."""
    if "enabled_components" in raw or "collapsed" in raw:
        return "groups"
    if "visible" in raw and "message" in raw:
        return "incidents"
    if "scheduled_at" in raw:
        return "schedules"
    return "components" if "status_name" in raw or "group_id" in raw else ""

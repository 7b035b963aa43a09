"""Reads a Cachet page: a folder or a file with answers of its API, or its address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC

from outspoken.importers.cachet.cachet_documents import CachetEntry, read_entries
from outspoken.importers.cachet.cachet_incident import CachetPage, read_incident, read_schedule
from outspoken.importers.cachet.cachet_words import CachetWords
from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import open_source
from outspoken.source.foreign_data import mapping_of, text_of


def read_cachet(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the history in answers of Cachet's API, versions 1 and 3. Raises SourceError without any."""
    files, gathered = open_source(source), [general := Remarks("the page")]
    entries = list(read_entries(files, gathered))
    if not entries and not any(each.entries for each in gathered):
        message = f"{source} has no answer of Cachet's API: save /api/v1/incidents, /components, /schedules"
        raise SourceError(message)
    if request.zone is None:
        about = "Cachet's times have no zone: UTC was used; name the zone of the old page with --zone"
        general.assumed(about)
    components = {text_of(each.data.get("id")): each for each in _of("components", entries)}
    page = CachetPage(
        words=CachetWords(),
        names={code: text_of(each.data.get("name")) for code, each in components.items()},
        states={code: _state(each) for code, each in components.items() if _is_alone(code, entries)},
        updates={text_of(each.data.get("id")): each.data for each in _of("updates", entries)},
        zone=request.zone or UTC,
    )
    incidents = tuple(_incidents(entries, page, request, gathered))
    zone = str(request.zone or "UTC")
    return ForeignHistory(
        site=ForeignSite(
            url=files.address,
            zone=request.zone or UTC,
            zone_name=zone,
            components=tuple(_listed(components.values(), entries)),
        ),
        incidents=incidents,
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=page.words.seen,
    )


def _of(kind: str, entries: Sequence[CachetEntry]) -> Iterator[CachetEntry]:
    return (each for each in entries if each.kind == kind)


def _is_alone(code: str, entries: Sequence[CachetEntry]) -> bool:
    """Whether only one incident names a component: an answer has one state for all that do."""
    related = (each.related.get("components", ()) for each in _of("incidents", entries))
    return sum(text_of(one.get("id")) == code for each in related for one in each) == 1


def _state(component: CachetEntry) -> str:
    """Return the state that a component had in the incident with which it was included."""
    pivot = mapping_of(component.data.get("pivot"))
    return text_of(mapping_of(pivot.get("component_status")).get("value"))


def _incidents(
    entries: Sequence[CachetEntry], page: CachetPage, request: ImportRequest, gathered: list[Remarks]
) -> Iterator[ForeignIncident]:
    found = [*_of("incidents", entries), *_of("schedules", entries)]
    seen: set[tuple[str, str]] = set()
    for number, entry in enumerate(found, start=1):
        code = text_of(entry.data.get("id"))
        remarks = Remarks(f"{entry.document}#{code or number}")
        gathered.append(remarks)
        if not code:
            remarks.not_imported("an incident without an id", text_of(entry.data.get("name")))
        # Two saved pages of the list may contain the same incident.
        elif (entry.kind, code) not in seen:
            seen.add((entry.kind, code))
            read = read_incident if entry.kind == "incidents" else read_schedule
            if made := read(entry, page, remarks):
                yield made
        request.step(number, len(found))


def _listed(components: Iterable[CachetEntry], entries: Sequence[CachetEntry]) -> Iterator[ForeignComponent]:
    groups = {text_of(each.data.get("id")): text_of(each.data.get("name")) for each in _of("groups", entries)}
    for each in components:
        related = [text_of(one.get("id")) for one in each.related.get("group", ())]
        code = text_of(each.data.get("group_id")) or next(iter(related), "")
        yield ForeignComponent(
            name=text_of(each.data.get("name")),
            description=text_of(each.data.get("description")),
            group=groups.get(code) or None,
        )

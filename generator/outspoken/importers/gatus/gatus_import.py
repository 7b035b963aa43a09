"""Reads Gatus's YAML: each announcement is one message, and the endpoints are the components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignSite
from outspoken.importers.foreign_words import WordMap
from outspoken.importers.gatus.announcements import (
    GatusAnnouncement,
    gatus_incidents,
    gatus_words,
    read_announcement,
)
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import open_source
from outspoken.model.vocabulary import Impact
from outspoken.source.foreign_data import ForeignError, mapping_of, mappings_of, read_yaml, text_of

Data = Mapping[str, object]
_SUFFIXES = (".yaml", ".yml")


def read_gatus(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the announcements in a configuration file, or in a folder of them.

    Raises SourceError if there is no YAML.
    """
    files = open_source(source)
    names = [name for name in files.names() if name.endswith(_SUFFIXES)]
    if not names:
        message = f"{source} has no YAML: name Gatus's config.yaml, or the folder with its configuration"
        raise SourceError(message)
    words, found = gatus_words(), list[GatusAnnouncement]()
    gathered: list[Remarks] = []
    documents: list[Data] = []
    for number, name in enumerate(names, start=1):
        remarks = Remarks(name)
        gathered.append(remarks)
        document = _document(files.read(name) or b"", remarks)
        documents.append(document)
        found += _announcements(document, name, words, gathered)
        request.step(number, len(names))
    return ForeignHistory(
        site=_site(documents),
        incidents=tuple(gatus_incidents(found)),
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=words.seen,
    )


def _document(data: bytes, remarks: Remarks) -> Data:
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        remarks.assumed("bytes that are not UTF-8 were replaced")
    try:
        return read_yaml(text)
    except ForeignError as fault:
        remarks.not_imported("it is not YAML that can be read", str(fault))
        return {}


def _announcements(
    document: Data, name: str, words: WordMap[Impact], gathered: list[Remarks]
) -> Iterator[GatusAnnouncement]:
    for number, raw in enumerate(mappings_of(document.get("announcements")), start=1):
        remarks = Remarks(f"{name}#{number}")
        gathered.append(remarks)
        if found := read_announcement(raw, remarks, words):
            yield found


def _site(documents: Sequence[Data]) -> ForeignSite:
    ui = next((found for each in documents if (found := mapping_of(each.get("ui")))), {})
    components: dict[str, ForeignComponent] = {}
    for document in documents:
        for kind in ("endpoints", "external-endpoints", "suites"):
            for each in mappings_of(document.get(kind)):
                name = text_of(each.get("name"))
                if name:
                    group = text_of(each.get("group")) or None
                    components.setdefault(name.casefold(), ForeignComponent(name=name, group=group))
    return ForeignSite(
        title=text_of(ui.get("header")) or text_of(ui.get("title")) or "Status",
        description=text_of(ui.get("description")),
        components=tuple(components.values()),
    )

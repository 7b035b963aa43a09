"""Reads the folder of a Statusfy site: its settings, and every incident in its main language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_names import matching
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import ForeignFiles, open_source
from outspoken.importers.statusfy.statusfy_incident import StatusfyWords, read_incident
from outspoken.importers.statusfy.statusfy_settings import StatusfySettings, read_settings_of

_CONTENT = "content"


def read_statusfy(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the history in a site's folder. Raises SourceError if it has no folder of incidents."""
    files = open_source(source)
    names = _incident_files(files)
    if not names:
        message = f"{source} has no Markdown file in content/: name the folder with config.js"
        raise SourceError(message)
    general = Remarks("config.js")
    gathered, words = [general], StatusfyWords()
    settings = read_settings_of(files, general)
    incidents = tuple(_incidents(files, names, settings.locale, words, request, gathered))
    general.no_equivalent(
        "feeds have new addresses: give subscribers /updates.rss", "/feeds/incidents.en.xml and others"
    )
    return ForeignHistory(
        site=_site(settings, incidents),
        incidents=incidents,
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=words.seen,
    )


def _incident_files(files: ForeignFiles) -> tuple[PurePosixPath, ...]:
    found = (PurePosixPath(name) for name in files.names())
    return tuple(
        path
        for path in found
        if path.suffix == ".md" and path.parts[0] == _CONTENT and path.name.lower() != "readme.md"
    )


def _incidents(
    files: ForeignFiles,
    names: Sequence[PurePosixPath],
    locale: str,
    words: StatusfyWords,
    request: ImportRequest,
    gathered: list[Remarks],
) -> Iterator[ForeignIncident]:
    originals: dict[str, str] = {}
    # The main language first: files of other languages are translations of it.
    for number, path in enumerate(sorted(names, key=lambda each: _rank(each, locale)), start=1):
        remarks = Remarks(str(path))
        gathered.append(remarks)
        original = originals.setdefault(path.name, str(path))
        if original != str(path):
            remarks.not_imported("it is a translation: incidents have one language here", f"of {original}")
        else:
            text = _text(files.read(str(path)) or b"", remarks)
            if found := read_incident(text, str(path), path.name, words, remarks):
                yield found
        request.step(number, len(names))


def _rank(path: PurePosixPath, locale: str) -> tuple[bool, int, str]:
    return locale not in path.parts[1:-1] and len(path.parts) > 2, len(path.parts), str(path)


def _text(data: bytes, remarks: Remarks) -> str:
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        remarks.assumed("bytes that are not UTF-8 were replaced")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _site(settings: StatusfySettings, incidents: Sequence[ForeignIncident]) -> ForeignSite:
    listed = [
        ForeignComponent(
            name=each.title,
            description=each.description,
            aliases=(each.slug,) if each.slug != each.title else (),
        )
        for each in settings.systems
    ]
    if not listed:
        # Without settings, systems come from the incidents, since a removed one cannot be recognised.
        named = {matching(state.name): state.name for each in incidents for state in each.components}
        listed = [ForeignComponent(name=name) for name in named.values()]
    return ForeignSite(
        title=settings.title or "Status",
        url=settings.url,
        description=settings.description,
        components=tuple(listed),
    )

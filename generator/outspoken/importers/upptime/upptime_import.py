"""Reads an Upptime history: the issues as JSON, and .upptimerc.yml for the names of the sites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from outspoken.importers.foreign_records import ForeignComponent, ForeignHistory, ForeignIncident, ForeignSite
from outspoken.importers.import_names import matching
from outspoken.importers.import_report import Remarks
from outspoken.importers.import_request import ImportRequest, SourceError
from outspoken.importers.sources.foreign_files import ForeignFiles, open_source
from outspoken.importers.sources.json_files import read_json_file
from outspoken.importers.upptime.upptime_issue import (
    MARKS,
    UpptimeNames,
    UpptimeWords,
    labels_of,
    named_in_title,
    read_issue,
)
from outspoken.source.foreign_data import ForeignError, mapping_of, mappings_of, read_yaml, text_of

Data = Mapping[str, object]
_SETTINGS = (".upptimerc.yml", ".upptimerc.yaml")


def read_upptime(source: str, request: ImportRequest) -> ForeignHistory:
    """Return the history in a JSON file of issues, or in a folder with it. Raises SourceError."""
    files = open_source(source)
    general = Remarks("issues")
    gathered, issues = [general], list[tuple[str, Data]]()
    names = [name for name in files.names() if name.endswith(".json")]
    if not names:
        message = (
            f"{source} has no JSON of issues: write it with gh issue list --state all --limit 9999 --json …"
        )
        raise SourceError(message)
    for name in names:
        remarks = Remarks(name)
        gathered.append(remarks)
        found = mappings_of(read_json_file(files.read(name) or b"", remarks))
        issues += [(name, each) for each in found if "number" in each]
        if not found and not remarks.entries:
            remarks.no_equivalent("there is no issue in it")
    settings = _settings(files, gathered)
    sites = _sites(settings, [issue for _, issue in issues])
    words = UpptimeWords()
    known = UpptimeNames({matching(word): name for name, slug in sites.items() for word in (name, slug)})
    incidents = tuple(_incidents(issues, known, words, request, gathered))
    if incidents:
        general.no_equivalent("who wrote an issue or a comment has no equivalent")
    return ForeignHistory(
        site=_site(settings, sites),
        incidents=incidents,
        remarks=tuple(remark for each in gathered for remark in each.entries),
        words=words.seen,
    )


def _settings(files: ForeignFiles, gathered: list[Remarks]) -> Data:
    for name in _SETTINGS:
        data = files.read(name)
        if data is not None:
            remarks = Remarks(name)
            gathered.append(remarks)
            try:
                return read_yaml(data.decode("utf-8-sig", "replace"))
            except ForeignError as fault:
                remarks.not_imported("it is not YAML that can be read", str(fault))
    return {}


def _sites(settings: Data, issues: Sequence[Data]) -> dict[str, str]:
    """Return the label of each monitored site by its name; without settings, from automatic titles."""
    sites = {
        text_of(each.get("name")): text_of(each.get("slug")) for each in mappings_of(settings.get("sites"))
    }
    sites = {name: slug or name for name, slug in sites.items() if name}
    known = {matching(word) for pair in sites.items() for word in pair}
    for issue in issues:
        name = named_in_title(text_of(issue.get("title")))
        # Only of automatic issues, since a person's title may also end with "is down".
        if name and matching(name) not in known and {"status"} & set(labels_of(issue)):
            known.add(matching(name))
            sites[name] = name
    return sites


def _incidents(
    issues: Sequence[tuple[str, Data]],
    known: UpptimeNames,
    words: UpptimeWords,
    request: ImportRequest,
    gathered: list[Remarks],
) -> Iterator[ForeignIncident]:
    for done, (name, issue) in enumerate(issues, start=1):
        remarks = Remarks(f"{name}#{text_of(issue.get('number'))}")
        gathered.append(remarks)
        if not MARKS & set(labels_of(issue)):
            about = "an issue without the label status or maintenance is not an incident"
            remarks.no_equivalent(about, text_of(issue.get("title")))
        elif found := read_issue(issue, known, words, remarks):
            yield found
        request.step(done, len(issues))


def _site(settings: Data, sites: Mapping[str, str]) -> ForeignSite:
    page = mapping_of(settings.get("status-website"))
    host = text_of(page.get("cname"))
    return ForeignSite(
        title=text_of(page.get("name")) or "Status",
        url=f"https://{host}/" if host else "",
        components=tuple(
            ForeignComponent(name=name, aliases=(slug,) if slug != name else ())
            for name, slug in sites.items()
        ),
    )

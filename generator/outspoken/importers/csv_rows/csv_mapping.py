"""Reads the mapping of a table's columns, and finds these columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from outspoken.importers.import_request import SourceError
from outspoken.source.foreign_data import ForeignError, mapping_of, read_toml, read_yaml, text_of, texts_of
from outspoken.source.format.read_context import did_you_mean

COLUMNS = {
    "id": "the incident's id; rows with the same id are one incident",
    "title": "the title",
    "kind": "incident or maintenance",
    "impact": "the impact",
    "components": "the names of the components, see `separator`",
    "state": "the state of these components; without it, the impact decides",
    "started": "when it started; of maintenance, when it is scheduled to start",
    "ended": "when it ended; of maintenance, when it is scheduled to end",
    "status": "the status of an update, or how the incident ended",
    "at": "the time of an update: each row is then one update",
    "text": "the text of an update, or of the incident",
    "resolution": "the text of the last update, if each row is an incident",
    "comments": "more updates, each `time;author;text` or `time;text`; the column may occur several times",
    "postmortem": "the text of the post-mortem",
    "url": "the old address, which then leads to the new page",
}
"""The meanings that a mapping can have, in the order of the manual."""
_KEYS = ("name", "columns", "zone", "times", "separator", "format", "statuses", "impacts", "states", "kinds")
_WORDS = (("status", "statuses"), ("impact", "impacts"), ("state", "states"), ("kind", "kinds"))
FORMATS_OF_TEXT = ("plain", "markdown", "html")
PRESETS = Path(__file__).parent / "presets"


class CsvMapping(Struct, frozen=True, kw_only=True):
    """The content of a mapping file.

    `is_shipped` mappings name more columns than a table has. `columns` are names of columns by what they
    mean; `times` are formats of `strptime`; `words` are words of the table, and ours for them.
    """

    name: str = "csv"
    is_shipped: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo | None = None
    times: tuple[str, ...] = ()
    separator: str = ","
    format: str = "plain"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def preset_names() -> tuple[str, ...]:
    """Return the names of the mappings that come with the program."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.yml")))


def read_mapping(given: Path | None) -> CsvMapping:
    """Return the mapping in a file or of a preset; the plain spreadsheet's without one.

    Raises SourceError with all errors in it.
    """
    path = PRESETS / "spreadsheet.yml" if given is None else given
    if not path.is_file() and path.name in preset_names():
        path = PRESETS / f"{path.name}.yml"
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = read_toml(text) if path.suffix.lower() == ".toml" else read_yaml(text)
    except FileNotFoundError as fault:
        names = ", ".join(preset_names())
        message = f"{path} does not exist: name a file, or one of {names}"
        raise SourceError(message) from fault
    except (OSError, ForeignError, UnicodeDecodeError) as fault:
        message = f"{path} cannot be read as a mapping: {fault}"
        raise SourceError(message) from fault
    faults = list(_faults(raw))
    if faults:
        raise SourceError(f"{path}: {'; '.join(faults)}")
    return _mapping(raw, is_shipped=path.parent == PRESETS)


def _faults(raw: Mapping[str, object]) -> Iterator[str]:
    yield from _unknown(raw, _KEYS, "key")
    yield from _unknown(mapping_of(raw.get("columns")), tuple(COLUMNS), "key below columns")
    if text_of(raw.get("format")) not in ("", *FORMATS_OF_TEXT):
        yield f"format is {text_of(raw.get('format'))}: write one of {', '.join(FORMATS_OF_TEXT)}"
    try:
        ZoneInfo(text_of(raw.get("zone")) or "UTC")
    except (ValueError, OSError, KeyError):
        yield f"{text_of(raw.get('zone'))} is not a time zone: write one such as Europe/Berlin"


def _unknown(raw: Mapping[str, object], known: tuple[str, ...], what: str) -> Iterator[str]:
    for key in raw:
        if key not in known:
            guess = did_you_mean(key, known) or f"write one of {', '.join(known)}"
            yield f"unknown {what} {key}: {guess}"


def _mapping(raw: Mapping[str, object], *, is_shipped: bool) -> CsvMapping:
    zone = text_of(raw.get("zone"))
    columns = {key: text_of(name) for key, name in mapping_of(raw.get("columns")).items()}
    # Not through the reader, which trims texts: a separator may be a space.
    separator = raw.get("separator")
    return CsvMapping(
        name=text_of(raw.get("name")) or "csv",
        is_shipped=is_shipped,
        columns={key: name for key, name in columns.items() if name},
        zone=ZoneInfo(zone) if zone else None,
        times=texts_of(raw.get("times")),
        separator=separator if isinstance(separator, str) and separator else ",",
        format=text_of(raw.get("format")) or "plain",
        words={
            what: {word: text_of(ours) for word, ours in mapping_of(raw.get(key)).items()}
            for what, key in _WORDS
        },
    )


def places_of(
    mapping: CsvMapping, columns: tuple[str, ...], path: str, *, is_named: bool
) -> Mapping[str, tuple[int, ...]]:
    """Return the places of the columns by what they mean; names match without regard to case.

    If the user wrote the mapping (`is_named`), a column that is not there is a SourceError, which lists those
    that are. A table always needs a title and a time.
    """
    found: dict[str, tuple[int, ...]] = {}
    missing: list[str] = []
    for meaning, name in mapping.columns.items():
        # One tool names a column differently in different versions: `Components|Component/s`.
        wanted = [_folded(each) for each in name.split("|")]
        places = tuple(place for place, column in enumerate(columns) if _folded(column) in wanted)
        if places:
            # An export of Jira has a column of the same name for each comment.
            found[meaning] = places if meaning == "comments" else places[:1]
        elif is_named:
            guess = did_you_mean(name, columns)
            missing.append(f"there is no column {name} (for {meaning})" + (f", {guess}" if guess else ""))
    if not missing:
        if "title" not in found:
            missing.append("the mapping names no column for the title")
        if not {"at", "started"} & found.keys():
            missing.append("the mapping names no column for the time (at or started)")
        if "at" in found and "id" not in found:
            missing.append("the mapping names no column for the id, which updates of one incident share")
    if missing:
        advice = "; delete the lines below columns that your table has no column for" if is_named else ""
        message = f"{path}: {'; '.join(missing)}; its columns are: {', '.join(columns)}{advice}"
        raise SourceError(message)
    return found


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())

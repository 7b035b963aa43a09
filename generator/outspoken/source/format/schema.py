"""Makes JSON Schemas (2020-12) of front matter and settings for editors, from the declared fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.channel_kind import ChannelKind
from outspoken.model.field import Field, Need, Type, keys
from outspoken.model.plan.plan_parts import PLAN_FILES
from outspoken.model.vocabulary import Kind
from outspoken.source.format.export_schema import export_schema
from outspoken.source.format.incident_fields import INCIDENT, POSTMORTEM, UPDATE
from outspoken.source.format.instants import DAY_PATTERN, DURATION_PATTERN, INSTANT_PATTERN
from outspoken.source.settings.channel_fields import common_fields
from outspoken.source.settings.component_fields import COMPONENT, GROUP
from outspoken.source.settings.settings_fields import CHANNELS, SETTINGS

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# An editor may read an unquoted value as a number or a boolean; our parser reads everything as text.
_TEXT = ["string", "number", "boolean"]


def schemas() -> Mapping[str, Schema]:
    """Return every schema by its file name; `mkdocs.json` is for mkdocs.yml and refers to `settings.json`."""
    return {
        "incident.json": _document("Front matter of incident.md", _incident()),
        "update.json": _document("Front matter of an update", _record(UPDATE)),
        # A draft may have empty front matter.
        "postmortem.json": _document(
            "Front matter of postmortem.md", {**_record(POSTMORTEM), "type": ["object", "null"]}
        ),
        **{
            f"plan-{file.removesuffix('.md')}.json": _document(
                f"Front matter of {file} in the plan", _record(keys(record))
            )
            for file, record in PLAN_FILES.items()
        },
        "settings.json": _document("Settings of outspoken in mkdocs.yml", _record(SETTINGS)),
        "mkdocs.json": _document("mkdocs.yml of a status page", _mkdocs()),
        "export.json": _document("A line of outspoken export", export_schema()),
    }


def _document(title: str, schema: Schema) -> Schema:
    return {"$schema": _DIALECT, "title": title, **schema}


def _incident() -> Schema:
    """Return the schema of incident.md: an incident requires other keys than a maintenance."""
    planned = {"properties": {"kind": {"const": Kind.MAINTENANCE.value}}, "required": ["kind"]}
    return {
        **_record(INCIDENT),
        "if": planned,
        "then": _only(Kind.MAINTENANCE, Need.MAINTENANCE),
        "else": _only(Kind.INCIDENT, Need.INCIDENT),
    }


def _only(kind: Kind, need: Need) -> Schema:
    foreign = {field.name: False for field in INCIDENT if field.only not in (None, kind)}
    return {"required": [field.name for field in INCIDENT if field.need is need], "properties": foreign}


def _mkdocs() -> Schema:
    ours = {"outspoken": {"$ref": "settings.json"}}
    # MkDocs accepts plugins as a list or as a mapping, with or without options.
    plugin = {"anyOf": [{"type": "string"}, {"type": "object", "properties": ours}]}
    listed = {"type": "array", "items": plugin}
    return {
        "type": "object",
        "required": ["site_name", "site_url", "plugins"],
        "properties": {"plugins": {"anyOf": [listed, {"type": "object", "properties": ours}]}},
    }


def _record(fields: Iterable[Field]) -> Schema:
    """Return the schema of a mapping with exactly these keys."""
    fields = tuple(fields)
    schema: Schema = {"type": "object", "properties": {field.name: _described(field) for field in fields}}
    needed = [field.name for field in fields if field.need is Need.ALWAYS]
    return schema | ({"required": needed} if needed else {}) | {"additionalProperties": False}


def _described(field: Field) -> Schema:
    schema = {"description": field.help, **_SCHEMAS[field.type](field)}
    # An optional key without a value counts as not written.
    return schema if field.need is Need.ALWAYS else {"anyOf": [schema, {"type": "null"}]}


def _text(field: Field) -> Schema:
    return {"type": _TEXT, "minLength": 1, "maxLength": field.limit}


def _word(field: Field) -> Schema:
    return {"enum": list(field.words)}


def _pattern(pattern: str) -> Callable[[Field], Schema]:
    # JSON Schema searches for a pattern anywhere in the text, so it must be anchored.
    return lambda _: {"type": "string", "pattern": f"^(?:{pattern})$"}


def _list(item: Callable[[Field], Schema]) -> Callable[[Field], Schema]:
    return lambda field: {"type": "array", "items": item(field)}


def _by_word(field: Field) -> Schema:
    duration = _pattern(DURATION_PATTERN)(field)
    return {"type": "object", "propertyNames": _word(field), "additionalProperties": duration}


def _rhythm(field: Field) -> Schema:
    return {"anyOf": [_pattern(DURATION_PATTERN)(field), _record(field.fields)]}


def _any(field: Field) -> Schema:
    if field.fields is COMPONENT:
        group = _record(GROUP)
        return {"type": "array", "minItems": 1, "items": {"anyOf": [_record(COMPONENT), group]}}
    if field is CHANNELS:
        return {"type": "object", "additionalProperties": _channel()}
    return {}


def _channel() -> Schema:
    """Return the schema of a channel: each kind has its own keys."""
    kinds = [
        {
            "if": {"properties": {"kind": {"const": kind.name}}, "required": ["kind"]},
            "then": _own(kind),
        }
        for kind in all_kinds().values()
    ]
    needed = [field.name for field in common_fields() if field.need is Need.ALWAYS]
    properties = {field.name: _described(field) for field in common_fields()}
    return {"type": "object", "required": needed, "properties": properties, "allOf": kinds}


def _own(kind: ChannelKind) -> Schema:
    own = kind.fields
    return {
        "properties": {field.name: _described(field) for field in own},
        "required": [field.name for field in own if field.need is Need.ALWAYS],
        # additionalProperties would not know the keys that other parts of the schema allow.
        "propertyNames": {"enum": [field.name for field in (*common_fields(), *own)]},
    }


_SCHEMAS: Mapping[Type, Callable[[Field], Schema]] = {
    Type.LINE: _text,
    Type.INCIDENT: _text,
    Type.INCIDENTS: _list(_text),
    Type.TEXT: _text,
    Type.WORD: _word,
    Type.WORDS: _list(_word),
    Type.FLAG: lambda _: {"type": "boolean"},
    Type.FLAG_OR_DAY: lambda _: {"type": ["boolean", "string"], "pattern": f"^(?:{DAY_PATTERN})$"},
    Type.NUMBER: lambda field: {"type": "number", "minimum": field.low, "maximum": field.high},
    Type.INSTANT: _pattern(INSTANT_PATTERN),
    Type.PROMISE: _pattern(f"{INSTANT_PATTERN}|{DURATION_PATTERN}"),
    Type.DURATION: _pattern(DURATION_PATTERN),
    Type.DURATIONS: _list(_pattern(DURATION_PATTERN)),
    Type.OFFSET: _pattern(rf"[+-]{DURATION_PATTERN}"),
    Type.DAY: _pattern(DAY_PATTERN),
    Type.ZONE: lambda _: {"type": "string"},
    Type.COMPONENT_STATES: lambda field: {"type": "object", "additionalProperties": _word(field)},
    Type.LINES: _list(_text),
    Type.PATHS: _list(lambda _: {"type": "string"}),
    Type.TEXTS_BY_NAME: lambda field: {"type": "object", "additionalProperties": _text(field)},
    Type.DURATIONS_BY_WORD: _by_word,
    Type.RHYTHM: _rhythm,
    Type.RECORD: lambda field: _record(field.fields),
    Type.RECORDS: lambda field: {"type": "array", "items": _record(field.fields)},
    Type.ANY: _any,
}

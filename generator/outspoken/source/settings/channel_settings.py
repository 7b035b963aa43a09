"""Reads the channels from the settings: the keys of each kind, and secrets only as names of variables."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import yaml
from msgspec.structs import replace

from outspoken import rules
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.channel_kind import ChannelKind
from outspoken.channels.common_options import LANGUAGE
from outspoken.model.channel import Audience, Channel, Filter
from outspoken.model.component import Component
from outspoken.model.field import Field, Need, Type, ValueShape
from outspoken.model.key_values import number_text
from outspoken.model.vocabulary import Impact, Status
from outspoken.source.format.front_matter import line_of
from outspoken.source.format.instants import duration_text
from outspoken.source.format.read_context import ReadContext, Refusal, did_you_mean, shown
from outspoken.source.format.scalars import is_null, read_word, sample
from outspoken.source.format.values import Lines, Values, read_fields, require
from outspoken.source.settings.channel_fields import common_fields, fields_of

MAX_ID = 64
_ID = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_TEMPLATE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
_SAMPLE = "write channels: {team: {kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}"


def read_channels(
    node: yaml.Node, components: tuple[Component, ...], reading: ReadContext, *, language: str = "en"
) -> tuple[Channel, ...]:
    """Return the channels in their order; those that cannot be used are reported and left out.

    `components` are the ids a filter may name, `language` is the site's.
    """
    if not isinstance(node, yaml.MappingNode):
        reading.report(rules.WRONG_TYPE, line_of(node), "channels is not a mapping", _SAMPLE)
        return ()
    seen: Lines = {}
    channels = []
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if _is_name(name, line_of(key), seen, reading):
            channels.append(_Entry(name, line_of(key), reading).channel(value, components, language))
    return tuple(channel for channel in channels if channel)


def _is_name(name: str, line: int, seen: Lines, reading: ReadContext) -> bool:
    if name in seen:
        message = f"{name} is written twice, first on line {seen[name]}"
        reading.report(rules.DUPLICATE_KEY, line, message, "keep one of the two")
        return False
    seen[name] = line
    if len(name) <= MAX_ID and _ID.fullmatch(name):
        return True
    hint = f"use at most {MAX_ID} lower-case letters, digits and hyphens: team-chat"
    message = f"{shown(name) or '(not a text)'} cannot be used as a channel's name"
    reading.report(rules.BAD_ID, line, message, hint)
    return False


def _fields_of_any_kind() -> tuple[Field, ...]:
    """Return the keys that mean the same whatever the kind is: those of all kinds, and secrets."""
    # The hint for a secret is then that of the first kind that has it.
    kinds = tuple(all_kinds().values())[::-1]
    options = {field.name for kind in kinds for field in kind.options}
    secrets = {field.name: replace(field, need=Need.NEVER) for kind in kinds for field in kind.secrets}
    return (*common_fields()[1:], *(field for name, field in secrets.items() if name not in options))


def _part(node: yaml.MappingNode, fields: tuple[Field, ...]) -> yaml.MappingNode:
    """Return a channel with these keys alone."""
    names = {field.name for field in fields}
    pairs = [one for one in node.value if isinstance(one[0], yaml.ScalarNode) and one[0].value in names]
    return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)


class _Entry:
    """One channel while it is read."""

    def __init__(self, name: str, line: int, reading: ReadContext) -> None:
        self.name, self.line, self.reading = name, line, reading
        self.values: Values = {}
        self.lines: Lines = {}

    def channel(self, node: yaml.Node, components: tuple[Component, ...], language: str) -> Channel | None:
        """Return the channel; None if anything in it cannot be used."""
        before = len(self.reading.problems)
        if not isinstance(node, yaml.MappingNode):
            hint = f"write {self.name}: {{kind: slack_webhook, audience: internal, secret: TEAM_WEBHOOK}}"
            self.reading.report(rules.WRONG_TYPE, self.line, f"channel {self.name} is not a mapping", hint)
            return None
        kind = self._kind(node)
        if kind is None:
            # Which other keys are unknown, only the kind would say.
            fields = _fields_of_any_kind()
            node = _part(node, fields)
        else:
            fields = fields_of(kind)
        self.values, self.lines = read_fields(node, fields, self.reading)
        require(fields, (Need.ALWAYS,), self.lines, self.values, self.reading, self.line)
        chosen = self._filter(components)
        self._check_template()
        secrets = self._secrets(fields if kind is None else kind.secrets)
        if kind is None:
            return None
        options = self._options(kind, language)
        self._check_together(kind)
        # Left out if anything in it is wrong: half a channel could send to the wrong people.
        if len(self.reading.problems) > before:
            return None
        return Channel(
            id=self.name,
            kind=kind.name,
            audience=Audience(self.values["audience"]),
            secrets=secrets,
            options=options,
            filter=chosen,
            template=self.values.get("template", ""),
            line=self.line,
        )

    def _kind(self, node: yaml.MappingNode) -> ChannelKind | None:
        """Return the kind, which decides what other keys are allowed; report it if it is missing."""
        declared = next(field for field in common_fields() if field.name == "kind")
        for key, value in node.value:
            if getattr(key, "value", None) == "kind" and not is_null(value):
                try:
                    return all_kinds()[read_word(value, declared, self.reading)]
                except Refusal as refusal:
                    self.reading.refuse(refusal, line_of(value))
                    return None
        hint = f"write kind: {declared.example}"
        self.reading.report(rules.MISSING_KEY, self.line, f"channel {self.name} has no kind", hint)
        return None

    def _secrets(self, fields: tuple[Field, ...]) -> dict[str, str]:
        """Return the variables' names by role. A wrong value is never repeated: it may be a secret."""
        common = {field.name for field in common_fields()}
        found = {one.name: one for one in fields if one.name in self.values and one.name not in common}
        for name, field in found.items():
            if not _VARIABLE.fullmatch(self.values[name]):
                message = f"{name} of {self.name} is not the name of an environment variable"
                hint = f"write {name}: {field.example}; if this was the secret itself, replace it too"
                self.reading.report(rules.SECRET_IN_SETTINGS, self.lines[name], message, hint)
        return {name: self.values[name] for name in found}

    def _options(self, kind: ChannelKind, language: str) -> dict[str, str | tuple[str, ...]]:
        options: dict[str, str | tuple[str, ...]] = {}
        # Posts are in the language of the site, unless the channel names another.
        if LANGUAGE in kind.options:
            options["language"] = language.partition("-")[0]
        for field in kind.options:
            if field.name in self.values:
                options[field.name] = _plain(self.values[field.name])
                if field.shape:
                    self._check(field, field.shape)
        return options

    def _check(self, field: Field, shape: ValueShape) -> None:
        value = self.values[field.name]
        for text in value if field.type is Type.LINES else (value,):
            if not shape.pattern.fullmatch(text):
                message = f"{field.name} is {shown(text)}, not {shape.what}"
                hint = f"write {field.name}: {shape.example or field.example}"
                self.reading.report(rules.BAD_CHANNEL, self.lines[field.name], message, hint)

    def _filter(self, components: tuple[Component, ...]) -> Filter:
        inner, lines = self.values.get("filter", ({}, {}))
        known = {
            word: component.id for component in components for word in (component.id, *component.aliases)
        }
        for word in inner.get("components", ()):
            if word not in known:
                hint = did_you_mean(word, tuple(known)) or f"known components: {', '.join(known)}"
                message = f"unknown component {shown(word)}"
                self.reading.report(rules.UNKNOWN_COMPONENT, lines["components"], message, hint)
        return Filter(
            impacts=tuple(Impact(word) for word in inner.get("impacts", ())),
            components=tuple(known[word] for word in inner.get("components", ()) if word in known),
            statuses=tuple(Status(word) for word in inner.get("statuses", ())),
        )

    def _check_template(self) -> None:
        text = self.values.get("template", "")
        if text and not _TEMPLATE.fullmatch(text):
            message = f"template is {shown(text)}, not a file in templates/messages/"
            self.reading.report(
                rules.BAD_CHANNEL, self.lines["template"], message, "write template: team.txt"
            )

    def _check_together(self, kind: ChannelKind) -> None:
        """Check the keys that depend on each other."""
        written = {name: self.values.get(name) for name in self.lines}
        for conflict in kind.conflicts(written):
            message = f"channel {self.name}: {conflict.message}"
            known = {field.name: field for field in kind.fields}
            hint = conflict.hint or f"write {', or '.join(sample(known[name]) for name in conflict.either)}"
            self.reading.report(rules.BAD_CHANNEL, self.line, message, hint)


def _plain(value: Any) -> str | tuple[str, ...]:
    """Return a value for the options as people write it: a text, or several."""
    if isinstance(value, tuple):
        return tuple(str(item) for item in value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return number_text(value) if isinstance(value, float) else str(value)

"""Escapes plain text for Markdown, so that each character is shown as it is written."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from outspoken.model.settings import Settings
from outspoken.render.messages.message_facts import MessageFacts

_Record = TypeVar("_Record", bound=Struct)
_URL = re.compile(r"(https?://[^\s<>()]+)")
# What begins or ends markup. Within a line, an underscore only at the edge of a word; the colon begins the
# name of an emoji (`:a:`). At the beginning of a line also headings, list items and rules.
_OPENING = r"(?m:^([ \t]*)(?=#{1,6}(?:\s|$)|[+-](?:\s|$)|-[- \t]*$|=+[ \t]*$)([#+=-]))"
_WITHIN = r"[\\`*\[\]<>~&|$]|(?<![^\W_])_|_(?![^\W_])|:(?=[\w+-]+:)"
_MARKUP = re.compile(f"{_OPENING}|{_WITHIN}")


def literal(text: str) -> str:
    """The Markdown of a plain text; URLs are not escaped, so that they become links."""
    parts = _URL.split(text)
    # The pattern has a group, so `split` returns the URLs at odd positions.
    return "".join(part if place % 2 else _MARKUP.sub(_escape, part) for place, part in enumerate(parts))


def literal_news(news: MessageFacts) -> MessageFacts:
    """The same facts, with every text that a person wrote escaped for Markdown."""
    return replace(
        news,
        title=literal(news.title),
        words=literal(news.words),
        components=tuple((literal(name), state) for name, state in news.components),
        keys={name: _literal_value(value) for name, value in news.keys.items()},
    )


def literal_settings(settings: Settings) -> Settings:
    """The same settings, with the texts that are quoted to customers escaped for Markdown."""
    return replace(
        settings,
        site_name=literal(settings.site_name),
        support=tuple(map(_literal_record, settings.support)),
        credits=tuple(map(_literal_record, settings.credits)),
    )


def _escape(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[2] else f"\\{found[0]}"


def _literal_value(value: object) -> Any:
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, tuple):
        return tuple(map(_literal_value, value))
    return _literal_record(value) if isinstance(value, Struct) and not isinstance(value, datetime) else value


def _literal_record(record: _Record) -> _Record:
    return replace(record, **{name: _literal_value(value) for name, value in asdict(record).items()})

"""Read a monitor's alert: Alertmanager's webhook (version 4), or JSON with a few plain keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from outspoken.authoring.refusal import MissingError
from outspoken.model.vocabulary import Impact
from outspoken.source.format.instants import read_instant
from outspoken.source.format.read_context import Refusal

# Labels that name what is broken, the clearest first: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
LABELS = ("component", "service", "app", "job")
# Severities are free text; these are the usual words of Prometheus rules and of other monitors.
_IMPACTS = {
    **{impact.value: impact for impact in Impact},
    "page": Impact.CRITICAL,
    "error": Impact.MAJOR,
    "high": Impact.MAJOR,
    "warning": Impact.MINOR,
    "low": Impact.MINOR,
    "info": Impact.NONE,
}
# An alert is machine text of any length: it must not fill the page.
_TITLE = 120
_TEXT = 1000


class Alert(Struct, frozen=True, kw_only=True):
    """The content of an alert; empty for missing values.

    `components` are names of components, with a state if one was given; `started` is in UTC; `notes` are
    the monitor's own texts, for the author only; `text` is a message to customers.
    """

    title: str
    impact: str = ""
    components: Mapping[str, str] = {}
    started: datetime | None = None
    text: str = ""
    notes: tuple[str, ...] = ()
    key: str = ""
    is_over: bool = False


def read_alert(data: str) -> Alert:
    """Return the alert in a JSON text. Raises MissingError with a message of one line."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise MissingError(f"the alert is not JSON: {fault}") from None
    if not isinstance(read, dict):
        raise MissingError('the alert is not a JSON object; write {"title": "…"}')
    return _alertmanager(read) if isinstance(read.get("alerts"), list) else _plain(read)


def _plain(read: Mapping[str, Any]) -> Alert:
    title = _line(read.get("title"), _TITLE)
    if not title:
        raise MissingError("the alert has no title, and does not have Alertmanager's form")
    return Alert(
        title=title,
        impact=_line(read.get("impact"), 20),
        components=_components(read.get("components")),
        started=_strict_instant(read.get("started")),
        text=_text(read.get("text")),
        key=_line(read.get("key"), 300),
    )


def _components(value: Any) -> dict[str, str]:
    """Return components with their states, from a mapping, a list or one name."""
    if isinstance(value, dict):
        return {_line(name, 100): _line(state, 40) for name, state in value.items()}
    listed = value if isinstance(value, list) else [value] if value else []
    return {_line(name, 100): "" for name in listed if _line(name, 100)}


def _strict_instant(value: Any) -> datetime | None:
    if not value:
        return None
    try:
        return read_instant(str(value))
    except Refusal as refusal:
        raise MissingError(f"started: {refusal.message}; {refusal.hint}") from None


def _alertmanager(read: Mapping[str, Any]) -> Alert:
    alerts = [alert for alert in read["alerts"] if isinstance(alert, dict)]
    if not alerts:
        raise MissingError("the alert has an empty list of alerts")
    labels = _mapping(read.get("commonLabels")) | _mapping(read.get("groupLabels"))
    common = _mapping(read.get("commonAnnotations"))
    first = _mapping(alerts[0].get("annotations")) | common
    # The summary is written for people; the alert's name is an identifier.
    title = first.get("summary") or first.get("title") or labels.get("alertname")
    severities = [labels.get("severity"), *(_mapping(a.get("labels")).get("severity") for a in alerts)]
    impacts = [_IMPACTS[word.lower()] for word in severities if word and word.lower() in _IMPACTS]
    # A group may grow while it fires: the outage began with its first alert.
    started = min((at for alert in alerts if (at := _instant(alert.get("startsAt")))), default=None)
    return Alert(
        title=_line(title, _TITLE) or "Something is wrong",
        impact=impacts[0].value if impacts else "",
        components=dict.fromkeys(_named([labels, *(_mapping(alert.get("labels")) for alert in alerts)]), ""),
        started=started,
        notes=tuple(dict.fromkeys(_notes(alerts))),
        key=_key(read, alerts, started),
        is_over=read.get("status") == "resolved",
    )


def _named(labels: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the component that the clearest label of each alert names."""
    for each in labels:
        value = next((each[name] for name in LABELS if each.get(name)), "")
        if value:
            yield _line(value, 100)


def _notes(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for alert in alerts:
        texts = _mapping(alert.get("annotations"))
        text = texts.get("description") or texts.get("message") or texts.get("summary")
        if text:
            yield _line(text, 300)


def _key(read: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], started: datetime | None) -> str:
    """Return a key made of the group (or its only alert) and its start: a later outage gets another key."""
    only = alerts[0].get("fingerprint") if len(alerts) == 1 else ""
    group = str(read.get("groupKey") or only or "")
    if not group:
        return ""
    digest = hashlib.sha256(group.encode()).hexdigest()[:12]
    since = f"-{started.astimezone(UTC):%Y%m%dT%H%M%SZ}" if started else ""
    # A digest, since a group key has braces and quotes, which have a meaning in YAML and shells.
    return f"alert-{digest}{since}"


def _instant(value: Any) -> datetime | None:
    try:
        return read_instant(str(value))
    except Refusal:
        return None


def _mapping(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(key): str(inner) for key, inner in value.items() if inner not in (None, "")}


def _line(value: Any, limit: int) -> str:
    """Return one line of printable text, cut at the limit."""
    if value is None or isinstance(value, dict | list):
        return ""
    text = " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    # Control characters would be refused by `check`, and the alert would be lost.
    kept = "".join(char for char in value if char.isprintable() or char == "\n")
    return re.sub(r"\n{3,}", "\n\n", kept)[:_TEXT].strip()

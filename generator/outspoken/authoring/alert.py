"""What a monitor sends becomes a draft: Alertmanager's webhook (version 4), or a few plain keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from outspoken.authoring.refusal import RefusedError
from outspoken.source.format.instants import read_instant
from outspoken.source.format.read_context import Refusal

# Labels that name what is broken, the clearest first: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
LABELS = ("component", "service", "app", "job")
_IMPACTS = {
    "critical": "critical", "page": "critical", "error": "major", "high": "major", "major": "major",
    "warning": "minor", "minor": "minor", "low": "minor", "info": "none", "none": "none",
}  # fmt: skip
_TITLE = 120
_TEXT = 1000


class Alert(Struct, frozen=True, kw_only=True):
    """The content of an alert; empty for missing values.

    `components` are names of components, with a state if one was given; `started` is in UTC; `said` is
    the monitor's own text, for the author only; `text` is a message to customers.
    """

    title: str
    impact: str = ""
    components: Mapping[str, str] = {}
    started: datetime | None = None
    text: str = ""
    said: tuple[str, ...] = ()
    key: str = ""
    is_over: bool = False


def read_alert(data: str) -> Alert:
    """The alert in a JSON text. Raises RefusedError with one line."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise RefusedError(f"the alert is not JSON: {fault}") from None
    if not isinstance(read, dict):
        raise RefusedError('the alert is not a JSON object; write {"title": "…"}')
    return _alertmanager(read) if isinstance(read.get("alerts"), list) else _plain(read)


def _plain(read: Mapping[str, Any]) -> Alert:
    title = _line(read.get("title"), _TITLE)
    if not title:
        raise RefusedError("the alert has no title, and is not of Alertmanager's form")
    return Alert(
        title=title,
        impact=_line(read.get("impact"), 20),
        components=_components(read.get("components")),
        started=_strict_instant(read.get("started")),
        text=_text(read.get("text")),
        key=_line(read.get("key"), 300),
    )


def _components(value: Any) -> dict[str, str]:
    """A mapping of components to states, a list of components, or one."""
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
        raise RefusedError(f"started: {refusal.message}; {refusal.hint}") from None


def _alertmanager(read: Mapping[str, Any]) -> Alert:
    alerts = [alert for alert in read["alerts"] if isinstance(alert, dict)]
    if not alerts:
        raise RefusedError("the alert holds no alerts")
    labels = _mapping(read.get("commonLabels")) | _mapping(read.get("groupLabels"))
    notes = _mapping(read.get("commonAnnotations"))
    first = _mapping(alerts[0].get("annotations")) | notes
    title = first.get("summary") or first.get("title") or labels.get("alertname")
    severities = [labels.get("severity"), *(_mapping(a.get("labels")).get("severity") for a in alerts)]
    impacts = [_IMPACTS[word.lower()] for word in severities if word and word.lower() in _IMPACTS]
    started = min((at for alert in alerts if (at := _instant(alert.get("startsAt")))), default=None)
    return Alert(
        title=_line(title, _TITLE) or "Something is wrong",
        impact=impacts[0] if impacts else "",
        components=dict.fromkeys(_named([labels, *(_mapping(alert.get("labels")) for alert in alerts)]), ""),
        started=started,
        said=tuple(dict.fromkeys(_said(alerts))),
        key=_key(read, alerts, started),
        is_over=read.get("status") == "resolved",
    )


def _named(labels: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """What the clearest label of each alert names."""
    for each in labels:
        value = next((each[name] for name in LABELS if each.get(name)), "")
        if value:
            yield _line(value, 100)


def _said(alerts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for alert in alerts:
        notes = _mapping(alert.get("annotations"))
        words = notes.get("description") or notes.get("message") or notes.get("summary")
        if words:
            yield _line(words, 300)


def _key(read: Mapping[str, Any], alerts: Sequence[Mapping[str, Any]], started: datetime | None) -> str:
    """The group, or its only alert, and when it began: next month's outage of the same name is another."""
    only = alerts[0].get("fingerprint") if len(alerts) == 1 else ""
    told = str(read.get("groupKey") or only or "")
    if not told:
        return ""
    digest = hashlib.sha256(told.encode()).hexdigest()[:12]
    since = f"-{started.astimezone(UTC):%Y%m%dT%H%M%SZ}" if started else ""
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
    """One line of printable text, cut where it is longer."""
    if value is None or isinstance(value, dict | list):
        return ""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    kept = "".join(sign for sign in value if sign.isprintable() or sign == "\n")
    return re.sub(r"\n{3,}", "\n\n", kept)[:_TEXT].strip()

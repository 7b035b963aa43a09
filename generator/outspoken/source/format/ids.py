"""Checks names that are permanent ids: an incident's folder, an update's file, a component, a group."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from outspoken import rules
from outspoken.model.component import is_id
from outspoken.source.format.lazy_pattern import pattern
from outspoken.source.format.read_context import Refusal, shown

MAX_ID = 80
_INCIDENT = pattern(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(?:-[a-z0-9]+)*")
_STEM = pattern(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_STAMP = pattern(r"(\d{8}T\d{6}Z)(?:-(.+))?")
_COUNTED = pattern(r"(?:(.+?)-)?\d+")
_MONTH = pattern(r"\d{4}-(?:0[1-9]|1[0-2])")
_RESERVED = ("action-", "auto-", "overdue-", "reminder-", "withdrawn-")
_TRANSLATION = pattern(r"(.+)\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)")


def check_incident_id(name: str) -> None:
    """Refuse a folder name that cannot be used as an incident's id. Raises Refusal."""
    hint = "write the day, then lower-case letters, digits and hyphens: 2026-11-21-checkout-errors"
    if not _INCIDENT.fullmatch(name):
        raise Refusal(rules.BAD_ID, f"{shown(name)} cannot be used as an incident's id", hint)
    if len(name) > MAX_ID:
        raise Refusal(
            rules.BAD_ID,
            f"{shown(name)} has {len(name)} characters, at most {MAX_ID} are allowed",
            "shorten it",
        )
    try:
        date.fromisoformat(name[:10])
    except ValueError:
        raise Refusal(rules.BAD_ID, f"{name[:10]} is not a day", hint) from None


def check_stem(stem: str) -> None:
    """Refuse an update's file name (without .md) that cannot be used as its id. Raises Refusal."""
    translated = _TRANSLATION.fullmatch(stem) if "." in stem else None
    if translated and _STEM.fullmatch(translated[1]):
        message = (
            f"{shown(stem)}.md looks like a translation into {translated[2]}; translations are not supported"
        )
        raise Refusal(rules.RESERVED_NAME, message, "use a name without a dot before .md")
    # The id is an anchor and a part of feed ids: it must differ from those of automatic entries.
    if stem in ("postmortem", "withdrawn") or stem.startswith(_RESERVED):
        message = f"{shown(stem)} is reserved for entries that are added automatically"
        raise Refusal(rules.RESERVED_NAME, message, "use a name like 20261121T140500Z-investigating.md")
    if len(stem) > MAX_ID or not _STEM.fullmatch(stem):
        message = f"{shown(stem)} cannot be used as an update's id"
        hint = f"use at most {MAX_ID} letters, digits, - and _: 20261121T140500Z-investigating.md"
        raise Refusal(rules.BAD_ID, message, hint)


def check_component_id(name: str) -> None:
    """Refuse a component's id that cannot be used in URLs. Raises Refusal."""
    if not is_id(name):
        hint = "use lower-case letters, digits and hyphens, as in id: checkout"
        raise Refusal(rules.BAD_ID, f"{shown(name)} cannot be used as a component's id", hint)


def check_group_id(name: str) -> None:
    """Refuse a group's id that cannot be used in URLs. Raises Refusal."""
    if not is_id(name):
        hint = "use lower-case letters, digits and hyphens, as in id: storefront"
        raise Refusal(rules.BAD_ID, f"{shown(name)} cannot be used as a group's id", hint)


def is_month(name: str) -> bool:
    """Whether a folder is named after a month, like `2026-11`."""
    return bool(_MONTH.fullmatch(name))


def day_of(stem: str) -> str:
    """Return the day at the start of an update's name, such as `2026-11-21`; empty if there is none."""
    return _day(stem[:8])


@lru_cache(maxsize=512)
def _day(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits.isdecimal() else ""


def stamp_of(stem: str) -> tuple[datetime, str] | None:
    """Return the time (UTC) and the word in an update's file name; None if it contains no time."""
    found = _STAMP.fullmatch(stem)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    word: str = found[2] or ""
    # A number such as `-2` only makes a name unique and does not belong to the word.
    counted = _COUNTED.fullmatch(word) if word[-1:].isdecimal() else None
    return moment, (counted[1] or "" if counted else word).replace("-", "_")

"""Drafts of incidents and updates, and the texts of their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from outspoken.model.field import Field, Need, Type
from outspoken.source.format.incident_fields import INCIDENT, UPDATE
from outspoken.source.format.writing import document, inner, mapping, scalar, stamp


class IncidentDraft(Struct, frozen=True, kw_only=True):
    """An incident to be opened, or scheduled maintenance.

    `given` has values as people write them, by the path of their key (`symptoms.signing_in`);
    `components` maps ids to states; `body` is what customers experience.
    """

    given: Mapping[str, str]
    components: Mapping[str, str] = {}
    body: str = ""

    @property
    def title(self) -> str:
        return self.given.get("title", "")

    @property
    def key(self) -> str:
        return self.given.get("key", "")

    @property
    def is_planned(self) -> bool:
        return self.given.get("kind") == "maintenance"

    def text(self) -> str:
        """Return the text of incident.md."""
        given = {**self.given, "components": mapping(self.components)}
        return document(_front_matter(INCIDENT, given), self.body)


class UpdateDraft(Struct, frozen=True, kw_only=True):
    """An update to be posted, `at` in UTC; values that are not given stay as they are.

    `given` and `components` are as in an IncidentDraft.
    """

    at: datetime
    message: str
    given: Mapping[str, str] = {}
    components: Mapping[str, str] = {}

    @property
    def status(self) -> str:
        return self.given.get("status", "")

    @property
    def key(self) -> str:
        return self.given.get("key", "")

    @property
    def word(self) -> str:
        """The last part of the file's name."""
        return self.status or "update"

    def text(self) -> str:
        """Return the text of the update's file; its status comes first."""
        components = mapping(self.components) if self.components else ""
        given = {**self.given, "at": stamp(self.at), "components": components}
        lines = dict(_front_matter(UPDATE, given))
        # A reviewer looks for the status first.
        first = {"status": lines["status"]} if "status" in lines else {}
        return document((first | lines).items(), self.message)


def _front_matter(fields: Iterable[Field], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each key with its value as YAML."""
    for field in fields:
        if field.type is Type.COMPONENT_STATES:
            value = given.get(field.name, "")
        elif field.type is Type.RECORD:
            value = _record(field, given, f"{field.name}.")
        elif field.name in given and field.need is Need.ALWAYS:
            # A required key is written even if it is empty: then `check` reports it.
            value = scalar(given[field.name])
        else:
            value = _value(field, given.get(field.name, ""), is_inner=False)
        if value:
            yield field.name, value


def _record(field: Field, given: Mapping[str, str], prefix: str) -> str:
    """Return a mapping in braces; empty if none of its keys is given."""
    pairs = []
    for each in field.fields:
        path = f"{prefix}{each.name}"
        if each.type is Type.RECORD:
            value = _record(each, given, f"{path}.")
        else:
            value = _value(each, given.get(path, ""), is_inner=True)
        if value:
            pairs.append(f"{inner(each.name)}: {value}")
    return f"{{{', '.join(pairs)}}}" if pairs else ""


def _value(field: Field, text: str, *, is_inner: bool) -> str:
    if not text or field.type is Type.FLAG:
        return text
    if field.type is Type.TEXTS_BY_NAME:
        pairs = (line.partition("=") for line in text.splitlines())
        return mapping({name.strip(): value.strip() for name, _, value in pairs})
    if field.type is Type.RECORDS:
        return f"[{', '.join(_item(field, line) for line in text.splitlines())}]"
    if field.is_several:
        # Split only at line ends: a text may have commas.
        return f"[{', '.join(inner(line) for line in text.splitlines())}]"
    return inner(text) if is_inner else scalar(text)


def _item(field: Field, line: str) -> str:
    """Return `what=Alert on queue length, owner=Kim` as a mapping in braces; a text may have commas."""
    names = "|".join(re.escape(each.name) for each in field.fields)
    # A comma is a separator only before a known name.
    parts = re.split(rf"(?:^|,)\s*({names})\s*=", line)
    given = {name: value.strip() for name, value in zip(parts[1::2], parts[2::2], strict=True)}
    return _record(field, given, "") or mapping({"?": line})

"""What somebody means to say, and the files that say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from outspoken.source.format.writing import document, mapping, scalar, stamp


class IncidentDraft(Struct, frozen=True, kw_only=True):
    """An incident to be opened, or with `start` and `end` planned work; values as people write them.

    `components` maps ids to states; empty texts are left out; `body` is what customers experience.
    """

    title: str
    impact: str = ""
    components: Mapping[str, str] = {}
    started: str = ""
    start: str = ""
    end: str = ""
    auto: bool = True
    affected: str = ""
    signing_in: str = ""
    signed_in: str = ""
    workaround: str = ""
    worst_case: str = ""
    detected_by: str = ""
    key: str = ""
    body: str = ""

    def text(self) -> str:
        """incident.md."""
        return document(self._fields(), self.body)

    def _fields(self) -> Iterator[tuple[str, str]]:
        yield "title", scalar(self.title)
        if self.start:
            yield "kind", "maintenance"
        if self.impact:
            yield "impact", scalar(self.impact)
        yield "components", mapping(self.components)
        if self.start:
            off = {} if self.auto else {"auto": "false"}
            yield (
                "scheduled",
                mapping({"from": self.start, "until": self.end} | off).replace('"false"', "false"),
            )
        else:
            yield "started", scalar(self.started)
        symptoms = {"signing_in": self.signing_in, "signed_in": self.signed_in}
        told = {name: words for name, words in symptoms.items() if words}
        texts = (
            ("affected", scalar(self.affected) if self.affected else ""),
            ("symptoms", mapping(told) if told else ""),
            ("workaround", scalar(self.workaround) if self.workaround else ""),
            ("worst_case", self.worst_case),
            ("detected_by", self.detected_by),
            ("key", scalar(self.key) if self.key else ""),
        )
        yield from ((name, value) for name, value in texts if value)


class UpdateDraft(Struct, frozen=True, kw_only=True):
    """An update to be posted, `at` in UTC; an empty status, impact or mapping leaves things as they are."""

    at: datetime
    message: str
    status: str = ""
    components: Mapping[str, str] = {}
    impact: str = ""
    next_update: str = ""
    eta: str = ""
    announce: bool = True
    key: str = ""

    @property
    def word(self) -> str:
        """What the file's name says of it."""
        return self.status or "update"

    def text(self) -> str:
        """The update's file."""
        return document(self._fields(), self.message)

    def _fields(self) -> Iterator[tuple[str, str]]:
        if self.status:
            yield "status", scalar(self.status)
        yield "at", stamp(self.at)
        if self.components:
            yield "components", mapping(self.components)
        if self.impact:
            yield "impact", scalar(self.impact)
        if self.next_update:
            yield "next_update", self.next_update
        if self.eta:
            yield "eta", self.eta
        if not self.announce:
            yield "announce", "false"
        if self.key:
            yield "key", scalar(self.key)

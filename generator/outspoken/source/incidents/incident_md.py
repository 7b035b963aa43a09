"""Reads incident.md: its fields become an Incident once the folder's other files are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from outspoken import rules
from outspoken.model.field import Need
from outspoken.model.incident import Incident, Postmortem, Publication, Symptoms, Update, Window
from outspoken.model.vocabulary import Detection, Impact, Kind
from outspoken.source.format.fields import INCIDENT
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.values import Lines, Values, require

_KINDS = {kind.value: kind for kind in Kind}
_DETECTIONS = {detection.value: detection for detection in Detection}
IMPACTS = {impact.value: impact for impact in Impact}
_NEEDS = {
    None: (Need.ALWAYS,),
    Kind.INCIDENT: (Need.ALWAYS, Need.INCIDENT),
    Kind.MAINTENANCE: (Need.ALWAYS, Need.MAINTENANCE),
}
_OF_ONE_KIND = tuple(declared for declared in INCIDENT if declared.only)


class IncidentHead:
    """incident.md as it was read."""

    def __init__(
        self, incident_id: str, folder: str, values: Values, lines: Lines, body: str, reading: ReadContext
    ) -> None:
        self.id, self.folder, self.values, self.lines, self.body, self.reading = (
            incident_id,
            folder,
            values,
            lines,
            body,
            reading,
        )
        # A refused kind has its Problem already: rules that depend on the kind are skipped.
        self.kind = _KINDS.get(values.get("kind", "incident" if "kind" not in lines else ""))
        self.window = self._window()
        self.started: datetime | None = values.get("started")
        if self.kind is Kind.MAINTENANCE:
            self.started = self.window.start if self.window else None

    @property
    def is_whole(self) -> bool:
        """Whether enough is valid to build an Incident."""
        return self.kind is not None and self.started is not None and "title" in self.values

    def check(self) -> None:
        require(INCIDENT, _NEEDS[self.kind], self.lines, self.values, self.reading, 1)
        for declared in _OF_ONE_KIND:
            if declared.name in self.lines and self.kind and declared.only is not self.kind:
                hint = (
                    "write kind: maintenance"
                    if declared.only is Kind.MAINTENANCE
                    else "write scheduled: {from: …, until: …}"
                )
                message = f"{declared.name} is only allowed with kind: {declared.only}"
                self.reading.report(rules.WRONG_KEY, self.lines[declared.name], message, hint)

    def _window(self) -> Window | None:
        scheduled = self.values.get("scheduled")
        if not scheduled or not {"from", "until"} <= scheduled[0].keys():
            return None
        start, end = scheduled[0]["from"], scheduled[0]["until"]
        if start < end:
            return Window(start=start, end=end)
        message = (
            "the maintenance ends before it starts" if end < start else "the maintenance ends at its start"
        )
        self.reading.report(
            rules.WINDOW_ORDER,
            scheduled[1]["until"],
            message,
            "write a time for until that is later than from",
        )
        return None

    def build(
        self, updates: tuple[Update, ...], postmortem: Postmortem | None, images: tuple[str, ...]
    ) -> Incident:
        get: Any = self.values.get
        assert self.kind and self.started  # noqa: S101 - callers ask is_whole first
        announced = min(self.started, updates[0].at) if updates and self.window else self.started
        return Incident(
            id=self.id,
            title=get("title"),
            kind=self.kind,
            impact=IMPACTS.get(get("impact", ""), Impact.NONE),
            components=get("components", ()),
            started=self.started,
            body=self.body,
            publication=Publication(at=announced),
            folder=self.folder,
            updates=updates,
            window=self.window if self.kind is Kind.MAINTENANCE else None,
            auto=get("scheduled")[0].get("auto", True) if self.window else True,
            affected=get("affected", ""),
            symptoms=Symptoms(**get("symptoms")[0]) if "symptoms" in self.values else _NO_SYMPTOMS,
            workaround=get("workaround", ""),
            worst_case=get("worst_case"),
            detected_by=_DETECTIONS.get(get("detected_by", "")),
            roles=get("roles", ()),
            credit=get("credit", ""),
            backfilled=get("backfilled", False),
            withdrawn=get("withdrawn"),
            duplicate_of=get("duplicate_of"),
            caused_by=get("caused_by"),
            redirects=get("redirects", ()),
            acknowledged=get("acknowledged", ()),
            key=get("key"),
            postmortem=postmortem,
            images=images,
        )


_NO_SYMPTOMS = Symptoms()

"""Reads incident.md: its fields become an Incident once the folder's other files are read."""

from __future__ import annotations

from datetime import datetime

from outspoken import rules
from outspoken.model.field import Need
from outspoken.model.incident import Incident, Postmortem, Publication, Update, Window
from outspoken.model.vocabulary import Impact, Kind
from outspoken.source.format.incident_fields import INCIDENT
from outspoken.source.format.read_context import ReadContext
from outspoken.source.format.values import Lines, Values, as_attributes, require

_NEEDS = {
    None: (Need.ALWAYS,),
    Kind.INCIDENT: (Need.ALWAYS, Need.INCIDENT),
    Kind.MAINTENANCE: (Need.ALWAYS, Need.MAINTENANCE),
}
_OF_ONE_KIND = tuple(declared for declared in INCIDENT if declared.only)


class IncidentHead:
    """The fields of incident.md, before the folder's other files are read."""

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
        self.kind: Kind | None = values.get("kind", Kind.INCIDENT if "kind" not in lines else None)
        self.window = self._window()
        self.started: datetime | None = values.get("started")
        if self.kind is Kind.MAINTENANCE:
            self.started = self.window.start if self.window else None

    @property
    def is_whole(self) -> bool:
        """Whether enough is valid to build an Incident."""
        return self.kind is not None and self.started is not None and "title" in self.values

    def check(self) -> None:
        """Report keys that its kind needs and lacks, and keys that only the other kind may have."""
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
            "write a time for until: that is later than the one for from:",
        )
        return None

    def build(
        self, updates: tuple[Update, ...], postmortem: Postmortem | None, images: tuple[str, ...]
    ) -> Incident:
        """Return the incident with its updates, oldest first; only if `is_whole`. Git's facts come later."""
        assert self.kind and self.started  # noqa: S101 - callers ask is_whole first
        # Without git, maintenance counts as published at its first update, which announces it.
        announced = min(self.started, updates[0].at) if updates and self.window else self.started
        given = {"impact": Impact.NONE, "components": (), **as_attributes(INCIDENT, self.values)}
        if self.window is None:
            given["auto"] = True
        given["kind"], given["started"] = self.kind, self.started
        given["window"] = self.window if self.kind is Kind.MAINTENANCE else None
        return Incident(
            id=self.id,
            body=self.body,
            publication=Publication(at=announced),
            folder=self.folder,
            updates=updates,
            postmortem=postmortem,
            images=images,
            **given,
        )

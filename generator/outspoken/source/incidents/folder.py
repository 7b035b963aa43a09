"""Parses the files of one incident's folder, given as bytes, to an Incident and Problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.field import Need
from outspoken.model.file_names import INCIDENT_FILE, POSTMORTEM_FILE, UPDATES
from outspoken.model.incident import Incident, Postmortem, Publication, Update
from outspoken.model.key_values import references
from outspoken.model.vocabulary import Kind, Status
from outspoken.source.format import ids
from outspoken.source.format.front_matter import read_document
from outspoken.source.format.incident_fields import INCIDENT, POSTMORTEM, UPDATE, past_times
from outspoken.source.format.open_questions import check_leftovers, has_only_comments
from outspoken.source.format.read_context import ReadContext, Refusal, is_blank
from outspoken.source.format.values import Lines, Values, as_attributes, read_fields, require
from outspoken.source.incidents.course_rules import (
    IncidentParts,
    announced_late,
    check_course,
    missing_sections,
    name_disagreements,
)
from outspoken.source.incidents.done_days import done_in_the_future
from outspoken.source.incidents.equal_times import Ties, find_ties
from outspoken.source.incidents.folder_contents import check_contents
from outspoken.source.incidents.folder_context import Context
from outspoken.source.incidents.incident_md import IncidentHead
from outspoken.source.incidents.late_completion import late_completions


class Parsed(Struct, frozen=True, kw_only=True):
    """The content of one folder, and findings that only the whole site or git can decide.

    `lines` has the lines of incident.md's keys that another file may refer to. `future` are Problems that
    are dropped if git saw the file published after the time it states (UTC). `misnamed` are Problems that
    count for new files only. Each names its file in `path`. `ties` are updates with the same time, whose
    order is known only from git.
    """

    folder: str
    incident: Incident | None
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = {}
    future: tuple[tuple[Problem, datetime], ...] = ()
    misnamed: tuple[Problem, ...] = ()
    ties: Ties | None = None


def parse_incident(
    folder: str, files: Mapping[str, bytes], context: Context, found: Iterable[Problem] = ()
) -> Parsed:
    """Read one incident; `folder` is its path from the root, `files` maps paths in it to bytes.

    `found` are Problems from reading the files. Nothing is read from disk, so files of an earlier commit
    can be passed. Publications are those of a site without git. Never raises because of the content.
    """
    return _Folder(folder, files, context, list(found)).parse()


def parse_update(
    folder: str, name: str, data: bytes, context: Context
) -> tuple[Update | None, list[Problem]]:
    """Read one update's file alone, without its incident; otherwise like `parse_incident`."""
    problems: list[Problem] = []
    written = _Folder(folder, {name: data}, context, problems).update(name[len(UPDATES) + 1 : -3], None)
    return written.update if written else None, problems


def parse_postmortem(folder: str, data: bytes, context: Context) -> tuple[Postmortem | None, list[Problem]]:
    """Read a postmortem.md alone; None also for a draft, which has no time of its own."""
    problems: list[Problem] = []
    found = _Folder(folder, {POSTMORTEM_FILE: data}, context, problems).postmortem(None)
    return found, problems


class _Folder:
    """One folder while it is parsed: data that its files share."""

    def __init__(
        self, folder: str, files: Mapping[str, bytes], context: Context, problems: list[Problem]
    ) -> None:
        self.folder, self.files, self.context, self.problems = folder, files, context, problems
        self.id = folder.rpartition("/")[2]
        self.future: list[tuple[Problem, datetime]] = []

    def parse(self) -> Parsed:
        contents = check_contents(self.folder, self.files, self.problems)
        head = self._head()
        kind = head.kind if head else None
        # The kind first: it decides which statuses an update may have.
        stems = self._stems(contents.updates)
        updates = [update for stem in stems if (update := self.update(stem, kind))]
        written = sorted(updates, key=_order)
        postmortem = self.postmortem(head)
        incident: Incident | None = None
        misnamed: tuple[Problem, ...] = ()
        ties = find_ties(written, head.lines) if head else None
        if head and head.is_whole:
            incident = head.build(tuple([w.update for w in written]), postmortem, contents.images)
            if self.context.confirms(incident):
                incident = replace(incident, confirm=True)
            path = f"{self.folder}/{INCIDENT_FILE}"
            # With ties, the order of updates is known only after git was read.
            if ties is None:
                self.problems += check_course(incident, written, path, head.lines)
            misnamed = (
                *name_disagreements(incident, written, path, head.lines, self.context.day),
                *late_completions(incident, written),
                *announced_late(incident, written, path, head.lines),
            )
        return Parsed(
            folder=self.folder,
            incident=incident,
            problems=tuple(self.problems),
            # Only if needed: the result is pickled when another process parses.
            lines=head.lines if head and self._is_crossing(head, incident) else {},
            future=tuple(self.future),
            misnamed=misnamed,
            ties=ties,
        )

    def _is_crossing(self, head: IncidentHead, incident: Incident | None) -> bool:
        """Whether a rule about other folders may need the line of this key."""
        if not head.lines.keys().isdisjoint(_CROSSING):
            return True
        retired = self.context.retired
        return bool(retired) and incident is not None and not retired.isdisjoint(incident.component_ids)

    def _stems(self, updates: Iterable[str]) -> list[str]:
        """Return the updates' file names without .md, except those that cannot be ids."""
        found = []
        for name in updates:
            stem = name[len(UPDATES) + 1 : -3]
            try:
                ids.check_stem(stem)
                found.append(stem)
            except Refusal as refusal:
                path = f"{self.folder}/{name}"
                self.problems.append(refusal.rule.problem(path, None, refusal.message, refusal.hint))
        return found

    def _reading(self, name: str, day: str = "") -> ReadContext:
        return self.context.reading(f"{self.folder}/{name}", self.problems, day or self.id[:10])

    def _report_future(self, what: str, moment: datetime, path: str, lines: Lines) -> None:
        message = f"{what} is {moment:%Y-%m-%dT%H:%M}Z, which is in the future"
        hint = "check day and time zone; for scheduled maintenance write kind: maintenance and scheduled:"
        self.future.append((rules.FUTURE_TIME.problem(path, lines[what], message, hint), moment))

    def _check_past(self, names: Iterable[str], values: Values, path: str, lines: Lines) -> None:
        for name in names:
            if name in values and values[name] > self.context.latest:
                self._report_future(name, values[name], path, lines)

    def _head(self) -> IncidentHead | None:
        data = self.files.get(INCIDENT_FILE)
        if data is None:
            return None
        reading = self._reading(INCIDENT_FILE)
        document = read_document(data, reading)
        if document is None:
            return None
        values, lines = read_fields(document.fields, INCIDENT, reading) if document.fields else ({}, {})
        head = IncidentHead(self.id, self.folder, values, lines, document.body.strip("\n"), reading)
        head.check()
        check_leftovers(document, reading)
        self._check_past(_PAST_OF_INCIDENT, values, reading.path, lines)
        return head

    def update(self, stem: str, kind: Kind | None) -> IncidentParts | None:
        # The day in the name completes hints: `14:05` alone most likely means that day.
        reading = self._reading(f"{UPDATES}/{stem}.md", ids.day_of(stem))
        document = read_document(self.files[f"{UPDATES}/{stem}.md"], reading)
        if document is None:
            return None
        values, lines = read_fields(document.fields, UPDATE, reading) if document.fields else ({}, {})
        require(UPDATE, (Need.ALWAYS,), lines, values, reading, 1)
        if is_blank(document.body) or has_only_comments(document.body):
            reading.report(
                rules.EMPTY_BODY,
                document.body_line,
                "the update has no text",
                "write the text to publish below the second ---",
            )
        check_leftovers(document, reading)
        if "at" not in values:
            return None
        at: datetime = values["at"]
        self._check_past(_PAST_OF_UPDATE, values, reading.path, lines)
        given = {**as_attributes(UPDATE, values), "status": _status(values, kind, reading, lines)}
        body, publication = document.body.strip("\n"), Publication(at=at)
        update = Update(id=stem, body=body, publication=publication, **given)
        return IncidentParts(update, reading.path, lines)

    def postmortem(self, head: IncidentHead | None) -> Postmortem | None:
        data = self.files.get(POSTMORTEM_FILE)
        if data is None:
            return None
        reading = self._reading(POSTMORTEM_FILE)
        document = read_document(data, reading)
        if document is None:
            return None
        values, lines = read_fields(document.fields, POSTMORTEM, reading) if document.fields else ({}, {})
        self.future += done_in_the_future(values, reading.path, self.context.latest)
        published: datetime | None = values.get("published")
        # A draft may lack sections and still have open questions.
        if published:
            missing_sections(document.body, self.context.sections, reading, lines["published"])
            check_leftovers(document, reading)
        at = published or (head.started if head else None)
        # A draft without a usable incident.md has no time at all, and its Problem is reported there.
        if at is None:
            return None
        return Postmortem(
            body=document.body.strip("\n"),
            publication=Publication(at=at),
            **as_attributes(POSTMORTEM, values),
        )


_PAST_OF_INCIDENT = tuple(field.name for field in past_times(INCIDENT))
_PAST_OF_UPDATE = ("at", *(field.name for field in past_times(UPDATE)))
_REFERENCES = (field.name for field in references(Incident).values())
_CROSSING = frozenset({*_REFERENCES, "redirects", "aliases", "scheduled", "acknowledged"})


def _order(written: IncidentParts) -> tuple[datetime, int, int, str]:
    return written.update.sort_key


def _status(values: Values, kind: Kind | None, reading: ReadContext, lines: Lines) -> Status | None:
    status: Status | None = values.get("status")
    if status is None or kind is None or status.kind is kind:
        return status
    known = ", ".join(s for s in Status if s.kind is kind)
    article = "an incident" if kind is Kind.INCIDENT else "a maintenance"
    reading.report(
        rules.WRONG_STATUS, lines["status"], f"{status} is not a status of {article}", f"write one of {known}"
    )
    return None

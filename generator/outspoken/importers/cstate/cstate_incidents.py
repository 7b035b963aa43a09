"""Reads one cState issue as an incident: its updates, its span, and remarks on what was unusual."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from urllib.parse import urlsplit

from msgspec.structs import replace

from outspoken.importers.clean_text import remote_images_linked
from outspoken.importers.cstate.cstate_config import CstateSite
from outspoken.importers.cstate.cstate_issue import IMPACTS, Issue
from outspoken.importers.cstate.planned_work import is_planned
from outspoken.importers.foreign_records import ForeignIncident, ForeignState, ForeignUpdate
from outspoken.importers.import_names import clean_title
from outspoken.importers.import_report import Remarks
from outspoken.importers.imported_folder import DEFAULT_WINDOW
from outspoken.importers.old_text.chronology import DatedMessage, DateSpan, date_messages
from outspoken.importers.old_text.dialects import show_tracks
from outspoken.importers.old_text.postmortems import cut_postmortem, linked_postmortem
from outspoken.importers.old_text.references import from_the_root
from outspoken.importers.old_text.split_messages import OldMessages, read_messages
from outspoken.importers.old_text.text_lines import ends_in_comment, scan
from outspoken.model.vocabulary import Kind, State
from outspoken.source.format.writing import stamp

_STATES = {
    "notice": State.OPERATIONAL,
    "disrupted": State.PARTIAL_OUTAGE,
    "down": State.MAJOR_OUTAGE,
}
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
_SHORTCODE = re.compile(r"\{\{[<%]\s*/?(\w+)")


def read_incident(issue: Issue, site: CstateSite, now: datetime, remarks: Remarks) -> ForeignIncident:
    """Return one issue as an incident; `now` (UTC) decides what is in the future."""
    body, postmortem = _without_report(issue, _for_new_site(issue, site, remarks), site.zone)
    messages = read_messages(body, site.zone)
    span = _span(issue, messages, now, remarks)
    dated = date_messages(messages.entries, span, remarks)
    postmortem = show_tracks(postmortem) or _linked_postmortem(dated)
    if not messages.entries:
        remarks.assumed("it has no text: the title is used as the text", issue.title)
        dated = (*date_title(issue, span, remarks), *dated)
    if crowded := sum(message.is_crowded for message in messages.entries):
        remarks.assumed("a message seems to contain several messages: split it by hand", f"{crowded} of them")
    _remark_on_body(issue.body, remarks)
    severity = "notice" if issue.informational else issue.severity
    is_planned_work = span.kind is Kind.MAINTENANCE
    state = State.UNDER_MAINTENANCE if is_planned_work else _STATES[severity]
    return ForeignIncident(
        path=remarks.path,
        key=f"cstate:{remarks.path}",
        name=issue.name,
        title=issue.title,
        kind=span.kind,
        impact=IMPACTS[severity],
        components=tuple(ForeignState(name=name, state=state) for name in issue.affected),
        started=span.start,
        scheduled_until=span.end if is_planned_work else None,
        body=messages.preface,
        updates=tuple(ForeignUpdate(at=each.at, status=each.status, text=each.text) for each in dated),
        postmortem=postmortem,
        redirects=issue.redirects,
    )


def _for_new_site(issue: Issue, site: CstateSite, remarks: Remarks) -> str:
    """Return the text for our page: relative links become paths from the host's root."""
    body = issue.body
    # Closed here, since `check` reports it as an error: it would hide all text below it.
    if ends_in_comment(scan(body)):
        remarks.assumed("a comment is not closed: it was closed at the end of the text")
        body = f"{body.rstrip()}\n-->"
    page = f"{urlsplit(site.url).path.rstrip('/')}{issue.redirects[0] if issue.redirects else '/'}"
    return from_the_root(remote_images_linked(body, remarks), page)


def _without_report(issue: Issue, body: str, zone: tzinfo) -> tuple[str, str]:
    """Split off a post-mortem; a text that announces work, or is not over, has none."""
    prose, report = cut_postmortem(body, zone)
    end = issue.ended.at if issue.ended else None
    if not report or not issue.resolved or issue.informational:
        return body, ""
    return (body, "") if is_planned(issue, read_messages(body, zone), end) else (prose, report)


def date_title(issue: Issue, span: DateSpan, remarks: Remarks) -> tuple[DatedMessage, ...]:
    """Use the title as the only message of an issue without text."""
    alone = read_messages(clean_title(issue.title), UTC)
    return date_messages(alone.entries, replace(span, end=None, is_notice=False), remarks)


def _span(issue: Issue, messages: OldMessages, now: datetime, remarks: Remarks) -> DateSpan:
    start, end = issue.started.at, _end(issue, remarks)
    if is_planned(issue, messages, end):
        remarks.understood(
            "planned work was imported as maintenance",
            f"{stamp(start)} to {stamp(issue.ended.at)}" if issue.ended else "",
        )
        return DateSpan(kind=Kind.MAINTENANCE, start=start, end=end, now=now)
    # An outage cannot be announced in advance, so a future entry is maintenance.
    if start > now:
        if end is None or end <= start:
            end = start + DEFAULT_WINDOW
            remarks.assumed("it is in the future and has no end: one hour was assumed", stamp(start))
        return DateSpan(kind=Kind.MAINTENANCE, start=start, end=end, now=now)
    if end is not None and end > now:
        remarks.assumed("it is resolved at a time in the future: the start was used as its end", stamp(end))
        end = start
    notice = issue.informational or issue.severity == "notice"
    return DateSpan(kind=Kind.INCIDENT, start=start, end=end, now=now, is_notice=notice)


def _end(issue: Issue, remarks: Remarks) -> datetime | None:
    start = issue.started.at
    # An informational post reports no outage, so it must not stay open.
    if issue.ended is None and issue.informational:
        return start
    if not issue.resolved and not issue.informational:
        return issue.ended.at if issue.ended and issue.ended.at > start else None
    if issue.ended is None:
        remarks.assumed("it was resolved without a time: the start was used as its end", stamp(start))
        return start
    end = issue.ended.at
    if end >= start:
        return end
    return _corrected_end(start, end, remarks)


def _corrected_end(start: datetime, end: datetime, remarks: Remarks) -> datetime:
    """Correct an end before the start: people often forget to change the day, so try the start's day."""
    same_day = datetime.combine(start.date(), end.timetz())
    corrected = same_day if same_day > start else start
    remarks.assumed(
        "it was resolved before its start: the end was moved to the day of the start"
        if corrected > start
        else "it was resolved before its start: the start was used as its end",
        f"{stamp(start)} to {stamp(end)}, now {stamp(corrected)}",
    )
    return corrected


def _linked_postmortem(dated: tuple[DatedMessage, ...]) -> str:
    return next((link for each in dated if (link := linked_postmortem(each.text))), "")


def _remark_on_body(body: str, remarks: Remarks) -> None:
    for image in _IMAGE.findall(body):
        if not image.startswith(("http://", "https://")):
            remarks.assumed("an image was not imported; put it into the incident's folder to show it", image)
    for shortcode in _SHORTCODE.findall(body):
        # `track` is cState's own shortcode, which was already replaced by the time that it shows.
        if shortcode != "track":
            remarks.assumed("a shortcode was kept in the text unchanged", shortcode)

"""Converts one old entry to an incident's folder: its files, and remarks on them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken.importers.components import Directory
from outspoken.importers.cstate.cstate_config import CstateSite
from outspoken.importers.cstate.cstate_issue import Issue
from outspoken.importers.import_names import clean_title
from outspoken.importers.import_report import NewFile, Remarks
from outspoken.importers.old_text.chronology import DatedMessage, DateSpan, place
from outspoken.importers.old_text.dialects import show_tracks
from outspoken.importers.old_text.postmortems import cut_postmortem, linked_postmortem
from outspoken.importers.old_text.references import from_the_root
from outspoken.importers.old_text.split_messages import OldMessages, read_messages
from outspoken.importers.old_text.text_lines import ends_in_comment, scan
from outspoken.importers.planned_work import is_planned
from outspoken.model.vocabulary import Impact, Kind, State
from outspoken.source.format.writing import block, document, stamp, text_scalar
from outspoken.source.incidents.incident_files import INCIDENT_FILE, POSTMORTEM_FILE
from outspoken.source.incidents.new_ids import folder_of, update_id, update_name

_IMPACTS = {"notice": Impact.NONE, "disrupted": Impact.MINOR, "down": Impact.MAJOR}
_STATES = {
    "notice": State.OPERATIONAL,
    "disrupted": State.PARTIAL_OUTAGE,
    "down": State.MAJOR_OUTAGE,
}
# Assumed length of planned work without an end.
DEFAULT_WINDOW = timedelta(hours=1)
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)")
# Pages show no images from other sites, so these become links.
_REMOTE = re.compile(r"!\[([^\]\n]*)\]\((https?://[^)\s]+)\)")
_SHORTCODE = re.compile(r"\{\{[<%]\s*/?(\w+)")


class Folder(Struct, frozen=True, kw_only=True):
    """An incident's folder as it would be written."""

    files: tuple[NewFile, ...]
    updates: int
    has_postmortem: bool


class Surroundings(Struct, frozen=True, kw_only=True):
    """The context of a conversion: the old site, the components found so far, and `now` (UTC)."""

    site: CstateSite
    directory: Directory
    now: datetime


def make_folder(issue: Issue, incident_id: str, around: Surroundings, remarks: Remarks) -> Folder:
    """Convert one issue. Its `redirects` must be unused by other incidents."""
    body, postmortem = _report_apart(issue, _at_home(issue, around.site, remarks), around.site.zone)
    messages = read_messages(body, around.site.zone)
    span = _span(issue, messages, around.now, remarks)
    dated = place(messages.entries, span, remarks)
    postmortem = show_tracks(postmortem) or _linked_postmortem(dated)
    if not messages.entries:
        remarks.chosen("no text: the title is used as the text", issue.title)
        dated = (*place_title(issue, span, remarks), *dated)
    if crowded := sum(message.is_crowded for message in messages.entries):
        remarks.chosen("a message seems to contain several messages: split it by hand", f"{crowded} of them")
    _remark_on_body(issue.body, remarks)
    path = folder_of(incident_id)
    fields = _fields(issue, span, around, remarks)
    files = [
        NewFile(path=f"{path}/{INCIDENT_FILE}", text=document(fields.items(), _preface(issue, messages)))
    ]
    files += _updates(path, dated)
    if postmortem:
        # cState has no date for a post-mortem: that of the last message is used.
        published = ("published", stamp(max(each.at for each in dated)))
        files.append(NewFile(path=f"{path}/{POSTMORTEM_FILE}", text=document((published,), postmortem)))
    return Folder(files=tuple(files), updates=len(dated), has_postmortem=bool(postmortem))


def _at_home(issue: Issue, site: CstateSite, remarks: Remarks) -> str:
    """Return the text for our page: relative links become paths from the host's root."""
    body = issue.body
    # `check` refuses a comment without an end, since it hides all that is below it.
    if ends_in_comment(scan(body)):
        remarks.chosen("a comment is not closed: it was closed at the end of the text")
        body = f"{body.rstrip()}\n-->"
    page = f"{urlsplit(site.url).path.rstrip('/')}{issue.redirects[0] if issue.redirects else '/'}"
    return from_the_root(_REMOTE.sub(_linked, body), page)


def _report_apart(issue: Issue, body: str, zone: tzinfo) -> tuple[str, str]:
    """Split off a post-mortem; a text that announces work, or is not over, has none."""
    prose, report = cut_postmortem(body, zone)
    end = issue.ended.at if issue.ended else None
    if not report or not issue.resolved or issue.informational:
        return body, ""
    return (body, "") if is_planned(issue, read_messages(body, zone), end) else (prose, report)


def place_title(issue: Issue, span: DateSpan, remarks: Remarks) -> tuple[DatedMessage, ...]:
    """Use the title as the only message of an issue without text."""
    alone = read_messages(clean_title(issue.title), UTC)
    return place(alone.entries, DateSpan(kind=span.kind, start=span.start, end=None, now=span.now), remarks)


def _span(issue: Issue, messages: OldMessages, now: datetime, remarks: Remarks) -> DateSpan:
    start, end = issue.started.at, _end(issue, remarks)
    if is_planned(issue, messages, end):
        remarks.read(
            "planned work became a maintenance",
            f"{stamp(start)} to {stamp(issue.ended.at)}" if issue.ended else "",
        )
        return DateSpan(kind=Kind.MAINTENANCE, start=start, end=end, now=now)
    # An outage cannot be announced: what is still to come was planned.
    if start > now:
        if end is None or end <= start:
            end = start + DEFAULT_WINDOW
            remarks.chosen("still to come, without an end: one hour was assumed", stamp(start))
        return DateSpan(kind=Kind.MAINTENANCE, start=start, end=end, now=now)
    if end is not None and end > now:
        remarks.chosen("resolved at a time in the future: its start was used", stamp(end))
        end = start
    if end is None and not issue.informational:
        remarks.read("still open")
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
        remarks.chosen("resolved without a time: its start was used", stamp(start))
        return start
    end = issue.ended.at
    if end >= start:
        return end
    return _mended(start, end, remarks)


def _mended(start: datetime, end: datetime, remarks: Remarks) -> datetime:
    """Correct an end before the start: people often forget to change the day, so try the start's day."""
    same_day = datetime.combine(start.date(), end.timetz())
    mended = same_day if same_day > start else start
    remarks.chosen(
        "resolved before its start: the end was moved to the day of the start"
        if mended > start
        else "resolved before its start: its start was used",
        f"{stamp(start)} to {stamp(end)}, now {stamp(mended)}",
    )
    return mended


def _linked_postmortem(dated: tuple[DatedMessage, ...]) -> str:
    return next((link for each in dated if (link := linked_postmortem(each.text))), "")


def _fields(issue: Issue, span: DateSpan, around: Surroundings, remarks: Remarks) -> dict[str, str]:
    planned = span.kind is Kind.MAINTENANCE
    fields = {"title": text_scalar(_title(issue, remarks))}
    if planned:
        fields["kind"] = "maintenance"
    else:
        fields["impact"] = _IMPACTS["notice" if issue.informational else issue.severity].value
    state = (
        State.UNDER_MAINTENANCE if planned else _STATES["notice" if issue.informational else issue.severity]
    )
    # `retired` is the first day that no longer counts, so the day after.
    gone = (span.end or span.start).astimezone(around.site.zone).date() + timedelta(days=1)
    # A component of an open incident still exists.
    until: date | None = gone if span.end is not None and span.end <= span.now else None
    # Two old names may be one component.
    ids = dict.fromkeys(around.directory.find(name, until) for name in issue.affected)
    fields["components"] = block(f"{text_scalar(each)}: {state.value}" for each in ids) if ids else "{}"
    if planned and span.end:
        fields["scheduled"] = f"{{from: {stamp(span.start)}, until: {stamp(span.end)}}}"
    else:
        fields["started"] = stamp(span.start)
    if issue.redirects:
        fields["redirects"] = block(f"- {text_scalar(path)}" for path in issue.redirects)
    return fields


def _title(issue: Issue, remarks: Remarks) -> str:
    title = clean_title(issue.title) or "Incident"
    if title != issue.title:
        remarks.read("the title was shortened or cleaned", issue.title)
    return title


def _preface(issue: Issue, messages: OldMessages) -> str:
    """Return the text above the messages, below the whole title if that had to be shortened."""
    whole = "" if clean_title(issue.title) == _bare(issue.title) else issue.title
    return "\n\n".join(part for part in (whole, messages.preface) if part)


def _bare(title: str) -> str:
    return " ".join(title.replace("`", "").replace("**", "").split())


def _updates(path: str, dated: tuple[DatedMessage, ...]) -> list[NewFile]:
    taken, files = set[str](), []
    for each in dated:
        fields = {"status": each.status.value} if each.status else {}
        name = update_id(each.at, each.status.value if each.status else "update", taken)
        taken.add(name.casefold())
        text = document((*fields.items(), ("at", stamp(each.at))), each.text)
        files.append(NewFile(path=f"{path}/{update_name(name)}", text=text))
    return files


def _linked(image: re.Match[str]) -> str:
    return f"[{image[1] or 'Picture'}]({image[2]})"


def _remark_on_body(body: str, remarks: Remarks) -> None:
    for image in _IMAGE.findall(body):
        if _REMOTE.match(f"![]({image})"):
            remarks.read("an image from another site became a link to it", image)
        else:
            remarks.chosen("an image was not imported; put it into the incident's folder to show it", image)
    for shortcode in _SHORTCODE.findall(body):
        # `track` is cState's own, and was replaced by the time it showed.
        if shortcode != "track":
            remarks.chosen("a shortcode was kept in the text unchanged", shortcode)

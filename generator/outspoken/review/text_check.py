"""Reports problems in incidents' Markdown: what is not shown, and links and images without a target."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from outspoken import rules
from outspoken.errors import Problem
from outspoken.model.file_names import INCIDENT_FILE, INCIDENTS, POSTMORTEM_FILE, UPDATES
from outspoken.model.incident import Incident
from outspoken.model.key_values import texts
from outspoken.model.settings import Settings
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.format.read_context import did_you_mean, shown
from outspoken.source.incidents.cross_rules import without_acknowledged
from outspoken.source.incidents.incident_files import read_file
from outspoken.source.incidents.key_lines import Outline, outline

if TYPE_CHECKING:
    from outspoken.render.text.findings import Reference
    from outspoken.review.destinations import Destinations

# Only texts that match this are parsed, which is slow; most do not match.
_SUSPECT = re.compile(
    r"<[!?/A-Za-z]|!\[|\]\((?!\s*<?(?:https?:|mailto:|tel:))|^[ >]{0,9}\[[^\]\n]+\]:",
    re.IGNORECASE | re.MULTILINE,
)
_ELSEWHERE = re.compile(r"/|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WHOLE = "write an address like https://…, ../2026-11-21-checkout-errors/ or ../../components/checkout/"


class _Text(Struct, frozen=True, kw_only=True):
    """A file with its Markdown; without a body, only its front matter is checked."""

    path: str
    body: str


def text_problems(
    root: Path, settings: Settings, incidents: Collection[Incident], paths: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Return the problems in the texts of these incidents; with `paths`, only in these files."""
    suspects = [
        (incident, text)
        for incident in incidents
        for text in _texts(incident)
        if (paths is None or text.path in paths) and _is_suspect(text.body, settings.url)
    ]
    suspects += [
        (incident, _Text(path=path, body=""))
        for incident in incidents
        for path in _with_comments_in_front(incident)
        if paths is None or path in paths
    ]
    # Nearly always: then neither the parser is imported nor the folder of incidents listed.
    if not suspects:
        return ()
    from outspoken.review.destinations import Destinations

    ids = (path.name for path in (root / INCIDENTS).glob("*/*"))
    known = Destinations(root, settings, {*ids, *(incident.id for incident in incidents)})
    for incident in incidents:
        known.add(incident)
    found = (problem for incident, text in suspects for problem in _problems(root, incident, text, known))
    acknowledged = {incident.folder: incident.acknowledged for incident in incidents}
    return tuple(sorted(without_acknowledged(found, acknowledged), key=lambda problem: problem.sort_key))


def _is_suspect(body: str, url: str) -> bool:
    return _SUSPECT.search(body) is not None or url in body


def _texts(incident: Incident) -> Iterator[_Text]:
    yield _Text(path=f"{incident.folder}/{INCIDENT_FILE}", body=incident.body)
    for update in incident.updates:
        yield _Text(path=f"{incident.folder}/{UPDATES}/{update.id}.md", body=update.body)
    if incident.postmortem:
        yield _Text(path=f"{incident.folder}/{POSTMORTEM_FILE}", body=incident.postmortem.body)


def _with_comments_in_front(incident: Incident) -> Iterator[str]:
    """Yield files whose front matter has an HTML comment in a plain text."""
    if _has_comment(incident):
        yield f"{incident.folder}/{INCIDENT_FILE}"
    for update in incident.updates:
        if _has_comment(update):
            yield f"{incident.folder}/{UPDATES}/{update.id}.md"
    if incident.postmortem and _has_comment(incident.postmortem):
        yield f"{incident.folder}/{POSTMORTEM_FILE}"


def _has_comment(record: Struct) -> bool:
    return any("<!--" in text for text in texts(record))


def _problems(root: Path, incident: Incident, text: _Text, known: Destinations) -> Iterator[Problem]:
    found = outline(read_file(str(root / text.path), MAX_FILE, text.path, []) or b"")
    if not text.body:
        yield from _in_front_matter(text, found)
        return
    from outspoken.render.text.findings import references

    # The body begins with its first line that is not empty.
    above = found.lines.get("body", 1) - 1
    for rule, line, message, hint in (
        *_comments(text.body),
        *_html(text.body),
        *(found for one in references(text.body) for found in _reference(one, incident, known)),
    ):
        yield rule.problem(text.path, above + line, message, hint)


_Finding = tuple[rules.Rule, int, str, str]


def _in_front_matter(text: _Text, found: Outline) -> Iterator[Problem]:
    for number, line in found.public:
        if number < found.lines.get("body", 0) and "<!--" in line:
            message = "this field is plain text: readers would see the comment"
            yield rules.HTML_COMMENT.problem(text.path, number, message, "delete the comment")


def _comments(body: str) -> Iterator[_Finding]:
    from outspoken.render.text.find_comments import comments

    for comment in comments(body):
        line = body.count("\n", 0, comment.start) + 1
        if comment.closed:
            message = "this comment is not published, but readers of the repository see it"
            yield rules.HTML_COMMENT, line, message, "delete it, and write notes in the pull request"
        else:
            message = "this comment is not closed and hides the text below it"
            yield rules.UNCLOSED_COMMENT, line, message, "delete it, or write --> at its end"


def _html(body: str) -> Iterator[_Finding]:
    from outspoken.render.text.findings import raw_html

    if found := raw_html(body):
        tags = [shown(one.tag, 40) for one in found]
        listed = f"{', '.join(tags[:3])}{', …' if len(tags) > 3 else ''}"
        message = f"HTML is shown as plain text: {listed}"
        hint = "write Markdown, or put it in backticks if readers should see it"
        yield rules.RAW_HTML, found[0].line, message, hint


def _reference(one: Reference, incident: Incident, known: Destinations) -> Iterator[_Finding]:
    """Yield the problem of a link or an image, if it has one."""
    if one.is_image:
        yield from _image(one, incident.images)
    elif not one.address:
        yield (
            rules.DEAD_LINK,
            one.line,
            "a link has an address that is not allowed on a page",
            "write a full address (https://…)",
        )
    elif _is_within(one.address, known.settings.url):
        yield from _link(one, incident, known)


def _is_within(address: str, url: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # not a valid host, such as http://[a
        return False
    return address.startswith(url) or not (parts.scheme or parts.netloc)


def _image(one: Reference, images: Iterable[str]) -> Iterator[_Finding]:
    name = one.address.rsplit("/", 1)[-1]
    if _ELSEWHERE.match(one.address):
        message = f"the image {shown(one.address)} is not shown, because it is not in the incident's folder"
        yield (
            rules.FOREIGN_IMAGE,
            one.line,
            message,
            "put it in the folder and write only its name, or link to it",
        )
    elif name not in images:
        message = f"the image {shown(name)} is not in the incident's folder"
        hint = did_you_mean(name, images) or "put it there (PNG, JPEG, GIF or WebP), or delete the line"
        yield rules.MISSING_IMAGE, one.line, message, hint


def _link(one: Reference, incident: Incident, known: Destinations) -> Iterator[_Finding]:
    path, address = known.path_of(one.address, incident), shown(one.address)
    if path is not None and known.has(path):
        if known.lacks_anchor(one.address, path, incident):
            yield rules.DEAD_LINK, one.line, *_without_update(one.address, incident)
        return
    meant = known.meant(one.address, path or "", incident)
    if path is None and (not meant or one.address.startswith("/")):
        message = f"{address} is outside of this site, which is at {known.settings.url}"
        whole = "the full address with https://"
        yield (
            rules.DOUBTFUL_LINK,
            one.line,
            message,
            f"write {meant}, or {whole}" if meant else f"write {whole}",
        )
    elif path and not meant and not known.is_ours(path):
        message = f"{address} leads to {known.settings.url}{path}, which this site does not build"
        hint = "make sure that another tool publishes it, or write a full address (https://…)"
        yield rules.DOUBTFUL_LINK, one.line, message, hint
    else:
        message = f"{address} is not a page of this site"
        yield rules.DEAD_LINK, one.line, message, f"write {meant}" if meant else _WHOLE


def _without_update(address: str, incident: Incident) -> tuple[str, str]:
    name = urlsplit(address).fragment
    guess = did_you_mean(name, [update.id for update in incident.updates])
    message = f"{shown(address)} is not an update of this incident"
    return message, guess or "write # and the update's file name without .md"

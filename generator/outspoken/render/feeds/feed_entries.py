"""The entries of a feed, independent of its format: permanent ids and links, safe HTML, UTC times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache

from markupsafe import Markup, escape
from msgspec import Struct

from outspoken.derive.feed_dates import DatedEntry
from outspoken.derive.timeline import Entry, EntryKind, shown_changes
from outspoken.model.incident import Aftermath, Incident, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import State
from outspoken.render.entry_words import action_words, phase_words, state_label, status_label
from outspoken.render.fact_values import TextValues
from outspoken.render.language.language import Language
from outspoken.render.other_facts import other_facts
from outspoken.render.text.markdown import directed, has_right_to_left, render_markdown
from outspoken.render.withdrawals import withdrawal_words

Gettext = Callable[[str], str]

# A tag URI contains a date (RFC 4151). It must never change: a feed with another id is a new feed.
TAG_YEAR = 2026

EARLIEST = datetime(TAG_YEAR, 1, 1, tzinfo=UTC)
"""The start of a feed without any other date; not the date of the build, which changes every time."""

# Characters that XML 1.0 forbids. They can come from a numeric character reference in Markdown.
# The forbidden ones are listed: compiling the set of all allowed characters takes 3 ms.
_NOT_IN_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FeedItem(Struct, frozen=True, kw_only=True):
    """One entry: `id` (a tag URI) and `link` never change; `html` is safe, with absolute URLs.

    `title` is text; `published` and `updated` are in UTC, to the second; `categories` are
    component ids with their names.
    """

    id: str
    link: str
    title: str
    html: str
    published: datetime
    updated: datetime
    categories: tuple[tuple[str, str], ...] = ()


def update_item(dated: DatedEntry, settings: Settings, gettext: Gettext) -> FeedItem:
    """Return the feed's entry for one entry of a timeline; later updates do not change it."""
    incident, entry = dated.incident, dated.entry
    return FeedItem(
        id=f"{_incident_tag(incident, settings)}/{entry.id}",
        link=f"{settings.incident_url(incident.id)}#{entry.id}",
        title=xml_text(f"[{_label(entry, gettext)}] {incident.title}"),
        html=_directed(xml_text(_update_html(dated, settings, gettext)), settings),
        published=dated.date,
        updated=dated.date,
        categories=component_names(incident, settings),
    )


def history_item(
    entries: Sequence[DatedEntry], published: datetime, settings: Settings, gettext: Gettext
) -> FeedItem:
    """Return one feed entry for a whole incident: all its entries, newest first (at least one).

    `published` (UTC) is when its first update was published, even if that was withdrawn.
    """
    incident = entries[0].incident
    url = settings.incident_url(incident.id)
    planned = None if incident.withdrawn else incident.window
    notice = _notice(planned, gettext) if planned else Markup("")
    paragraphs = (_paragraphs(dated, settings, gettext) for dated in entries)
    return FeedItem(
        id=_incident_tag(incident, settings),
        link=url,
        # The id if the title has only characters that XML forbids: an entry must have a title.
        title=xml_text(incident.title).strip() or incident.id,
        html=_directed(xml_text(notice + Markup("\n").join(paragraphs)), settings),
        published=published,
        updated=entries[0].date,
        categories=component_names(incident, settings),
    )


def component_names(incident: Incident, settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return (id, name) of every component that an incident ever affected."""
    return tuple((one, xml_text(settings.public_names[one])) for one in incident.component_ids)


def xml_text(text: str) -> str:
    """Return a text without the characters that XML forbids."""
    return _NOT_IN_XML.sub("", text)


def stamp(instant: datetime) -> str:
    """Return a time such as `2026-11-21 14:05 UTC`: with the year, the same in every language."""
    # Feeds are read for years and in any zone, so with the year and in UTC.
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def window_words(window: Window) -> str:
    """Return a time span such as `2026-11-22 02:00 to 02:20 UTC`, with a dash; both days if they differ."""
    start, end = window.start.astimezone(UTC), window.end.astimezone(UTC)
    last = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M}\u2013{last} UTC"


def _incident_tag(incident: Incident, settings: Settings) -> str:
    # The first id and its year: neither changes when the incident is moved.
    return f"tag:{settings.host},{incident.first_id[:4]}:{incident.first_id}"


def _label(entry: Entry, gettext: Gettext) -> str:
    if entry.kind is EntryKind.POSTMORTEM:
        return gettext("Post-mortem")
    if entry.kind is EntryKind.WITHDRAWAL:
        return gettext("Withdrawn")
    if entry.kind is EntryKind.ACTION:
        return gettext("Follow-up")
    sets_status = entry.sets_status or entry.kind is EntryKind.AUTO
    return status_label(entry, gettext) if sets_status else gettext("Update")


def _directed(html: str, settings: Settings) -> str:
    """Set the writing direction of each paragraph, if any text runs from right to left."""
    is_needed = _is_right_to_left(settings.language) or (not html.isascii() and has_right_to_left(html))
    return directed(html) if is_needed else html


@cache
def _is_right_to_left(language: str) -> bool:
    return Language(language).direction == "rtl"


def _update_html(dated: DatedEntry, settings: Settings, gettext: Gettext) -> str:
    facts = "".join(f"\n<p>{escape(fact)}</p>" for fact in _facts(dated, settings, gettext))
    return str(entry_html(dated.incident, dated.entry, settings, gettext).strip()) + facts


def _facts(dated: DatedEntry, settings: Settings, gettext: Gettext) -> list[str]:
    incident, entry = dated.incident, dated.entry
    facts = []
    if (window := _window(dated)) and not incident.withdrawn:
        facts.append(gettext("Scheduled for %(time)s") % {"time": window_words(window)})
    facts += [
        gettext("%(label)s: %(value)s")
        % {
            "label": settings.public_names[one],
            "value": state_label(state, gettext, by_schedule=entry.by_schedule),
        }
        for one, state in _states(incident, entry)
    ]
    # A final update has neither estimate nor next update, even if the file still contains one.
    update = None if entry.status.is_final else entry.update
    if update and update.eta:
        expected = (
            gettext("Estimated end: %(time)s")
            if incident.is_maintenance
            else gettext("Estimated fix: %(time)s")
        )
        facts.append(expected % {"time": stamp(update.eta)})
    if entry.update:
        facts += _aftermath(entry.update.aftermath, gettext)
        facts += _others(entry.update, settings, gettext)
    if update and update.promise:
        facts.append(gettext("Next update by %(time)s") % {"time": stamp(update.promise)})
    return facts


def _aftermath(left: Aftermath, gettext: Gettext) -> Iterator[str]:
    if left.data:
        yield gettext("Your data: %(what)s") % {"what": left.data}
    if left.todo:
        yield gettext("Still to do: %(what)s") % {"what": left.todo}


def _others(update: Update, settings: Settings, gettext: Gettext) -> Iterator[str]:
    for label, value in other_facts(update):
        text = TextValues(Language(settings.language), settings, stamp).of(value)
        yield gettext("%(label)s: %(value)s") % {"label": gettext(label), "value": text}


def _window(dated: DatedEntry) -> Window | None:
    entry = dated.entry
    if entry.kind in (EntryKind.POSTMORTEM, EntryKind.ACTION):
        return None
    return dated.facts.window_then(entry.id, entry.update.publication if entry.update else None)


def _states(incident: Incident, entry: Entry) -> list[tuple[str, State]]:
    return [(change.component, change.after) for change in shown_changes(incident, entry)]


def _paragraphs(dated: DatedEntry, settings: Settings, gettext: Gettext) -> Markup:
    """Return an entry in the format of hosted status pages: the time, the status in bold, the text."""
    head = Markup("<small>{}</small><br><strong>{}</strong>").format(
        stamp(dated.entry.at), _label(dated.entry, gettext)
    )
    body = entry_html(dated.incident, dated.entry, settings, gettext).strip()
    if body.startswith("<p>"):
        return Markup("<p>{} - {}").format(head, body[len("<p>") :])
    return Markup("<p>{}</p>\n{}").format(head, body)


def _withdrawal(incident: Incident, entry: Entry, gettext: Gettext) -> Markup:
    at = stamp(entry.withdraws.at) if entry.withdraws else ""
    sentences = withdrawal_words(incident, entry, at, gettext)
    return Markup("").join(Markup("<p>{}</p>\n").format(sentence) for sentence in sentences)


def _withdrawn_words(incident: Incident, entry: Entry, url: str) -> Markup:
    if entry.withdraws is None:
        return Markup("")
    quoted = render_markdown(entry.withdraws.body, base=url, images=incident.images)
    return Markup("<blockquote>\n{}</blockquote>").format(quoted)


def _notice(window: Window, gettext: Gettext) -> Markup:
    # Programs that read the feeds of hosted status pages search for this phrase.
    phrase = gettext("THIS IS A SCHEDULED EVENT")
    return Markup("<p><strong>{} {}</strong></p>\n").format(phrase, window_words(window))


def entry_html(incident: Incident, entry: Entry, settings: Settings, gettext: Gettext) -> Markup:
    """Return the text of a timeline's entry as safe HTML with absolute URLs."""
    url = settings.incident_url(incident.id)
    if entry.update is not None:
        return render_markdown(entry.update.body, base=url, images=incident.images)
    if entry.kind is EntryKind.POSTMORTEM and incident.postmortem:
        link = Markup('<p><a href="{}postmortem/">{}</a></p>\n').format(
            url, gettext("What happened, and what we are doing about it")
        )
        return link + render_markdown(incident.postmortem.body, base=url, images=incident.images)
    if entry.kind is EntryKind.WITHDRAWAL:
        return _withdrawal(incident, entry, gettext) + _withdrawn_words(incident, entry, url)
    if entry.action is not None:
        return Markup('<p><a href="{}postmortem/#changed">{}</a></p>').format(
            url, action_words(entry.action, gettext)
        )
    return Markup("<p>{}</p>").format(phase_words(entry, gettext))

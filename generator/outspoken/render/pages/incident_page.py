"""The page of one incident or maintenance: facts first, then the updates, newest first."""

from __future__ import annotations

from markupsafe import Markup

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.own_feed import is_followed, is_recent
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.followup_dates import closed_at
from outspoken.model.incident import Incident, Update
from outspoken.model.site_path import incident_path
from outspoken.model.vocabulary import Level
from outspoken.render.entry_words import action_words, entry_label, phase_words, state_label
from outspoken.render.incident_view import Item, ShownPhase
from outspoken.render.language.terms import word
from outspoken.render.messages.plain_text import plain
from outspoken.render.other_facts import other_facts, other_fields
from outspoken.render.output import Output
from outspoken.render.pages.shown_edits import shown_edits
from outspoken.render.pages.update_log import NEWEST, Move, ShownEntry, update_log
from outspoken.render.shared import Shared, updates_feeds
from outspoken.render.sharing.shared_pictures import incident_picture
from outspoken.render.standards.standard_paths import twin_path
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.page_head import FeedLink, PageHead
from outspoken.render.withdrawals import withdrawal_words


def incident_page(shared: Shared, incident: Incident) -> Output:
    """`incidents/<id>/index.html`."""
    shown, facts = shared.item(incident), shared.facts.of(incident)
    # Old incidents have no feed of their own: it would be a file that never changes.
    followed = is_followed(facts, shared.now)
    postmortem = incident.postmortem if shared.shows(incident.postmortem) else None
    path = incident_path(incident.id)
    others = _others(shared, incident) if other_fields(Incident) else ()
    data = shared.theme.page(
        "incident",
        PageHead(
            title=shared.titled(incident.title),
            path=path,
            description=_description(shared, shown),
            kind="article",
            feeds=_feeds(shared, incident, followed=followed),
            level=shown.level,
            page_of=incident.id,
            picture=incident_picture(shared, incident),
        ),
        item=shown,
        body=render_markdown(incident.body, images=incident.images, headings=2),
        spans=facts.spans,
        has_more=bool(others) or _has_more(incident),
        others=others,
        edits=shown_edits(shared, incident, incident, headings=2),
        log=update_log([_entry(shared, facts, entry) for entry in reversed(facts.timeline(shared.now))]),
        newest=NEWEST,
        followed=followed,
        cause=shared.facts.find(incident.caused_by),
        original=shared.facts.find(incident.duplicate_of),
        postmortem=postmortem,
        feedback=_feedback(shared, incident),
        source=shared.source_links(incident),
    )
    return Output(path + "index.html", data, maker=incident.folder)


def _others(shared: Shared, record: Incident | Update) -> tuple[tuple[str, str], ...]:
    """The facts that no other part of the page shows: labels and values."""
    gettext, values = shared.language.gettext, shared.values
    return tuple((gettext(label), values.of(value)) for label, value in other_facts(record))


def _has_more(incident: Incident) -> bool:
    """Whether it has more facts than its times and who is affected."""
    left = incident.aftermath
    return bool(
        incident.noticed
        or incident.detected_by
        or incident.numbers
        or left.data
        or left.todo
        or incident.credit
        or incident.caused_by
        or incident.duplicate_of
    )


def _description(shared: Shared, shown: Item) -> str:
    incident, _ = shown.incident, shared.language.gettext
    words = (
        incident.affected
        or plain(incident.body, 150)
        or plain(incident.updates[0].body if incident.updates else "", 150)
    )
    phase = shown.tag[0].value.phase
    # The text was written during the incident: without the status a search result would look current.
    if phase not in (ShownPhase.CLOSED, ShownPhase.DONE, ShownPhase.CANCELLED):
        return words
    return _("%(status)s. %(words)s") % {"status": _(word(shown.state.status)), "words": words}


def _feedback(shared: Shared, incident: Incident) -> str:
    """The URL where customers rate how a resolved incident was handled; empty for all others."""
    is_over = not (incident.is_maintenance or incident.withdrawn) and closed_at(incident) is not None
    return shared.settings.feedback_link(incident.id) if is_over else ""


def _feeds(shared: Shared, incident: Incident, *, followed: bool) -> tuple[FeedLink, ...]:
    own = [*updates_feeds(incident.title, incident_path(incident.id))] if followed else []
    if is_recent(shared.facts.of(incident), shared.now):
        own.append(FeedLink(title=incident.title, path=twin_path(incident.id), type="text/markdown"))
    return (*own, *shared.feeds)


def _entry(shared: Shared, facts: IncidentFacts, entry: Entry) -> ShownEntry:
    incident, update, _ = facts.incident, entry.update, shared.language.gettext
    return ShownEntry(
        entry=entry,
        label=entry_label(entry, shared.language.gettext),
        level=_entry_level(incident, entry),
        body=render_markdown(update.body, images=incident.images, headings=4)
        if update
        else _automatic(shared, incident, entry),
        moves=tuple(
            Move(
                component=shared.settings.component(change.component),
                before=_(word(change.before)),
                after=state_label(change.after, _, by_schedule=entry.by_schedule),
            )
            for change in entry.changes
        ),
        edits=shown_edits(shared, incident, update, headings=4) if update else (),
        # Asked for each update of each page: even an empty loop costs something.
        facts=_others(shared, update) if update and other_fields(Update) else (),
        former_id=facts.former_id(entry),
    )


def _entry_level(incident: Incident, entry: Entry) -> Level:
    if entry.withdrawn or entry.status.is_final or incident.withdrawn:
        return Level.OPERATIONAL
    return Level.MAINTENANCE if incident.is_maintenance else entry.impact.level


def _automatic(shared: Shared, incident: Incident, entry: Entry) -> Markup:
    _ = shared.language.gettext
    if entry.kind is EntryKind.POSTMORTEM:
        link = Markup('<a href="postmortem/">{}</a>').format(
            _("What happened, and what we are doing about it")
        )
        return Markup("<p>{}</p>").format(link)
    if entry.kind is EntryKind.WITHDRAWAL:
        at = shared.language.instant(entry.withdraws.at) if entry.withdraws else ""
        sentences = withdrawal_words(incident, entry, at, _)
        return Markup("").join(Markup("<p>{}</p>").format(sentence) for sentence in sentences)
    if entry.action is not None:
        return Markup('<p><a href="postmortem/#changed">{}</a></p>').format(action_words(entry.action, _))
    return Markup("<p>{}</p>").format(phase_words(entry, _))

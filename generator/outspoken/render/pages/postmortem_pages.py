"""Post-mortem pages and their index: the text, the timeline, and the state of the follow-up actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from outspoken.derive.timeline import EntryKind
from outspoken.model.followup_dates import action_due
from outspoken.model.incident import Action, Incident, Postmortem
from outspoken.model.site_path import incident_path
from outspoken.render.entry_words import phase_words, status_label
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.page_head import PageHead

_SUMMARISED = 20
"""How many of the newest post-mortems show their first sentences in the index."""


def postmortem_page(shared: Shared, incident: Incident, postmortem: Postmortem) -> Output:
    """`incidents/<id>/postmortem/index.html`."""
    path = f"{incident_path(incident.id)}postmortem/"
    is_draft = not postmortem.is_visible(shared.now)
    _ = shared.language.gettext
    title = _("Post-mortem: %(title)s") % {"title": incident.title}
    today = shared.settings.day(shared.now)
    data = shared.theme.page(
        "postmortem",
        PageHead(
            title=shared.titled(title),
            path=path,
            description=plain(postmortem.body, 150),
            kind="article",
            feeds=shared.feeds,
            # Search engines must not keep what was not published.
            indexed=not is_draft,
        ),
        item=shared.item(incident),
        postmortem=postmortem,
        is_draft=is_draft,
        # Not `at`: an update that waited an hour for its review reached no reader in that hour.
        first_update=min(
            (update.reached_readers for update in incident.updates if not update.withdrawn), default=None
        ),
        body=render_markdown(postmortem.body, base="../", images=incident.images, headings=2),
        entries=tuple(
            (
                entry,
                status_label(entry, _),
                plain(entry.update.body) if entry.update else phase_words(entry, _),
            )
            for entry in shared.facts.of(incident).timeline(shared.now)
            if entry.kind in (EntryKind.UPDATE, EntryKind.AUTO) and not entry.withdrawn
        ),
        changed=tuple(done for done in postmortem.completions if done.at <= shared.now),
        actions=tuple(
            (action, action_state(action, due, today), due)
            for action in postmortem.actions
            for due in (action_due(action, incident, shared.settings),)
        ),
    )
    return Output(path + "index.html", data, maker=f"{incident.folder}/postmortem.md")


def action_state(action: Action, due: date | None, today: date) -> str:
    """`done`, `late` or `open`."""
    if action.done:
        return "done"
    return "late" if due and due < today else "open"


def postmortem_index(shared: Shared) -> Iterator[Output]:
    """`postmortems/index.html`, newest first."""
    found = [
        (incident, incident.postmortem)
        for incident in shared.history.incidents
        if incident.postmortem and shared.shows(incident.postmortem)
    ]
    # A draft in a preview has no date: it is shown first.
    found.sort(key=lambda pair: (pair[1].visible_from or shared.now, pair[0].id), reverse=True)
    _ = shared.language.gettext
    yield Output(
        "postmortems/index.html",
        shared.theme.page(
            "postmortems",
            PageHead(
                title=shared.titled(_("Post-mortems")),
                path="postmortems/",
                description=_("What went wrong, why, and what we are doing about it."),
                feeds=shared.feeds,
            ),
            postmortems=tuple(
                (
                    shared.item(incident),
                    postmortem,
                    plain(postmortem.body, 220) if place < _SUMMARISED else "",
                )
                for place, (incident, postmortem) in enumerate(found)
            ),
        ),
        maker="the post-mortem index",
    )

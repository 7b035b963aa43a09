"""`/unavailable.html`: what the product's own load balancer shows when the product is down."""

from __future__ import annotations

from markupsafe import Markup, escape

from outspoken.derive.current import IncidentState, Situation
from outspoken.model.vocabulary import Level
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.pages.cards import Card, newest_update
from outspoken.render.shared import Shared
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.page_head import PageHead

# Limits that keep the page within one round trip (about 14 kB), however many incidents are open.
_MOST_CARDS = 4
_MOST_TITLES = 12
_LONGEST_BODY = 1200


def unavailable_page(shared: Shared, current: Situation) -> Output:
    """The page for the situation at the build's `now`.

    It is served from another host, so it asks for no other file, and every link has its whole address.
    """
    found = current.active
    cards = tuple(_card(shared, state) for state in found[:_MOST_CARDS])
    headline = found[0].incident.title if found else ""
    title = headline or shared.language.gettext("The service is unavailable right now")
    data = shared.theme.page(
        "unavailable",
        PageHead(
            title=shared.titled(title),
            path="unavailable.html",
            indexed=False,
            # The page is shown only if the product is down: an outage, even if no incident is written yet.
            level=current.level if found else Level.MAJOR,
        ),
        headline=title,
        cards=cards,
        others=tuple(state.incident for state in found[_MOST_CARDS:][:_MOST_TITLES]),
    )
    return Output("unavailable.html", data, maker="the page for when the product is down")


def _card(shared: Shared, state: IncidentState) -> Card:
    entry = newest_update(shared, state.incident)
    body = _body(shared, state, entry.update.body) if entry and entry.update else Markup()
    return Card(item=shared.item(state.incident), entry=entry, body=body)


def _body(shared: Shared, state: IncidentState, text: str) -> Markup:
    """The update without its pictures; a long one is cut, since the incident's page has all of it."""
    # Plain words: cut Markdown could be left with an open element.
    if len(text) > _LONGEST_BODY:
        return Markup("<p>{}</p>").format(escape(plain(text, _LONGEST_BODY // 2)))
    html = render_markdown(text, base=shared.settings.incident_url(state.incident.id), headings=4)
    # Without a script, only tabindex makes a scrolling table reachable by keyboard.
    return html.replace("<table>", Markup('<table tabindex="0">'))

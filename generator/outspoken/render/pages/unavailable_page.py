"""`/unavailable.html`: what the product's own load balancer shows when the product is down."""

from __future__ import annotations

from markupsafe import Markup, escape
from msgspec import Struct

from outspoken.derive.current import Situation, Standing
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.vocabulary import Level
from outspoken.render.incident_view import Item
from outspoken.render.messages.plain_text import plain
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.text.markdown import render_markdown
from outspoken.render.theme.theme import PageHead

# One round trip's worth of bytes, whatever happens.
_MOST_CARDS = 4
_MOST_TITLES = 12
_LONGEST_BODY = 1200


class Card(Struct, frozen=True, kw_only=True):
    """An incident or maintenance with its newest update: entry and safe HTML, where people wrote one."""

    item: Item
    entry: Entry | None
    body: Markup


def unavailable_page(shared: Shared, here: Situation) -> Output:
    """The page for the situation at the build's `now`.

    It is served from another host, so it asks for no other file, and every link has its whole address.
    """
    found = (*here.open, *here.working)
    cards = tuple(_card(shared, stands) for stands in found[:_MOST_CARDS])
    headline = found[0].incident.title if found else ""
    title = headline or shared.language.gettext("The service is unavailable right now")
    data = shared.theme.page(
        "unavailable",
        PageHead(
            title=shared.titled(title),
            path="unavailable.html",
            indexed=False,
            # This page is shown only if the product is down, whatever the incidents say.
            level=here.level if found else Level.MAJOR,
        ),
        headline=title,
        cards=cards,
        others=tuple(stands.incident for stands in found[_MOST_CARDS:][:_MOST_TITLES]),
    )
    return Output("unavailable.html", data, maker="the page for when the product is down")


def _card(shared: Shared, stands: Standing) -> Card:
    shown = shared.item(stands.incident)
    for entry in reversed(shared.facts.of(stands.incident).timeline(shared.now)):
        if entry.kind is EntryKind.UPDATE and entry.update and not entry.withdrawn:
            return Card(item=shown, entry=entry, body=_body(shared, stands, entry.update.body))
    return Card(item=shown, entry=None, body=Markup())


def _body(shared: Shared, stands: Standing, text: str) -> Markup:
    """The update without its pictures; a long one is cut, since the incident's page has all of it."""
    # Plain words: cut Markdown could be left with an open element.
    if len(text) > _LONGEST_BODY:
        return Markup("<p>{}</p>").format(escape(plain(text, _LONGEST_BODY // 2)))
    html = render_markdown(text, base=shared.settings.incident_url(stands.incident.id), headings=4)
    # Without a script, only tabindex makes a scrolling table reachable by keyboard.
    return html.replace("<table>", Markup('<table tabindex="0">'))

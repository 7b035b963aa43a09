"""The list of all feeds as OPML 2.0 (http://opml.org/spec2.opml), which feed readers import."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lxml.etree import Element, SubElement, _Element, tostring

from outspoken.model.settings import Settings
from outspoken.render.feeds.feed_entries import Gettext, xml_text
from outspoken.render.output import Output
from outspoken.render.topic import OPML_FILE, Topic, by_group


def topic_title(topic: Topic, settings: Settings, gettext: Gettext) -> str:
    """Return the site's name and the topic's, which is the title of its feeds and its calendar."""
    return gettext("%(label)s: %(value)s") % {"label": settings.site_name, "value": topic.name}


def updates_title(name: str, gettext: Gettext) -> str:
    """Return the title of the feed of all updates of something with this name."""
    return gettext("%(name)s - Updates") % {"name": name}


def subscription_list(topics: Iterable[Topic], settings: Settings, day: date, gettext: Gettext) -> Output:
    """Return the list of update feeds: of the site, each group with its components, other components.

    Components that are retired on `day` are left out, since their feeds get no new entries. There is no date
    in it, so that the same feeds give the same bytes.
    """
    root = Element("opml", version="2.0")
    head, body = SubElement(root, "head"), SubElement(root, "body")
    title = gettext("%(label)s: %(value)s") % {"label": settings.site_name, "value": gettext("All feeds")}
    SubElement(head, "title").text = xml_text(title)
    SubElement(head, "ownerId").text = settings.url
    SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    _add_feed(body, updates_title(settings.site_name, gettext), "", "", settings)
    for name, members in by_group(topics, day):
        # Feed readers show an outline without a feed as a folder; most support one level of folders.
        folder = SubElement(body, "outline", text=xml_text(name)) if name else body
        for topic in members:
            title = updates_title(topic_title(topic, settings, gettext), gettext)
            _add_feed(folder, title, topic.folder, topic.page, settings)
    data = tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return Output(OPML_FILE, data, maker="the list of feeds")


def _add_feed(parent: _Element, title: str, folder: str, page: str, settings: Settings) -> None:
    name, site = xml_text(title), settings.url
    # `rss` for Atom too: the specification has no other type, and feed readers detect the format.
    SubElement(
        parent,
        "outline",
        {
            "type": "rss",
            "text": name,
            "title": name,
            "xmlUrl": f"{site}{folder}updates.atom",
            "htmlUrl": f"{site}{page}",
        },
    )

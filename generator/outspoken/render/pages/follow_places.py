"""The places of a prose page that list what can be followed, and show the badge."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from outspoken.model.settings import Settings
from outspoken.render.badges.badge_snippet import badge_snippet
from outspoken.render.topic import Topic, by_group, topics

_MARKUP = re.compile(r"[\\`*_\[\]|]")


def feed_lines(settings: Settings, gettext: Callable[[str], str], root: str) -> Iterator[str]:
    """Yield a Markdown list of the feeds of every group and component, without those with a `retired` day.

    `root` is the relative path from the page's file to the folder of all pages.
    """
    # The last possible day: prose pages have no clock, so a component is left out once it has a retired day.
    for group, members in by_group(topics(settings), date.max):
        for topic in members:
            indent = "    " if group and topic.kind == "component" else ""
            yield f"{indent}- {_line(topic, root, gettext)}"


def badge_lines(settings: Settings, root: str) -> Iterator[str]:
    """Yield the badge of the site, and the Markdown that shows it elsewhere."""
    snippet = badge_snippet(settings.site_name, settings.url, "", "")
    yield from (f"![{plain(settings.site_name)}]({root}badge.svg)", "", "```markdown", snippet, "```")


def plain(text: str) -> str:
    """Return a text within Markdown so that it shows as it is written, never as markup."""
    return _MARKUP.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;")


def _line(topic: Topic, root: str, gettext: Callable[[str], str]) -> str:
    folder = root + topic.folder
    calendar = gettext("Maintenance calendar")
    links = f"[Atom]({folder}updates.atom), [RSS]({folder}updates.rss), [{calendar}]({folder}calendar.ics)"
    name = f"**{plain(topic.name)}**" if topic.kind == "group" else plain(topic.name)
    return gettext("%(label)s: %(value)s") % {"label": name, "value": links}

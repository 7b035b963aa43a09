"""Every badge of a site: of all of it, of each component and of each group, as an image and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from outspoken.derive.current import Situation
from outspoken.render.badges.badge import Badge, site_badge, topic_badge
from outspoken.render.badges.badge_json import badge_json
from outspoken.render.badges.badge_svg import badge_svg
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.topic import topics

BADGE_FILES = ("badge.svg", "badge.json")
"""The badges of the site, and of each component and group."""


def badge_outputs(shared: Shared, current: Situation) -> Iterator[Output]:
    """Yield both files of each badge, with the states of `current`; former ids have them too."""
    settings, gettext = shared.settings, shared.language.gettext
    yield from _files(site_badge(settings, current, gettext), "", shared)
    for topic in topics(settings):
        badge = topic_badge(topic, settings, current, gettext)
        yield from topic.with_twins(_files(badge, topic.folder, shared))


def _files(badge: Badge, folder: str, shared: Shared) -> Iterator[Output]:
    icon = shared.theme.shape(badge.sign)
    image = badge_svg(badge, badge.spoken(shared.language.gettext), icon)
    for name, data in zip(BADGE_FILES, (image, badge_json(badge, icon)), strict=True):
        yield Output(folder + name, data, maker="the badges")

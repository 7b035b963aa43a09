"""The content of a badge, independent of the format: a name, its state as text, a colour and a shape."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from outspoken.derive.current import Situation
from outspoken.model.settings import Settings
from outspoken.render.entry_words import Gettext, state_label
from outspoken.render.language.terms import word
from outspoken.render.theme.colours import contrast
from outspoken.render.theme.signs import SIGNS, Sign
from outspoken.render.topic import Topic

_INKS = ("#ffffff", "#141412")


class Badge(Struct, frozen=True, kw_only=True):
    """The two texts of a badge: `label` is the name of the site, component or group, `message` its state."""

    label: str
    message: str
    sign: Sign

    @property
    def colour(self) -> str:
        return f"#{self.sign.colour}"

    @property
    def ink(self) -> str:
        """The colour of text and shape: the light or the dark one, whichever has more contrast."""
        return max(_INKS, key=lambda ink: contrast(ink, self.colour))

    def spoken(self, gettext: Gettext) -> str:
        """Return the badge in one line of text."""
        return gettext("%(label)s: %(value)s") % {"label": self.label, "value": self.message}


def site_badge(settings: Settings, current: Situation, gettext: Gettext) -> Badge:
    """Return the badge of the whole site, with the same level as its page."""
    return Badge(label=settings.site_name, message=gettext(word(current.level)), sign=SIGNS[current.level])


def topic_badge(topic: Topic, settings: Settings, current: Situation, gettext: Gettext) -> Badge:
    """Return the badge of a component or a group: the worst state of its components on the home page."""
    ids = _counted(topic, settings.day(current.now))
    if not ids:
        return Badge(label=topic.name, message=gettext("Retired"), sign=SIGNS["neutral"])
    state = current.worst_of(ids)
    words = state_label(state, gettext, by_schedule=current.is_by_schedule(ids))
    return Badge(label=topic.name, message=words, sign=SIGNS[state])


def _counted(topic: Topic, day: date) -> list[str]:
    listed = [one.id for one in topic.components if one.is_listed(day)]
    # A component is not listed before its first day, but it may be in trial use, and has a state.
    return listed or [one.id for one in topic.components if one.retired is None or day < one.retired]

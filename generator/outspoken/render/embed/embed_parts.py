"""The names by which an embedded view is filtered to some components and groups."""

from __future__ import annotations

from datetime import date

from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.render.topic import Topic, topics


def listed_topics(settings: Settings, day: date) -> tuple[Topic, ...]:
    """The components and groups that can be chosen on this day, which is one in the site's zone."""
    return tuple(topic for topic in topics(settings) if any(one.is_listed(day) for one in topic.components))


def names_of(topic: Topic) -> tuple[str, ...]:
    """`component/<id>` or `group/<id>`, also with former ids, which pasted snippets still have."""
    return tuple(f"{topic.kind}/{name}" for name in (topic.id, *topic.former_ids))


def every_name(settings: Settings) -> tuple[str, ...]:
    """All names; the scripts ignore any other, so that a typing error does not hide every incident."""
    return tuple(name for topic in topics(settings) for name in names_of(topic))


def touched_by(incident: Incident, settings: Settings) -> tuple[str, ...]:
    """The names of what an incident touches; none if it is about the whole service."""
    ids = set(incident.component_ids)
    touched = (topic for topic in topics(settings) if any(one.id in ids for one in topic.components))
    return tuple(name for topic in touched for name in names_of(topic))

"""Components and groups as readers follow them: each has a folder with its own feeds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from outspoken.derive.uptime.group_uptime import as_one
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.settings import Settings
from outspoken.render.output import Output

OPML_FILE = "outspoken.opml"
"""The path of the list of all feeds, from the site's root."""


class Topic(Struct, frozen=True, kw_only=True):
    """A component or a group: `components` are its own; `name` is unambiguous, for places without the group.

    `folder` is where its files are, from the site's root and with a slash at the end; `former_folders` have
    the same files, of its former ids. `page` is the path of the page that shows it, `since` its first day.
    """

    kind: str
    id: str
    name: str
    components: tuple[Component, ...]
    former_ids: tuple[str, ...]
    page: str
    since: date | None = None

    @property
    def folder(self) -> str:
        return self._folder(self.id)

    @property
    def folders(self) -> tuple[str, ...]:
        """Its folder, then those of its former ids."""
        return tuple(self._folder(one) for one in (self.id, *self.former_ids))

    def with_twins(self, outputs: Iterable[Output]) -> Iterator[Output]:
        """Yield its outputs, and the same bytes at the addresses of its former ids.

        Copies instead of redirects, since not every feed reader follows a redirect.
        """
        for output in outputs:
            yield output
            for former in self.former_ids:
                path = self._folder(former) + output.path.removeprefix(self.folder)
                yield Output(path, output.data, maker=f"the former id {former} of {self.kind} {self.id}")

    def _folder(self, name: str) -> str:
        return f"{self.kind}s/{name}/"


def topics(settings: Settings) -> tuple[Topic, ...]:
    """Return every component, then every group, in the order of the settings."""
    members = dict(settings.groups)
    return (
        *(component_topic(component, settings) for component in settings.components),
        *(_group_topic(group, members.get(group.name, ())) for group in settings.named_groups),
    )


def by_group(topics: Iterable[Topic], day: date) -> Iterator[tuple[str, list[Topic]]]:
    """Yield each group's name with its topic and those of its components, then the rest without a name.

    Components that are retired on `day` are left out.
    """
    offered = [
        one for one in topics if any(not each.retired or day < each.retired for each in one.components)
    ]
    groups = {one.name: [one] for one in offered if one.kind == "group"}
    rest: list[Topic] = []
    for topic in offered:
        if topic.kind == "component":
            groups.get(topic.components[0].group or "", rest).append(topic)
    yield from groups.items()
    yield "", rest


def component_topic(component: Component, settings: Settings) -> Topic:
    """Return the topic of one component."""
    return Topic(
        kind="component",
        id=component.id,
        name=settings.public_names[component.id],
        components=(component,),
        former_ids=component.former_ids,
        page=f"components/{component.id}/",
        since=component.since,
    )


def group_topic_of(component: Component, settings: Settings) -> Topic | None:
    """Return the topic of a component's group; None if it has no group."""
    found = next((group for group in settings.named_groups if group.name == component.group), None)
    if found is None:
        return None
    # Not `settings.groups`, which is computed again at each call: this runs for every component's page.
    members = (one for one in settings.components if one.group == found.name)
    return _group_topic(found, tuple(members))


def _group_topic(group: ComponentGroup, members: tuple[Component, ...]) -> Topic:
    return Topic(
        kind="group",
        id=group.id,
        name=group.name,
        components=members,
        former_ids=group.former_ids,
        # A group has no page of its own: the home page lists its components.
        page="",
        since=as_one(members).since,
    )

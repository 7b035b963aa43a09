"""The ordered list of everything a site is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from outspoken.derive.current import situation
from outspoken.derive.own_feed import is_recent
from outspoken.derive.uptime.intervals import component_intervals
from outspoken.model.history import History
from outspoken.model.incident import Incident
from outspoken.render.api.api_files import API_FILES, api_outputs
from outspoken.render.badges.all_badges import BADGE_FILES, badge_outputs
from outspoken.render.embed.embed_outputs import EMBED_FILES, EMBED_PAGES, embed_outputs
from outspoken.render.former_id_copies import with_twins
from outspoken.render.host.host_files import host_files
from outspoken.render.output import Output
from outspoken.render.pages.component_page import component_page
from outspoken.render.pages.history_pages import history_page, month_page, months
from outspoken.render.pages.home_page import home_page
from outspoken.render.pages.incident_page import incident_page
from outspoken.render.pages.maintenance_page import maintenance_page
from outspoken.render.pages.postmortem_pages import postmortem_index, postmortem_page
from outspoken.render.pages.record_page import record_page
from outspoken.render.pages.unavailable_page import unavailable_page
from outspoken.render.shared import Shared, prepare
from outspoken.render.sharing.shared_pictures import picture_files
from outspoken.render.sharing.site_icons import icon_files
from outspoken.render.standards.markdown_twin import markdown_twin
from outspoken.render.standards.standard_files import standard_files
from outspoken.render.standards.standard_paths import AT_THE_ROOT
from outspoken.render.theme.loaded_files import loaded_files
from outspoken.render.topic import OPML_FILE, topics

__all__ = [
    "Part",
    "incident_outputs",
    "linkable_paths",
    "page_parts",
    "prepare",
    "site_outputs",
    "site_parts",
]

FEED_FILES = (
    "updates.atom",
    "updates.rss",
    "updates.json",
    "history.atom",
    "history.rss",
    "calendar.ics",
    OPML_FILE,
    *BADGE_FILES,
)
"""The feeds and badges of the site."""

TOPIC_FILES = ("updates.atom", "updates.rss", "updates.json", "calendar.ics", *BADGE_FILES)
"""The feeds and badges of each component and group."""

Part = Callable[[], Iterable[Output]]
"""One independent task: its outputs are rendered while it is iterated over."""


def incident_outputs(shared: Shared, incident: Incident) -> tuple[Output, ...]:
    """The page of an incident, also as Markdown if it is recent, and the page of a shown post-mortem."""
    found = [incident_page(shared, incident)]
    # Not for every incident of a long history: hosts limit the number of files.
    if is_recent(shared.facts.of(incident), shared.now):
        found += with_twins(incident, [markdown_twin(shared, incident)])
    if incident.postmortem and shared.shows(incident.postmortem):
        found.append(postmortem_page(shared, incident, incident.postmortem))
    return tuple(found)


def site_parts(shared: Shared) -> tuple[Part, ...]:
    """Everything but the incidents' own pages, as independent tasks, the longest first."""
    return (partial(_feeds, shared), *page_parts(shared))


def page_parts(shared: Shared) -> tuple[Part, ...]:
    """All of `site_parts` but the feeds, which are made without templates."""
    months_found = months(shared)
    order = list(months_found)
    # Each month links to the next one that has incidents, so that no link leads to an empty page.
    neighbours = zip([None, *order], order, [*order[1:], None], strict=False)
    return (
        partial(_home_and_components, shared),
        partial(history_page, shared, months_found),
        *(
            partial(month_page, shared, month, months_found[month], newer, older)
            for newer, month, older in neighbours
            if month is not None
        ),
        partial(maintenance_page, shared),
        partial(postmortem_index, shared),
        *((partial(record_page, shared),) if shared.settings.record else ()),
        partial(host_files, shared, _page_urls(shared)),
        partial(loaded_files, shared.theme),
        partial(embed_outputs, shared),
        partial(icon_files, shared.theme.overrides),
        partial(picture_files, shared),
    )


def site_outputs(shared: Shared) -> Iterator[Output]:
    """All of `site_parts`, one output after the other."""
    for part in site_parts(shared):
        yield from part()


def linkable_paths(history: History) -> tuple[str, ...]:
    """Every path that a person could link to or put into the navigation, without those of incidents."""
    pages = ["history/", "maintenance/", "postmortems/", *EMBED_PAGES]
    pages += ["record/"] if history.settings.record else []
    followed = topics(history.settings)
    pages += [folder for topic in followed if topic.page for folder in topic.folders]
    files = ["build.json", "days.json", *FEED_FILES, *EMBED_FILES, *AT_THE_ROOT, *API_FILES]
    files += [folder + file for topic in followed for folder in topic.folders for file in TOPIC_FILES]
    # A site may have thousands of incidents: the prose engine registers only those that a page mentions.
    return (*(f"{page}index.html" for page in pages), *files)


def _feeds(shared: Shared) -> Iterable[Output]:
    # Imported only here: `check` renders pages where the libraries for feeds are not installed.
    from outspoken.render.feeds.all_feeds import feed_outputs

    return feed_outputs(shared.facts, shared.now, shared.language.gettext)


def _home_and_components(shared: Shared) -> Iterator[Output]:
    """Home page, component pages, badges and files for programs: all use the components' intervals.

    They are one task because the intervals take one pass over all incidents.
    """
    intervals = component_intervals(shared.facts, shared.now)
    current = situation(shared.facts, shared.now)
    yield from home_page(shared, intervals, current)
    yield unavailable_page(shared, current)
    yield from standard_files(shared, intervals, current)
    yield from api_outputs(shared, intervals, current)
    for component in shared.settings.components:
        yield from component_page(shared, component, intervals.get(component.id, ()), current)
    yield from badge_outputs(shared, current)


def _page_urls(shared: Shared) -> tuple[str, ...]:
    ours = ("", "history/", "maintenance/", "postmortems/", *(("record/",) if shared.settings.record else ()))
    components = (f"components/{component.id}/" for component in shared.settings.components)
    return tuple(dict.fromkeys((*ours, *components, *shared.prose.pages)))

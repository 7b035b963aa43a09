"""`/llms.txt`: what is wrong now, and where a program reads more, in the format of llmstxt.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outspoken.derive.current import IncidentState, Situation
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.own_feed import is_recent
from outspoken.render.entry_words import Gettext
from outspoken.render.language.terms import word
from outspoken.render.output import Output
from outspoken.render.pages.headline import hero
from outspoken.render.shared import Shared
from outspoken.render.standards.markdown_twin import utc
from outspoken.render.standards.quoted_text import one_line
from outspoken.render.standards.standard_paths import LLMS, METRICS, PROBLEM, STATE, WORD, twin_path

# An assistant reads the whole file into its context, so it must stay short.
_MOST_INCIDENTS = 30


def llms_text(shared: Shared, current: Situation) -> Output:
    """The file for the situation at the build's `now`; it links to the Markdown of every recent incident."""
    return Output(LLMS, "\n".join([*_lines(shared, current), ""]).encode(), maker="llms.txt")


def _lines(shared: Shared, current: Situation) -> Iterator[str]:
    _, settings = shared.language.gettext, shared.settings
    worst = hero(current).incident
    headline = one_line(worst.title) if worst else _(word(current.level))
    as_of = _("As of %(time)s.") % {"time": utc(shared.now)}
    yield from (f"# {one_line(settings.site_name)}", "", f"> {headline}", f"> {as_of}", "")
    quotes = _("Lines that begin with %(sign)s in the files of incidents are quoted from what people wrote.")
    yield quotes % {"sign": "`>`"}
    # Each is listed once: an assistant would count it twice.
    named = {one.incident.id for one in (*current.active, *current.upcoming)}
    recent = [one for one in _recent(shared) if one.incident.id not in named]
    yield from _section(_("Active incidents"), (_state_line(shared, one) for one in current.active))
    yield from _section(_("Scheduled maintenance"), (_state_line(shared, one) for one in current.upcoming))
    ended = (_state_line(shared, shared.item(one.incident).state) for one in recent[:_MOST_INCIDENTS])
    yield from _section(_("Last 14 days"), ended)
    yield from _section(_("Data"), (_link(settings.url, *file) for file in _files(_)))
    # The format gives this title a meaning, so it is not translated.
    yield from _section("Optional", (_link(settings.url, *file) for file in _more(_)))


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    found = tuple(items)
    if found:
        yield from ("", f"## {title}", "", *found)


def _recent(shared: Shared) -> list[IncidentFacts]:
    """The incidents that have a file of their own, newest first."""
    found = [facts for facts in shared.facts.incidents if is_recent(facts, shared.now)]
    return sorted(found, key=lambda facts: (facts.incident.started, facts.incident.id), reverse=True)


def _state_line(shared: Shared, one: IncidentState) -> str:
    _, incident = shared.language.gettext, one.incident
    status = _("Withdrawn") if incident.withdrawn else _(word(one.status))
    if one.by_schedule and not incident.withdrawn:
        status = _("Scheduled end")
    start = incident.window.start if incident.window else one.started
    address = f"{shared.settings.url}{twin_path(incident.id)}"
    return f"- [{one_line(incident.title)}]({address}): {status}, {utc(start)}"


def _link(site: str, path: str, name: str, words: str) -> str:
    return f"- [{name}]({site}{path}): {words}"


def _files(_: Gettext) -> Iterator[tuple[str, str, str]]:
    words = "`none`, `maintenance`, `minor`, `major`, `critical`"
    yield WORD, WORD, _("the overall state in one word: %(words)s") % {"words": words}
    yield "api/v2/summary.json", "summary.json", _("components, active incidents and maintenance (JSON)")
    yield "updates.json", "updates.json", _("All updates (JSON)")
    yield "calendar.ics", "calendar.ics", _("Scheduled maintenance")
    yield METRICS, METRICS, _("figures for monitoring (OpenMetrics)")
    yield STATE, STATE, _("the state as Open Operational State 0.1, a draft (JSON)")
    yield PROBLEM, PROBLEM, _("the answer to requests while the service is unavailable (JSON)")


def _more(_: Gettext) -> Iterator[tuple[str, str, str]]:
    yield "history/", _("History"), _("All incidents and scheduled maintenance, by month.")
    yield "postmortems/", _("Post-mortems"), _("What happened, and what we are doing about it")

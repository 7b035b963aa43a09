"""Renders a site's own message templates with every kind of news, to find errors before an incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from outspoken.derive.cadence import Overdue, OverdueKind
from outspoken.derive.facts import IncidentFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.incident import Incident, Update
from outspoken.model.key_values import facts
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Kind
from outspoken.shipped import own_templates, templates_dir

if TYPE_CHECKING:
    from outspoken.render.language.language import Language
    from outspoken.render.messages.message_facts import MessageFacts

_HOUR = timedelta(hours=1)


def message_problems(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """Return the problems of message templates; none if the site has none of its own."""
    own = own_templates(root)
    folders = [own / "messages"] if own is not None and (own / "messages").is_dir() else []
    asked = {channel.template for channel in settings.channels if channel.template}
    if not asked and not folders:
        return ()
    from outspoken.render.language.language import Language
    from outspoken.render.messages.message_templates import MessageTemplates

    language = Language(settings.language)
    templates = MessageTemplates(settings=settings, language=language, overrides=own)
    # A shipped template may include one that the site has replaced.
    files = (path for place in (*folders, templates_dir() / "messages") for path in place.glob("*.*"))
    names = asked | {path.name for path in files if path.suffix in {".txt", ".html"}}
    samples = list(_samples(settings, language))
    found: dict[tuple[str, int | None], Problem] = {}
    for name in sorted(names):
        is_reminder = "-overdue." in name and name not in asked
        for news in samples:
            if is_reminder is not (news.overdue_case is not None):
                continue
            try:
                templates.write(name, news)
            except ProblemsError as fault:
                found |= {(one.path, one.line): one for one in fault.problems}
    return tuple(found.values())


def _samples(settings: Settings, language: Language) -> Iterator[MessageFacts]:
    from outspoken.derive.followup.reminders import reminder
    from outspoken.render.messages.message_facts import news_of, news_of_overdue
    from outspoken.render.messages.sample_incidents import SAMPLE_END, SAMPLE_START, sample_incidents

    bare = sample_incidents(settings)
    # A part of a template that is only for a fact is rendered as well.
    for incident in (*bare, *(_with_facts(one) for one in bare if not one.withdrawn)):
        for entry in IncidentFacts(incident).timeline(SAMPLE_END):
            yield news_of(incident, entry, entry.at, settings, language)
            yield news_of(incident, entry, entry.at, settings, language, threaded=True)
        reminding = reminder(IncidentFacts(incident), _reminding(settings), SAMPLE_START + _HOUR)
        if reminding:
            yield news_of(incident, reminding, reminding.at, settings, language)
        for kind in OverdueKind:
            late = Overdue(incident=incident, kind=kind, since=SAMPLE_START + _HOUR, case=str(kind))
            yield news_of_overdue(late, SAMPLE_START + _HOUR, settings, language)


def _with_facts(incident: Incident) -> Incident:
    """Return a sample with a value for every fact that its kind may have."""
    updates = tuple(replace(one, **_examples(Update, incident.kind)) for one in incident.updates)
    return replace(incident, **_examples(Incident, incident.kind), updates=updates)


@cache
def _examples(record: type[Incident | Update], kind: Kind) -> Mapping[str, Any]:
    from outspoken.source.format.example_values import example_values

    return example_values((one for one in facts(record).values() if one.only in (None, kind)), [])


def _reminding(settings: Settings) -> Settings:
    return replace(settings, planned=replace(settings.planned, remind=(_HOUR,)))

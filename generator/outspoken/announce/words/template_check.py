"""Tries a site's own message templates on every kind of news, before they are needed in an incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outspoken.derive.cadence import Debt, Overdue
from outspoken.derive.facts import IncidentFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.incident import Difference, Edit, Incident, Postmortem, Publication, Update, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status

if TYPE_CHECKING:
    from outspoken.render.language.language import Language
    from outspoken.render.messages.message_facts import MessageFacts

_START = datetime(2026, 1, 5, 9, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_PUBLISHED = Publication(at=_START, bulk=True)


def message_problems(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """Return the problems of message templates; none if the site has none of its own."""
    folder = root / "templates" / "messages"
    asked = {channel.template for channel in settings.channels if channel.template}
    if not asked and not folder.is_dir():
        return ()
    from outspoken.render.language.language import Language
    from outspoken.render.messages.message_templates import MessageTemplates
    from outspoken.render.shared import own_templates
    from outspoken.shipped import templates_dir

    language = Language(settings.language)
    templates = MessageTemplates(settings=settings, language=language, overrides=own_templates(root))
    # A shipped template may include one that the site has replaced.
    files = (path for place in (folder, templates_dir() / "messages") for path in place.glob("*.*"))
    names = asked | {path.name for path in files if path.suffix in {".txt", ".html"}}
    samples = list(_samples(settings, language))
    found: dict[tuple[str, int | None], Problem] = {}
    for name in sorted(names):
        is_reminder = "-overdue." in name and name not in asked
        for news in samples:
            if is_reminder is not (news.debt is not None):
                continue
            try:
                templates.write(name, news)
            except ProblemsError as fault:
                found |= {(one.path, one.line): one for one in fault.problems}
    return tuple(found.values())


def _samples(settings: Settings, language: Language) -> Iterator[MessageFacts]:
    from outspoken.render.messages.message_facts import news_of, news_of_debt

    for incident in (*_withdrawn(settings), _incident(settings), _maintenance(settings)):
        for entry in IncidentFacts(incident).timeline(_START + 9 * _HOUR):
            yield news_of(incident, entry, entry.at, settings, language)
            yield news_of(incident, entry, entry.at, settings, language, threaded=True)
        for debt in Debt:
            late = Overdue(incident=incident, debt=debt, since=_START + _HOUR, case=str(debt))
            yield news_of_debt(late, _START + _HOUR, settings, language)


def _withdrawn(settings: Settings) -> tuple[Incident, Incident]:
    """Yield a withdrawn update and a withdrawn incident."""
    why = "It was a false alarm."
    edit = Edit(at=_START + 5 * _HOUR, facts=(Difference(name="withdrawn", before=None, after=why),))
    incident = _incident(settings)
    last = replace(incident.updates[-1], withdrawn=why, edits=(edit,))
    return (
        replace(incident, updates=(*incident.updates[:-1], last)),
        replace(incident, withdrawn=why, edits=(edit,)),
    )


def _incident(settings: Settings) -> Incident:
    statuses = (Status.INVESTIGATING, Status.IDENTIFIED, Status.MONITORING, Status.RESOLVED)
    return Incident(
        id="2026-01-05-a-sample",
        title="A sample",
        kind=Kind.INCIDENT,
        impact=Impact.MAJOR,
        components=tuple((one.id, State.PARTIAL_OUTAGE) for one in settings.components[:1]),
        started=_START,
        body="",
        publication=_PUBLISHED,
        updates=tuple(_update(place, status) for place, status in enumerate(statuses)),
        postmortem=Postmortem(body="A sample.", publication=_PUBLISHED, published=_START + 8 * _HOUR),
    )


def _maintenance(settings: Settings) -> Incident:
    return Incident(
        id="2026-01-05-planned-sample",
        title="A planned sample",
        kind=Kind.MAINTENANCE,
        impact=Impact.NONE,
        components=tuple((one.id, State.UNDER_MAINTENANCE) for one in settings.components[:1]),
        started=_START + 2 * _HOUR,
        window=Window(start=_START + 2 * _HOUR, end=_START + 3 * _HOUR),
        body="",
        publication=_PUBLISHED,
        updates=(_update(0, Status.SCHEDULED),),
    )


def _update(hour: int, status: Status) -> Update:
    at = _START + hour * _HOUR
    return Update(
        id=f"{at:%Y%m%dT%H%M%SZ}-{status}",
        at=at,
        body="A sample.",
        publication=_PUBLISHED,
        status=status,
        next_update=_HOUR,
    )

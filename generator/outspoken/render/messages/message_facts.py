"""The facts of one piece of news for message templates, as of its time, in the site's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from markupsafe import Markup
from msgspec import Struct

from outspoken.derive.cadence import Overdue, OverdueKind, longest_silence
from outspoken.derive.current import IncidentState, incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.plan.plan_cases import THE_PLAN
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident, Window
from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Impact, Kind, State, Status
from outspoken.render.entry_words import state_label
from outspoken.render.language.language import Language
from outspoken.render.messages.key_facts import key_facts
from outspoken.render.messages.news_case import Case, case_of
from outspoken.render.messages.news_words import news_html, news_label, news_words
from outspoken.render.messages.next_update_link import next_post_url


class MessageFacts(Struct, frozen=True, kw_only=True):
    """One piece of news for templates; unknown values are empty or None, times are in UTC.

    `at` is when it was published, `happened` when the event was, if that differs noticeably. `label` is the
    status or the kind of news, as text; `words` is its plain text, and `html` the same, safe for mail.
    `components` are (name, state as text) after it, `changes` those that this news changed. `since`, `ended`
    and `lasted` are the incident's start, end and duration at that time. `promise` and `eta` belong to this
    news, if it has any; an estimate in the past is left out, and `eta_passed` is true. `silence` is the
    longest time without an update that the settings allow. `by_schedule`: the window has ended, without an
    update about it.
    `keys` are the facts in the front matter, by attribute; templates use them as `news.affected`.
    `detail` names the subject of an overdue case, if there are several of its kind; `feedback` is the URL
    where customers rate how a resolved incident was handled.
    `link` leads to this news, `page` to the incident, `post` to a form for the next update. `threaded` news
    is a reply to the first message, which has the title.
    """

    case: Case
    kind: Kind
    title: str
    status: Status
    impact: Impact
    label: str
    words: str
    html: Markup
    at: datetime
    link: str
    page: str
    post: str = ""
    happened: datetime | None = None
    components: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None
    ended: datetime | None = None
    lasted: str = ""
    window: Window | None = None
    promise: datetime | None = None
    eta: datetime | None = None
    eta_passed: bool = False
    by_schedule: bool = False
    silence: str = ""
    overdue_case: OverdueKind | None = None
    overdue_since: datetime | None = None
    detail: str = ""
    feedback: str = ""
    threaded: bool = False
    keys: Mapping[str, object] = {}

    def __getitem__(self, name: str) -> object:
        """The value of a key, which templates write like an attribute. Raises KeyError."""
        return self.keys[name]

    @property
    def is_open(self) -> bool:
        """Whether the incident is still open after this news."""
        return not self.status.is_final and self.case is not Case.WITHDRAWN


def news_of(
    incident: Incident,
    entry: Entry,
    published: datetime,
    settings: Settings,
    language: Language,
    *,
    threaded: bool = False,
) -> MessageFacts:
    """Return the news of one timeline entry; it does not depend on later updates."""
    page = settings.incident_url(incident.id)
    facts = IncidentFacts(incident)
    # As of the entry's time, not of now, so that a message that is sent late or again has the same text.
    then = incident_state(facts, entry.at)
    case = case_of(incident, entry)
    since, ended, lasted = _course(facts, entry, then, case)
    update = entry.update
    return MessageFacts(
        case=case,
        kind=incident.kind,
        title=incident.title,
        status=entry.status,
        impact=entry.impact,
        label=news_label(entry, language),
        words=news_words(incident, entry, page, settings, language),
        html=news_html(incident, entry, page, settings, language),
        at=published,
        link=_link(page, entry),
        page=page,
        post=next_post_url(incident, entry.status, settings, published, by_schedule=entry.by_schedule),
        happened=entry.at if entry.late else None,
        components=_components(incident, entry, then, settings, language),
        changes=_named(
            ((change.component, change.after) for change in entry.changes), entry, settings, language
        ),
        since=since,
        ended=ended,
        lasted=_length(lasted, language),
        window=incident.window,
        # A final update has no next one, even if the file still contains it.
        promise=update.promise if update and not entry.status.is_final else None,
        # A message that is sent late must not give an estimate that has passed.
        eta=None if _has_passed(then.eta, published) else then.eta,
        eta_passed=_has_passed(then.eta, published),
        by_schedule=entry.by_schedule,
        silence=_length(longest_silence(facts, settings, entry.at), language),
        feedback=settings.feedback_link(incident.id) if case is Case.RESOLVED else "",
        threaded=threaded,
        keys=key_facts(incident, update, language)
        | ({"worst_case": ""} if _has_passed(then.latest_end, published) else {})
        # A workaround is no longer needed after the end.
        | ({"workaround": ""} if entry.status.is_final else {}),
    )


_POSTED = frozenset(
    {
        OverdueKind.PROMISE,
        OverdueKind.SILENCE,
        OverdueKind.OVERRUN,
        OverdueKind.NOT_STARTED,
        OverdueKind.ETA,
        OverdueKind.WORST_CASE,
    }
)
"""The overdue cases that end with a new update."""


def news_of_overdue(case: Overdue, at: datetime, settings: Settings, language: Language) -> MessageFacts:
    """Return the reminder to the team that something is overdue, at `at` (UTC)."""
    incident, facts = case.incident, IncidentFacts(case.incident)
    then = incident_state(facts, at)
    # Overdue work on the plan has no page of its own.
    page = settings.incident_url(incident.id) if incident is not THE_PLAN else settings.url
    return MessageFacts(
        case=Case.OVERDUE,
        kind=incident.kind,
        title=incident.title,
        status=then.status,
        impact=then.impact,
        label=language.gettext("Overdue"),
        words="",
        html=Markup(),
        at=at,
        link=page,
        page=page,
        post=next_post_url(incident, then.status, settings, at) if case.kind in _POSTED else "",
        window=incident.window,
        since=then.started,
        ended=facts.ended(at) if then.status.is_final else None,
        silence=_length(longest_silence(facts, settings, at), language),
        overdue_case=case.kind,
        overdue_since=case.since,
        detail=case.detail,
        keys=key_facts(None, None, language),
    )


def _link(page: str, entry: Entry) -> str:
    """The URL of the entry; for a reminder, which is not shown on the page, that of the incident."""
    if entry.kind is EntryKind.REMINDER:
        return page
    return f"{page}postmortem/" if entry.kind is EntryKind.POSTMORTEM else f"{page}#{entry.id}"


def _course(
    facts: IncidentFacts, entry: Entry, then: IncidentState, case: Case
) -> tuple[datetime, datetime | None, timedelta | None]:
    """Start, end (UTC) and duration; of a reopened incident, those of the last time it was open."""
    # If only the window ended, the real end was not measured.
    if case is Case.WITHDRAWN or entry.by_schedule:
        return (then.started, None, None)
    if not entry.status.is_final:
        begun = [span.start for span in facts.spans if span.start <= entry.at]
        return (max(begun, default=then.started), None, None)
    if case is Case.POSTMORTEM:
        return (then.started, facts.ended(entry.at), then.took)
    over = [span for span in facts.spans if span.end is not None and span.end <= entry.at]
    if not over or over[-1].end is None:
        return (then.started, None, None)
    ended = facts.ended(entry.at) or over[-1].end
    return (over[-1].start, ended, ended - over[-1].start)


def _components(
    incident: Incident, entry: Entry, then: IncidentState, settings: Settings, language: Language
) -> tuple[tuple[str, str], ...]:
    """Components that are not operational after the entry; at the end and before maintenance, all of them."""
    states: dict[str, State] = {
        one: state for one, state in then.components if state is not State.OPERATIONAL
    }
    if entry.status.is_final or not states:
        over = entry.status.is_final
        planned = dict(incident.components)
        states = {
            one: State.OPERATIONAL if over else planned.get(one, State.OPERATIONAL)
            for one in incident.component_ids
        }
    return _named(states.items(), entry, settings, language)


def _named(
    states: Iterable[tuple[str, State]], entry: Entry, settings: Settings, language: Language
) -> tuple[tuple[str, str], ...]:
    _ = language.gettext
    return tuple(
        (settings.public_names[one], state_label(state, _, by_schedule=entry.by_schedule))
        for one, state in states
    )


def _length(length: timedelta | None, language: Language) -> str:
    return language.duration(length) if length else ""


def _has_passed(estimate: datetime | None, now: datetime) -> bool:
    return estimate is not None and estimate <= now

"""Renders one piece of news for one channel: the text, fitted to the channel, and its ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from outspoken.announce.words.news import NewsItem
from outspoken.announce.words.shorten import cut, fit
from outspoken.channels.all_kinds import kind_of
from outspoken.channels.channel_kind import Medium
from outspoken.channels.message import Message, Thread, dedup_of
from outspoken.channels.text.text_limit import Scale
from outspoken.errors import Problem, ProblemsError
from outspoken.model.channel import Channel
from outspoken.model.incident import Incident, Update
from outspoken.model.iso_time import iso
from outspoken.render.messages.message_facts import MessageFacts, news_of, news_of_overdue
from outspoken.render.messages.message_templates import MessageTemplates, RenderedMessage, templates_of
from outspoken.render.messages.news_case import Case
from outspoken.render.other_facts import other_fields
from outspoken.render.shared import Shared
from outspoken.render.text.find_comments import without_comments
from outspoken.source.format.typed_values import typed

# No channel accepts more, and a text of megabytes would make each step of the bisection slow.
_MORE_THAN_FITS = 40_000
_LONGEST_SUBJECT = 150  # the limit of a header in Slack; mail programs show less


class MessageError(Exception):
    """A message cannot be rendered: only its channel is held; `problem` says what to correct."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


def compose(piece: NewsItem, channel: Channel, shared: Shared, thread: Thread | None = None) -> Message:
    """Render a piece of news for a channel; the same input gives the same message.

    Raises MessageError if the channel's template is missing or broken.
    """
    templates = templates_of(shared)
    news = _news(piece, channel, templates, is_reply=thread is not None and bool(thread.root_id))
    try:
        written = _fitted(news, channel, templates)
        html = _html(news, channel, templates)
    except ProblemsError as fault:
        raise MessageError(fault.problems[0]) from fault
    key = f"{piece.incident.first_id}/{piece.update_id}/{channel.id}"
    settings = templates.settings
    return Message(
        channel=channel,
        subject=_subject(written, news, channel),
        text=written.text,
        link=news.link,
        key=key,
        dedup=dedup_of(key),
        at=piece.published,
        incident_id=piece.incident.first_id,
        update_id=piece.update_id,
        status=news.status,
        impact=news.impact,
        title=news.title,
        site_name=settings.site_name,
        site_url=settings.url,
        html=html,
        data=_data(piece, news),
        thread=thread,
    )


def length_of(message: Message) -> str:
    """Return the used part of the channel's limit, `212 of 280 characters`; without a limit, the length."""
    return str(kind_of(message.channel).scale.measure(message.text))


def preview_text(message: Message) -> str:
    """Return the message for a person to read in a dry run, with its length."""
    head = f"{message.key} ({message.channel.kind}, {message.channel.audience}), {length_of(message)}"
    subject = [f"Subject: {message.subject}", ""] if kind_of(message.channel).has_heading else []
    return "\n".join([head, "", *subject, message.text, ""])


def _news(piece: NewsItem, channel: Channel, templates: MessageTemplates, *, is_reply: bool) -> MessageFacts:
    settings, language = templates.settings, templates.language
    if piece.case is not None:
        return news_of_overdue(piece.case, piece.published, settings, language)
    kind = kind_of(channel)
    # A mail may be read without the mail that it replies to, so it repeats all facts.
    threaded = is_reply and kind.threads and kind.medium is not Medium.MAIL
    return news_of(piece.incident, piece.entry, piece.published, settings, language, threaded=threaded)


def _fitted(news: MessageFacts, channel: Channel, templates: MessageTemplates) -> RenderedMessage:
    """Return the fullest version that fits: all facts, some facts, a shorter text, or a cut text."""
    kind = kind_of(channel)
    scale = kind.scale

    def attempt(version: MessageFacts, *, roomy: bool = False) -> RenderedMessage:
        written = templates.write(_template(news, channel), version, roomy=roomy)
        plain = kind.without_mentions(_with_subject(written, channel))
        return replace(written, text=scale.ready(plain))

    # Leave out facts before words: the update's text is what a customer reads first.
    full, brief = attempt(news, roomy=True), attempt(news)
    for written in (full, brief):
        if scale.fits(written.text):
            return written
    shortened = _with_fewer_words(news, attempt, scale)
    return shortened or replace(
        brief, text=fit(brief.text, scale, news.link, [news.page, templates.settings.url])
    )


def _with_fewer_words(
    news: MessageFacts, attempt: Callable[[MessageFacts], RenderedMessage], scale: Scale
) -> RenderedMessage | None:
    """Return as much of the update's text as fits with what the template adds."""
    found, least, most = None, 1, min(len(news.words), _MORE_THAN_FITS)
    # Bisection: each step renders the template, because only the whole text can be measured.
    while least <= most:
        size = (least + most) // 2
        words = cut(news.words[:_MORE_THAN_FITS], lambda part, size=size: len(part) <= size)  # type: ignore[misc]
        written = attempt(replace(news, words=words))
        if scale.fits(written.text):
            found, least = written, size + 1
        else:
            most = size - 1
    return found


def _with_subject(written: RenderedMessage, channel: Channel) -> str:
    """Put the subject in the first line for channels that show only the text."""
    kind = kind_of(channel)
    if kind.has_heading or kind.medium is not Medium.CHAT or not written.subject:
        return written.text
    return f"{written.subject}\n{written.text}"


def _template(news: MessageFacts, channel: Channel) -> str:
    if channel.template and news.case is not Case.OVERDUE:
        return channel.template
    audience = "overdue" if news.case is Case.OVERDUE else channel.audience
    return f"{kind_of(channel).medium}-{audience}.txt"


def _html(news: MessageFacts, channel: Channel, templates: MessageTemplates) -> str:
    if kind_of(channel).medium is not Medium.MAIL:
        return ""
    name = _template(news, channel).rpartition(".")[0] + ".html"
    # A site with its own text template, but no HTML template, sends no HTML.
    if channel.template and not templates.has(name):
        return ""
    return templates.write(name, news).text


def _subject(written: RenderedMessage, news: MessageFacts, channel: Channel) -> str:
    subject = " ".join((written.subject or f"[{news.label}] {news.title}").split())
    plain = kind_of(channel).without_mentions(subject)
    return cut(plain, lambda part: len(part) <= _LONGEST_SUBJECT) if len(plain) > _LONGEST_SUBJECT else plain


def _data(piece: NewsItem, news: MessageFacts) -> Mapping[str, object]:
    """Return the facts for programs: ids, fixed values and RFC 3339 times in UTC."""
    incident, update = piece.incident, piece.entry.update
    return {
        "case": str(news.case),
        "incident": {
            "id": incident.first_id,
            "kind": str(incident.kind),
            "title": incident.title,
            "status": str(news.status),
            "impact": str(news.impact),
            "url": news.page,
            "started_at": _iso(news.since),
            "ended_at": _iso(news.ended),
            "scheduled_for": _iso(incident.window.start if incident.window else None),
            "scheduled_until": _iso(incident.window.end if incident.window else None),
            "affected": incident.affected,
            "workaround": incident.workaround if news.is_open else None,
            "by_schedule": news.by_schedule,
            "components": list(incident.component_ids),
            **_others(Incident, incident),
        },
        "update": {
            "id": piece.update_id,
            "url": news.link,
            "published_at": _iso(piece.published),
            "happened_at": _iso(piece.entry.at),
            "words": news.words,
            "markdown": without_comments(update.body) if update and piece.case is None else "",
            "next_update_by": _iso(news.promise),
            "expected_end": _iso(news.eta),
            "component_changes": [
                {"component": change.component, "before": str(change.before), "after": str(change.after)}
                for change in (piece.entry.changes if piece.case is None else ())
            ],
            **_others(Update, update if piece.case is None else None),
        },
    }


def _others(kind: type[Incident | Update], record: Incident | Update | None) -> Mapping[str, object]:
    """Return the facts that have no place of their own, by their keys: always the same keys."""
    if not (fields := other_fields(kind)):
        return {}
    values = typed(record) if record else {}
    return {field.name: values.get(field.name) for field in fields}


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)

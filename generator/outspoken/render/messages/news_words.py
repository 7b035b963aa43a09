"""The words of one piece of news: its label and its text, plain and as HTML."""

from __future__ import annotations

from markupsafe import Markup

from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident
from outspoken.model.settings import Settings
from outspoken.render.entry_words import phase_words, status_label
from outspoken.render.language.language import Language
from outspoken.render.messages.message_times import Moments
from outspoken.render.messages.plain_text import plain_words
from outspoken.render.text.markdown import render_markdown
from outspoken.render.withdrawals import withdrawal_words


def news_label(entry: Entry, language: Language) -> str:
    """Return the status that the entry sets, or what kind of news it is."""
    _ = language.gettext
    if entry.kind is EntryKind.POSTMORTEM:
        return _("Post-mortem")
    if entry.kind is EntryKind.WITHDRAWAL:
        return _("Withdrawn")
    if entry.kind is EntryKind.REMINDER:
        return _("Reminder")
    if entry.reopens:
        return _("Reopened")
    return status_label(entry, _) if entry.sets_status else _("Update")


def news_words(incident: Incident, entry: Entry, page: str, settings: Settings, language: Language) -> str:
    """Return the text as plain text; `page` is the incident's URL, to which links in it are relative."""
    if entry.update is not None:
        return plain_words(entry.update.body, base=page, images=incident.images)
    if entry.kind is EntryKind.WITHDRAWAL:
        return "\n".join(_withdrawal(incident, entry, settings, language))
    return _own_words(entry, language)


def news_html(incident: Incident, entry: Entry, page: str, settings: Settings, language: Language) -> Markup:
    """Return the same text as HTML that is safe for mail."""
    if entry.update is not None:
        return render_markdown(entry.update.body, base=page, images=incident.images)
    if entry.kind is EntryKind.WITHDRAWAL:
        sentences = _withdrawal(incident, entry, settings, language)
        return Markup("\n").join(Markup("<p>{}</p>").format(sentence) for sentence in sentences)
    return Markup("<p>{}</p>").format(_own_words(entry, language))


def _withdrawal(incident: Incident, entry: Entry, settings: Settings, language: Language) -> tuple[str, ...]:
    moments = Moments(language=language, zone=settings.zone, day=entry.at)
    at = moments.clock(entry.withdraws.at) if entry.withdraws else ""
    return withdrawal_words(incident, entry, at, language.gettext)


def _own_words(entry: Entry, language: Language) -> str:
    """The default text of automatic phases and of a post-mortem's publication."""
    _ = language.gettext
    if entry.kind is EntryKind.POSTMORTEM:
        return _(
            "We have published what happened, why, and what we are doing so that it does not happen again."
        )
    if entry.kind is EntryKind.REMINDER:
        return _("A reminder of this scheduled maintenance.")
    return phase_words(entry, _)

"""An incident's page as Markdown, for programs and assistants that would have to guess at HTML."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from outspoken.derive.facts import IncidentFacts
from outspoken.derive.timeline import Entry, EntryKind
from outspoken.model.incident import Incident, Update
from outspoken.render.entry_words import action_words, entry_label, phase_words, state_label
from outspoken.render.fact_values import TextValues
from outspoken.render.incident_view import Item, Tense
from outspoken.render.language.terms import word
from outspoken.render.other_facts import other_facts
from outspoken.render.output import Output
from outspoken.render.pages.shown_edits import shown_edits
from outspoken.render.shared import Shared
from outspoken.render.standards.quoted_text import one_line, quoted
from outspoken.render.standards.standard_paths import twin_path
from outspoken.render.withdrawals import withdrawal_words


def markdown_twin(shared: Shared, incident: Incident) -> Output:
    """`incidents/<id>/index.md`: the facts, then the updates, newest first, every time in UTC.

    What people wrote is quoted or escaped, so that no heading or fact in it looks like one of ours.
    """
    data = "\n".join([*_Twin(shared, incident).lines(), ""]).encode()
    return Output(twin_path(incident.id), data, maker=incident.folder)


def utc(instant: datetime) -> str:
    """An instant as both people and programs read it: `2026-11-21 14:05 UTC`."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


class _Twin:
    def __init__(self, shared: Shared, incident: Incident) -> None:
        self.shared, self.incident = shared, incident
        self.gettext = shared.language.gettext
        self.page = shared.settings.incident_url(incident.id)

    def lines(self) -> Iterator[str]:
        _, incident = self.gettext, self.incident
        facts, item = self.shared.facts.of(incident), self.shared.item(incident)
        yield from (f"# {one_line(incident.title)}", "", f"<{self.page}>", "")
        for label, value in self._facts(facts, item):
            yield f"- {self._fact(label, value)}"
        yield from ("", _("As of %(time)s.") % {"time": utc(self.shared.now)})
        # People wrote the body in the present tense; after the end, a label marks it as a text of that time.
        if incident.body.strip() and item.tense[0].value is Tense.PAST and not incident.is_maintenance:
            yield from ("", _("While it lasted:"))
        yield from self._text(incident.body)
        yield from self._edits(incident)
        if incident.backfilled:
            yield from ("", _("Recorded afterwards."))
        entries = facts.timeline(self.shared.now)
        if entries:
            yield from ("", f"## {_('Updates, newest first')}")
        for entry in reversed(entries):
            yield from self._entry(entry)

    def _fact(self, label: str, value: str) -> str:
        return self.gettext("%(label)s: %(value)s") % {"label": label, "value": value}

    def _facts(self, facts: IncidentFacts, item: Item) -> Iterator[tuple[str, str]]:
        _, incident, current = self.gettext, self.incident, item.state
        if incident.withdrawn:
            yield _("Withdrawn"), one_line(incident.withdrawn)
        else:
            yield _("Status"), _("Scheduled end") if current.by_schedule else _(word(current.status))
        if not incident.is_maintenance:
            yield _("Impact"), _(word(current.impact))
        if incident.window:
            yield _("Scheduled for"), self._span(incident.window.start, incident.window.end)
        for span in () if incident.window else facts.spans:
            if span.end:
                yield _("From"), self._span(span.start, span.end)
            else:
                yield _("Since"), utc(span.start)
        if not incident.withdrawn:
            yield from self._answers(item)
            yield from self._promises(item)
            yield from self._others(incident)
        if self.shared.shows(incident.postmortem):
            yield _("Post-mortem"), f"<{self.page}postmortem/>"

    def _answers(self, item: Item) -> Iterator[tuple[str, str]]:
        _, incident, tense = self.gettext, self.incident, item.tense[0].value
        states = dict(item.state.components)
        for component in item.components:
            name = one_line(self.shared.settings.public_names[component.id])
            state = states.get(component.id)
            yield _("Component"), f"{name} ({_(word(state))})" if state and item.state.is_open else name
        if incident.affected and tense is not Tense.NEVER:
            label = _("Who is affected") if tense is Tense.PRESENT else _("Who was affected")
            yield label, one_line(incident.affected)
        if incident.workaround and tense is Tense.PRESENT:
            yield _("Workaround"), one_line(incident.workaround)

    def _promises(self, item: Item) -> Iterator[tuple[str, str]]:
        _, first = self.gettext, item.eta[0].value
        if first:
            label = _("Estimated end") if self.incident.is_maintenance else _("Estimated fix")
            yield label, utc(first.at)
        if worst := item.worst_case[0].value:
            yield _("Worst case"), utc(worst.at)
        if promise := item.promise[0].value:
            yield _("Next update by"), utc(promise.at)

    def _others(self, record: Incident | Update) -> Iterator[tuple[str, str]]:
        for label, value in other_facts(record):
            values = TextValues(self.shared.language, self.shared.settings, utc, self.shared.facts.find)
            yield self.gettext(label), one_line(values.of(value))

    def _span(self, start: datetime, end: datetime) -> str:
        return f"{utc(start)}{self.shared.language.dash}{utc(end)}"

    def _entry(self, entry: Entry) -> Iterator[str]:
        _, update = self.gettext, entry.update
        yield from ("", f"### {utc(entry.at)} · {entry_label(entry, _)}", "", f"<{self.page}#{entry.id}>")
        notes = tuple(self._notes(entry))
        if notes:
            yield from ("", *(f"- {note}" for note in notes))
        if update:
            yield from self._text(update.body)
            if not entry.withdrawn and (others := tuple(self._others(update))):
                yield from ("", *(f"- {self._fact(label, value)}" for label, value in others))
            yield from self._edits(update)
        else:
            yield from ("", *self._automatic(entry))

    def _notes(self, entry: Entry) -> Iterator[str]:
        _, language = self.gettext, self.shared.language
        if entry.update and entry.update.withdrawn:
            yield self._fact(_("Withdrawn"), one_line(entry.update.withdrawn))
        elif entry.withdrawn:
            yield _("withdrawn")
        if entry.late:
            yield _("recorded %(duration)s later") % {"duration": language.duration(entry.late)}
        if entry.reopens:
            yield _("reopened")
        if entry.superseded:
            yield _("later rescheduled")
        for change in entry.changes:
            yield _("%(component)s: %(before)s → %(after)s") % {
                "component": one_line(self.shared.settings.public_names[change.component]),
                "before": _(word(change.before)),
                "after": state_label(change.after, _, by_schedule=entry.by_schedule),
            }

    def _automatic(self, entry: Entry) -> Iterator[str]:
        _ = self.gettext
        if entry.kind is EntryKind.POSTMORTEM:
            yield f"<{self.page}postmortem/>"
        elif entry.kind is EntryKind.WITHDRAWAL:
            at = utc(entry.withdraws.at) if entry.withdraws else ""
            yield from map(one_line, withdrawal_words(self.incident, entry, at, _))
        elif entry.action is not None:
            yield one_line(action_words(entry.action, _))
        else:
            yield phase_words(entry, _)

    def _text(self, body: str) -> Iterator[str]:
        lines = tuple(quoted(body, self.page))
        if lines:
            yield from ("", *lines)

    def _edits(self, edited: Incident | Update) -> Iterator[str]:
        # The page has the earlier words; here it is enough that a text is not the first one.
        for edit in shown_edits(self.shared, self.incident, edited, headings=4):
            yield from ("", self.gettext("Edited %(time)s") % {"time": utc(edit.at)})

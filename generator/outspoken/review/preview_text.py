"""Renders a preview as text for a terminal, and as Markdown for a job's summary or a comment."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from outspoken.announce.words.compose import length_of
from outspoken.channels.all_kinds import kind_of
from outspoken.channels.message import Message
from outspoken.derive.current import IncidentState, Situation
from outspoken.errors import Problem
from outspoken.model.channel import Channel
from outspoken.model.incident import Window
from outspoken.model.vocabulary import Level
from outspoken.render.feeds.feed_entries import window_words
from outspoken.render.kit.kit_summary import KitSummary
from outspoken.render.language.terms import word
from outspoken.review.change_effects import IncidentOutcome
from outspoken.review.fact_rules import fact_text
from outspoken.review.messages_to_come import MessageToCome
from outspoken.review.preview_change import Preview

# A comment on GitHub has at most 65,536 characters; the marker and a link must fit too.
LONGEST = 60_000
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~<>-])")


class _Style(Struct, frozen=True):
    """How text is formatted: `markdown` escapes users' texts, so that they contain no markup or mention."""

    markdown: bool

    def own(self, text: str) -> str:
        line = " ".join(text.split())
        if not self.markdown:
            return line
        # `<` and `>` become entities, and a backslash before an entity would show its source.
        escaped = _SPECIAL.sub(r"\\\1", line)
        # `@` as an entity: a comment of a bot must not notify the people that an incident's text names.
        return html.escape(escaped.replace("\\<", "<").replace("\\>", ">"), quote=False).replace("@", "&#64;")

    def heading(self, text: str) -> Iterator[str]:
        yield ""
        yield f"### {text}" if self.markdown else text
        if not self.markdown:
            yield "-" * len(text)

    def block(self, text: str) -> Iterator[str]:
        """Return a user's text unchanged in a block: no character in it ends the block."""
        if not self.markdown:
            yield from (f"    {line}".rstrip() for line in text.split("\n"))
            return
        # CommonMark: a fence ends only at a line with at least as many backticks.
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        yield from (f"{fence}text", *text.split("\n"), fence)


def as_text(found: Preview) -> str:
    """Return the preview for a terminal."""
    return "\n".join(_lines(found, _Style(markdown=False))).strip("\n") + "\n"


def as_markdown(found: Preview) -> str:
    """Return the preview as Markdown, cut to the length of a comment, with a note if it is cut."""
    style = _Style(markdown=True)
    text = "\n".join(_lines(found, style)).strip("\n") + "\n"
    if len(text) <= LONGEST:
        return text
    note = "\n\nThe rest does not fit here: run `outspoken preview` to read all of it.\n"
    kept = text[: LONGEST - len(note)]
    # Never cut within a block of a user's text: the note would look like a part of it.
    return kept[: max(kept.rfind("\n\n**"), kept.rfind("\n\n### "), 0)].rstrip() + note


def channels_as_text(messages: Iterable[MessageToCome]) -> str:
    """Return the messages of all channels for a terminal."""
    style = _Style(markdown=False)
    return "\n".join(line for one in messages for line in _message_lines(one, style))


def recipients(channel: Channel) -> str:
    """Return who gets a channel's messages, for a terminal."""
    return _recipients(channel, _Style(markdown=False))


def _lines(found: Preview, style: _Style) -> Iterator[str]:
    yield "## What merging this does" if style.markdown else "What merging this does"
    yield from style.heading("On the page")
    yield from _page(found, style)
    yield from style.heading("On the channels")
    yield from _channels(found, style)
    if found.kits:
        yield from style.heading("To send by hand")
        for one in found.kits:
            yield from _kit(one, style)
    if found.all_problems or found.guards:
        yield from style.heading("Problems")
        yield from (f"- {style.own(guard)}" for guard in found.guards)
        yield from (f"- {_problem(one, style)}" for one in found.all_problems)


def _page(found: Preview, style: _Style) -> Iterator[str]:
    if found.after is None:
        yield "Nothing can be published until the errors below are corrected."
        return
    was, becomes = _headline(found.before, style), _headline(found.after, style)
    yield f"- Headline: {becomes}, as before" if was == becomes else f"- Headline: {was} → {becomes}"
    for component in found.component_changes:
        yield f"- {style.own(component.name)}: {word(component.before)} → {word(component.after)}"
    for outcome in found.outcomes:
        yield f"- {_outcome(outcome, style)}"
        yield from (f"  - {style.own(fact)}" for fact in _facts(outcome))
    if not (found.component_changes or found.outcomes):
        yield "- No incident changes"


def _headline(current: Situation | None, style: _Style) -> str:
    if current is None:
        return "no page"
    for newest in current.active:
        level = word(current.level) if current.level is not Level.OPERATIONAL else "Notice"
        others = len(current.active) - 1
        more = f" and {others} more" if others else ""
        return f"{level}, “{style.own(newest.incident.title)}”{more}"
    return word(current.level)


def _outcome(outcome: IncidentOutcome, style: _Style) -> str:
    change = f"“{style.own(outcome.incident.title)}” is {outcome.change}"
    if outcome.change.startswith("post-mortem"):
        change = f"“{style.own(outcome.incident.title)}” gets its post-mortem"
    if outcome.after is None:
        return change
    was, becomes = _state(outcome.before), _state(outcome.after)
    return f"{change}: {becomes}" if was in ("", becomes) else f"{change}: {was} → {becomes}"


def _facts(outcome: IncidentOutcome) -> Iterator[str]:
    """Yield each published fact that differs, with its value before."""
    for one in outcome.changed:
        if isinstance(one.before, Window) and isinstance(one.after, Window):
            yield f"now planned for {window_words(one.after)}, was {window_words(one.before)}"
        else:
            yield fact_text(one)
    yield from (f"{update}: {fact_text(one)}" for update, one in outcome.updates)


def _state(state: IncidentState | None) -> str:
    if state is None:
        return ""
    status = "scheduled end" if state.by_schedule else word(state.status)
    return f"{status}, {word(state.impact)}".lower()


def _channels(found: Preview, style: _Style) -> Iterator[str]:
    yield from _messages(found, style)
    for one in found.reminders:
        times = ", ".join(f"{at:%Y-%m-%d %H:%M} UTC" for at in one.times)
        yield ""
        yield f"Reminders of “{style.own(one.title)}” are sent later: {times}."


def _messages(found: Preview, style: _Style) -> Iterator[str]:
    if found.why_unsent:
        yield f"No messages are sent: {found.why_unsent}."
        return
    if not any(one.messages for one in found.messages):
        yield "No messages are sent."
    for one in found.messages:
        yield from _message_lines(one, style)


def _message_lines(one: MessageToCome, style: _Style) -> Iterator[str]:
    name = f"**{style.own(one.channel.id)}**" if style.markdown else one.channel.id
    head = f"{name} ({_recipients(one.channel, style)})"
    yield ""
    if one.problem is not None:
        yield f"{head} is held: its message cannot be rendered, see below."
    elif not one.messages:
        yield f"{head}: no message, because {one.why_unsent}."
    for place, message in enumerate(one.messages):
        if place:
            yield ""
        reply = ", as a reply" if message.thread else ""
        yield f"{head}, {length_of(message)}{reply}:"
        yield ""
        yield from style.block(_words(message))


def _recipients(channel: Channel, style: _Style) -> str:
    """Return who gets it: the audience, the kind, and the destinations in the settings."""
    places = (channel.options.get(name) for name in kind_of(channel).destination)
    parts = [", ".join(place) if isinstance(place, tuple) else place for place in places if place]
    return style.own(", ".join((str(channel.audience), str(channel.kind), *parts)))


def _words(message: Message) -> str:
    return f"Subject: {message.subject}\n\n{message.text}" if message.html else message.text


def _kit(one: KitSummary, style: _Style) -> Iterator[str]:
    """How many texts there are, and what they are missing; the texts themselves are not for everyone."""
    if not one.texts:
        yield f"- “{style.own(one.title)}”: the texts cannot be filled in: run `outspoken check`"
        return
    command = f"outspoken kit {one.incident}"
    command = f"`{command}`" if style.markdown else command
    texts = f"{one.texts} text{'s' if one.texts > 1 else ''}"
    yield f"- “{style.own(one.title)}”, {texts} for the stage {one.stage}: {command}"
    for fact in one.missing:
        yield f"  - still to write: {style.own(fact.key)} in {style.own(fact.file)}: {style.own(fact.help)}"
    yield from (f"  - too long: {style.own(title)}" for title in one.too_long)


def _problem(problem: Problem, style: _Style) -> str:
    return f"{problem.severity}: {style.own(problem.place)}: {style.own(problem.advice)} ({problem.rule})"

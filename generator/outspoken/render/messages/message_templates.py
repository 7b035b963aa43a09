"""Renders messages to channels (text, HTML for mail); a site's own templates replace the shipped ones."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from jinja2 import Environment, TemplateNotFound
from msgspec import Struct

from outspoken import rules
from outspoken.errors import ProblemsError
from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.messages.message_facts import MessageFacts
from outspoken.render.messages.message_times import Moments
from outspoken.render.shared import Shared
from outspoken.render.theme.template_environment import TemplateEnvironment, template_environment
from outspoken.render.theme.template_faults import text_problem

FOLDER = "messages/"
_SUBJECT = re.compile(r"\ASubject:[ \t]*(.*)\n*")


class RenderedMessage(Struct, frozen=True, kw_only=True):
    """A filled-in template; `subject` is its first line, if that begins with `Subject:`."""

    subject: str
    text: str


class MessageTemplates:
    """Fills in the templates of one site; `overrides` is the site's own `templates/` folder, if any."""

    def __init__(self, *, settings: Settings, language: Language, overrides: Path | None = None) -> None:
        self.settings, self.language, self.overrides = settings, language, overrides
        self.environment = _environment(settings, language, overrides)

    def has(self, name: str) -> bool:
        """Whether there is a template of this name in `templates/messages/`."""
        try:
            return self.environment.loader is not None and bool(
                self.environment.loader.get_source(self.environment, FOLDER + name)
            )
        # Not raised for a template that cannot be read: `write` reports it with its file.
        except (TemplateNotFound, UnicodeDecodeError):
            return False

    def write(self, name: str, news: MessageFacts, *, roomy: bool = True) -> RenderedMessage:
        """Fill in the template of this name; `roomy`: the message has space for every fact.

        Raises ProblemsError with one Problem for a template that is missing, cannot be read, or fails.
        """
        text = self._fill(name, news, roomy=roomy).replace("\r\n", "\n")
        # The line above a mail's signature must end with a space (RFC 3676, section 4.3).
        lines = "\n".join(line if line == "-- " else line.rstrip() for line in text.split("\n"))
        # Macros that write nothing leave empty lines behind.
        lines = re.sub(r"\n{3,}", "\n\n", lines).strip()
        found = _SUBJECT.match(lines)
        return RenderedMessage(
            subject=found[1].strip() if found else "", text=lines[found.end() if found else 0 :]
        )

    def _fill(self, name: str, news: MessageFacts, *, roomy: bool) -> str:
        moments = Moments(language=self.language, zone=self.settings.zone, day=news.at)
        try:
            template = self.environment.get_template(FOLDER + name)
            return template.render(
                news=news, roomy=roomy, time=moments.time, clock=moments.clock, window=moments.window
            )
        except Exception as fault:
            problem = text_problem(
                rules.MESSAGE_TEMPLATE, FOLDER + name, fault, self.overrides, "docs/messages.md"
            )
            raise ProblemsError([problem]) from fault


# Weak keys, so that the templates are freed with the build or command that they belong to (decision 9).
_cache: WeakKeyDictionary[Environment, MessageTemplates] = WeakKeyDictionary()


def templates_of(shared: Shared) -> MessageTemplates:
    """Return the templates of the site, loaded once."""
    theme = shared.theme
    found = _cache.get(theme.environment)
    if found is None:
        found = MessageTemplates(
            settings=shared.settings, language=shared.language, overrides=theme.overrides
        )
        _cache[theme.environment] = found
    return found


def _environment(settings: Settings, language: Language, overrides: Path | None) -> TemplateEnvironment:
    environment = template_environment(settings, language, overrides)
    environment.globals |= {"listing": language.comma.join, "word": partial(_translated, language)}
    return environment


def _translated(language: Language, term: object) -> str:
    return language.gettext(word(term))  # type: ignore[arg-type]

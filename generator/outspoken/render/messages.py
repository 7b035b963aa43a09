"""The words sent to channels: templates of text (HTML for mail), the site's own over the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from weakref import WeakKeyDictionary

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    select_autoescape,
)

from outspoken import rules
from outspoken.errors import Problem, ProblemsError
from outspoken.model.settings import Settings
from outspoken.render.language import Language
from outspoken.render.moments import Moments
from outspoken.render.news import News
from outspoken.render.shared import Shared
from outspoken.render.words import word
from outspoken.shipped import templates_dir

FOLDER = "messages/"
_OURS = re.compile(r"'outspoken\.[\w.]*\.(\w+) object'")
_SUBJECT = re.compile(r"\ASubject:[ \t]*(.*)\n*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a template says: `subject` is its first line, where that begins with `Subject:`."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTemplates:
    """Fills in the templates of one site; `overrides` is the site's own `templates/` folder, if any."""

    settings: Settings
    language: Language
    overrides: Path | None = None
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        environment = _environment(self.settings, self.language, self.overrides)
        object.__setattr__(self, "environment", environment)

    def has(self, name: str) -> bool:
        """Whether there is a template of this name in `templates/messages/`."""
        try:
            return self.environment.loader is not None and bool(
                self.environment.loader.get_source(self.environment, FOLDER + name)
            )
        except (TemplateNotFound, UnicodeDecodeError):
            return False

    def write(self, name: str, news: News, *, roomy: bool = True) -> Written:
        """The template of this name filled in; `roomy` says that there is space for every fact.

        Raises ProblemsError with one Problem for a template that is missing, cannot be read, or fails.
        """
        text = self._fill(name, news, roomy=roomy).replace("\r\n", "\n")
        # What begins a mail's signature ends with a space (RFC 3676, section 4.3).
        lines = "\n".join(line if line == "-- " else line.rstrip() for line in text.split("\n"))
        lines = re.sub(r"\n{3,}", "\n\n", lines).strip()
        found = _SUBJECT.match(lines)
        return Written(subject=found[1].strip() if found else "", text=lines[found.end() if found else 0 :])

    def _fill(self, name: str, news: News, *, roomy: bool) -> str:
        moments = Moments(language=self.language, zone=self.settings.zone, day=news.at)
        try:
            template = self.environment.get_template(FOLDER + name)
            return template.render(
                news=news, roomy=roomy, time=moments.time, clock=moments.clock, window=moments.window
            )
        except Exception as fault:
            raise ProblemsError([self._problem(FOLDER + name, fault)]) from fault

    def _problem(self, name: str, fault: Exception) -> Problem:
        """Where in the templates a fault lies, and what to do about it."""
        path, line = self._place(name, fault)
        message, hint = _words(fault)
        return rules.MESSAGE_TEMPLATE.problem(path, line, message, hint)

    def _place(self, name: str, fault: Exception) -> tuple[str, int | None]:
        if isinstance(fault, TemplateSyntaxError):
            return self._relative(fault.filename or name), fault.lineno
        if isinstance(fault, TemplateNotFound):
            return f"templates/{fault.name or name}", None
        for path, line in reversed(_frames(fault.__traceback__)):
            if path.endswith((".txt", ".html")):
                return self._relative(path), line
        return f"templates/{name}", None

    def _relative(self, path: str) -> str:
        """A template's path as the site's people know it, also where it is a shipped one."""
        for folder in (self.overrides, templates_dir()):
            if folder is not None and Path(path).is_relative_to(folder):
                return f"templates/{Path(path).relative_to(folder).as_posix()}"
        return path


_known: WeakKeyDictionary[Environment, MessageTemplates] = WeakKeyDictionary()


def templates_of(shared: Shared) -> MessageTemplates:
    """The templates of the site that is being told of, made once."""
    theme = shared.theme
    found = _known.get(theme.environment)
    if found is None:
        found = MessageTemplates(
            settings=shared.settings, language=shared.language, overrides=theme.overrides
        )
        _known[theme.environment] = found
    return found


def _environment(settings: Settings, language: Language, overrides: Path | None) -> Environment:
    shipped = FileSystemLoader(str(templates_dir()))
    own = [FileSystemLoader(str(overrides))] if overrides is not None else []
    environment = Environment(
        # A site's own template may build upon the one that it replaces: {% extends "shipped/messages/…" %}.
        loader=ChoiceLoader([*own, shipped, PrefixLoader({"shipped": shipped})]),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.globals |= {
        "site": settings,
        "language": language,
        "listing": language.comma.join,
        "word": partial(_said, language),
    }
    return environment


def _said(language: Language, term: object) -> str:
    return language.gettext(word(term))  # type: ignore[arg-type]


def _frames(traceback: TracebackType | None) -> Sequence[tuple[str, int | None]]:
    return [(frame.filename, frame.lineno) for frame in extract_tb(traceback)]


def _words(fault: Exception) -> tuple[str, str]:
    """What is wrong with a template, and what to write instead."""
    if isinstance(fault, TemplateNotFound):
        hint = (
            "write the file, or take away what names it: `template` of a channel in mkdocs.yml, or an include"
        )
        return "this template does not exist", hint
    if isinstance(fault, UnicodeDecodeError):
        return "the template is not UTF-8 text", "save it as UTF-8"
    if isinstance(fault, TemplateSyntaxError):
        return f"the template cannot be read: {fault.message}", "see the syntax of Jinja templates"
    if isinstance(fault, UndefinedError):
        what = _OURS.sub(lambda match: match[1].lower(), fault.message or "")
        return f"the template uses what is not there: {what}", "docs/messages.md names what there is"
    return f"the template fails: {type(fault).__name__}: {fault}", "compare it with the shipped one"

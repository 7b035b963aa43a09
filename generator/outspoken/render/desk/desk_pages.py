"""Renders the desk: open incidents and overdue tasks, and per incident its timeline, checklist and kit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from outspoken.derive.current import incident_state, situation
from outspoken.derive.facts import HistoryFacts, IncidentFacts
from outspoken.model.settings import Settings
from outspoken.render.desk.desk_facts import DeskEntry, DeskMatter, DeskStage, DeskTask, DeskText
from outspoken.render.kit.kit_facts import is_over, stage_of
from outspoken.render.kit.kit_formats import missing_of, notes_of
from outspoken.render.kit.kit_templates import KitTemplates
from outspoken.render.kit.kit_text import KitStage, KitText
from outspoken.render.language.language import Language
from outspoken.render.messages.message_facts import news_of
from outspoken.render.messages.message_times import Moments
from outspoken.render.messages.plain_text import plain_words
from outspoken.render.theme.template_environment import template_environment

STYLE, SCRIPT = "desk.css", "desk.js"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every page of the desk; scripts and styles are its own files."""


class DeskPages:
    """The desk of one loaded site; a `banner` is shown at the top of every page, unless it is empty.

    The desk itself is in English, like the commands; the kit is in the site's language.
    """

    def __init__(self, settings: Settings, overrides: Path | None, banner: str = "") -> None:
        self.settings, self.banner, self._overrides = settings, banner, overrides
        self.language, self._english = Language(settings.language), Language("en")
        self._environment = template_environment(settings, self._english, None)

    def index(self, facts: HistoryFacts, matters: Sequence[DeskMatter], now: datetime) -> bytes:
        """The page of all incidents that are open, to come or just over at `now` (UTC)."""
        return self._filled(
            "index.html", now, up="", now=now, situation=situation(facts, now), matters=matters
        )

    def incident(
        self,
        facts: IncidentFacts,
        matters: Sequence[DeskMatter],
        tasks: Sequence[DeskTask],
        now: datetime,
        stage: KitStage | None = None,
    ) -> bytes:
        """The page of one incident at `now` (UTC), with the kit of a stage; None: the present one.

        Raises ProblemsError for templates of the kit that fail.
        """
        shown = stage or stage_of(facts, now)
        texts = self._kit.texts(facts, shown, now)
        return self._filled(
            "incident.html",
            now,
            up="../" if stage is None else "../../",
            now=now,
            incident=facts.incident,
            state=incident_state(facts, now),
            matters=matters,
            tasks=tasks,
            entries=tuple(self._entries(facts, now)),
            stages=tuple(_stages(facts, shown, now)),
            texts=[self._text(one) for one in texts],
            missing=missing_of(texts),
        )

    def file(self, name: str) -> bytes:
        """The style sheet or the script."""
        return self._environment.get_template(f"desk/{name}").render().encode()

    @cached_property
    def _kit(self) -> KitTemplates:
        return KitTemplates(settings=self.settings, language=self.language, overrides=self._overrides)

    def _text(self, text: KitText) -> DeskText:
        return DeskText(text=text, plain=plain_words(text.text), notes=tuple(notes_of(text, self.language)))

    def _entries(self, facts: IncidentFacts, now: datetime) -> Iterator[DeskEntry]:
        for entry in reversed(facts.timeline(now)):
            news = news_of(facts.incident, entry, entry.at, self.settings, self.language)
            yield DeskEntry(at=entry.at, label=news.label, html=news.html)

    def _filled(self, name: str, day: datetime, **values: object) -> bytes:
        moments = Moments(language=self._english, zone=self.settings.zone, day=day)
        names = {"clock": moments.clock, "duration": self._english.duration, "banner": self.banner}
        page = self._environment.get_template(f"desk/{name}").render(
            names, kit_language=self.language, **values
        )
        return f"{page}\n".encode()


def _stages(facts: IncidentFacts, shown: KitStage, now: datetime) -> Iterator[DeskStage]:
    """The stages to choose from at `now`: an ended incident has none of an open one."""
    present, over = stage_of(facts, now), is_over(facts, now)
    for stage in KitStage:
        if not (stage.is_open and over):
            yield DeskStage(stage=stage, is_shown=stage is shown, is_present=stage is present)

"""Fills in `templates/kit/<stage>/<audience>-<medium>.md`, the site's own over the shipped ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from outspoken import rules
from outspoken.derive.current import incident_state
from outspoken.derive.facts import IncidentFacts
from outspoken.derive.followup.service_credits import claim_by
from outspoken.errors import Problem, ProblemsError
from outspoken.model.followup_dates import postmortem_due
from outspoken.model.settings import Settings
from outspoken.render.kit.kit_facts import kit_news
from outspoken.render.kit.kit_needs import KitNeeds, unknown
from outspoken.render.kit.kit_text import KitAudience, KitStage, KitText
from outspoken.render.kit.literal_markdown import literal_news, literal_settings
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.messages.message_facts import MessageFacts
from outspoken.render.messages.message_times import Moments
from outspoken.render.messages.plain_text import plain_words
from outspoken.render.theme.template_environment import template_environment
from outspoken.render.theme.template_faults import text_problem

# Longest first: an audience may contain a hyphen, which also separates it from the medium.
_AUDIENCES = "|".join(sorted(KitAudience, key=len, reverse=True))
_NAME = re.compile(rf"kit/(?P<folder>[a-z]+)/(?P<audience>{_AUDIENCES})-(?P<medium>[a-z]+)\.md")
_FOLDERS = {name for stage in KitStage for name in stage.folders}
_T = TypeVar("_T")
_ORDER = {audience: place for place, audience in enumerate(KitAudience)}


class KitTemplates:
    """The texts of one site's kit; `overrides` is the site's own `templates/` folder, if any."""

    def __init__(self, *, settings: Settings, language: Language, overrides: Path | None = None) -> None:
        self.settings, self.language, self.overrides = settings, language, overrides
        self.environment = template_environment(literal_settings(settings), language, overrides)
        self.environment.globals |= {
            "listing": language.comma.join,
            "word": lambda term: language.gettext(word(term)),
        }

    @cached_property
    def _listed(self) -> tuple[re.Match[str], ...]:
        names = self.environment.list_templates(extensions=["md"])
        return tuple(match for name in names if (match := _NAME.fullmatch(name)))

    def texts(
        self, facts: IncidentFacts, stage: KitStage, now: datetime, audience: str | None = None
    ) -> tuple[KitText, ...]:
        """Every text of a stage for an incident as it is at `now` (UTC), sorted by audience and medium.

        With `audience`, only those for it. Raises ProblemsError with a Problem for each template that fails.
        """
        news = literal_news(kit_news(facts, self.settings, self.language, now))
        problems: list[Problem] = []
        found = []
        for match in self._chosen(stage):
            if audience not in (None, match["audience"]):
                continue
            try:
                found.append(self._text(match, stage, news, facts))
            except ProblemsError as fault:
                # Collected, so that one run reports every broken template.
                problems += fault.problems
        if problems:
            raise ProblemsError(problems)
        return tuple(one for one in found if one.text)

    def _chosen(self, stage: KitStage) -> Iterator[re.Match[str]]:
        """The templates of a stage; its own template is preferred to one that several stages share."""
        wanted = [match for match in self._listed if match["folder"] in stage.folders]
        wanted.sort(key=lambda match: match["folder"] == stage)
        chosen = {(match["audience"], match["medium"]): match for match in wanted}
        yield from sorted(
            chosen.values(), key=lambda match: (_ORDER[KitAudience(match["audience"])], match["medium"])
        )

    def _text(
        self, match: re.Match[str], stage: KitStage, news: MessageFacts, facts: IncidentFacts
    ) -> KitText:
        needs = KitNeeds(facts, news, self._known(news, facts))
        notes: list[str] = []
        limits: list[int] = []
        try:
            written = self.environment.get_template(match.string).render(
                self._names(stage, news, facts, needs),
                note=partial(_keep, notes),
                limit=partial(_keep, limits),
            )
        except Exception as fault:
            problem = text_problem(rules.KIT_TEMPLATE, match.string, fault, self.overrides, "docs/kit.md")
            raise ProblemsError([problem]) from fault
        title, text = _parts(written)
        return KitText(
            name=match.string.removeprefix("kit/").removesuffix(".md"),
            stage=stage,
            audience=KitAudience(match["audience"]),
            medium=match["medium"],
            title=title,
            text=text,
            notes=tuple(notes),
            missing=tuple(needs.missing.values()),
            limit=min(limits, default=0),
            length=_length(text) if limits else 0,
        )

    def _in_line(self, value: object) -> object:
        """Return several texts as one line, and any other value as it is."""
        is_list = isinstance(value, tuple) and all(isinstance(one, str) for one in value)
        return self.language.comma.join(value) if is_list else value  # type: ignore[arg-type]

    def _names(
        self, stage: KitStage, news: MessageFacts, facts: IncidentFacts, needs: KitNeeds
    ) -> dict[str, object]:
        """The variables and functions of a template."""
        moments = Moments(language=self.language, zone=self.settings.zone, day=news.at)
        return {
            "news": news,
            "roomy": True,
            "stage": str(stage),
            "need": lambda name: self._in_line(needs.value(name)),
            "when": partial(needs.when, write=moments.time),
            # If an outage spans two months, the claim for the first month is due first.
            "claim_by": claim_by(self.settings.day(facts.incident.started).replace(day=1), self.settings),
            "is_overrun": incident_state(facts, news.at).is_overrun,
            "is_explained": bool(needs.known["postmortem"]),
            "due": postmortem_due(facts.incident, self.settings.postmortem),
            "unknown": unknown(news, self.language),
            "time": moments.time,
            "clock": moments.clock,
            "window": moments.window,
        }

    def _known(self, news: MessageFacts, facts: IncidentFacts) -> dict[str, object]:
        """Values that are not keys of the incident."""
        postmortem = facts.incident.postmortem
        is_out = postmortem is not None and postmortem.is_visible(news.at)
        return {
            "next_update": news.promise,
            "eta": news.eta,
            "ended": news.ended,
            "support": self.settings.support,
            "feedback_url": self.settings.feedback_link(facts.incident.id),
            "postmortem": f"{news.page}postmortem/" if is_out else "",
        }


def is_kit_name(name: str) -> bool:
    """Whether a template's path is `kit/<stage>/<audience>-<medium>.md`."""
    found = _NAME.fullmatch(name)
    return found is not None and found["folder"] in _FOLDERS


def _keep(kept: list[_T], one: _T) -> str:
    """Add a template's note or limit to a list; return `""`, since the call adds nothing to the text."""
    kept.append(one)
    return ""


def _parts(written: str) -> tuple[str, str]:
    """The title, which is the first line, and the text."""
    stripped = "\n".join(line.rstrip() for line in written.replace("\r\n", "\n").split("\n"))
    heading, _, text = re.sub(r"\n{3,}", "\n\n", stripped).strip().partition("\n")
    return heading.lstrip("# ").strip(), text.strip()


def _length(text: str) -> int:
    """The length of a text in characters, as the strictest social network counts."""
    from outspoken.channels.text.lengths import weighted

    return weighted(plain_words(text))

"""A summary of the kit's texts for an incident, for the preview of a change."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from outspoken.derive.facts import IncidentFacts
from outspoken.errors import ProblemsError
from outspoken.render.kit.kit_facts import stage_of
from outspoken.render.kit.kit_formats import missing_of
from outspoken.render.kit.kit_templates import KitTemplates
from outspoken.render.kit.kit_text import KitStage, MissingFact


class KitSummary(Struct, frozen=True, kw_only=True):
    """How many texts there are for the stage of an incident, and what they are still missing.

    `too_long` are the titles of texts over their limit. `texts` is 0 if a template fails.
    """

    incident: str
    title: str
    stage: KitStage
    texts: int = 0
    missing: tuple[MissingFact, ...] = ()
    too_long: tuple[str, ...] = ()


def kit_summary(templates: KitTemplates, facts: IncidentFacts, now: datetime) -> KitSummary:
    """The summary for the stage of an incident at `now` (UTC)."""
    incident, stage = facts.incident, stage_of(facts, now)
    try:
        texts = templates.texts(facts, stage, now)
    except ProblemsError:
        return KitSummary(incident=incident.id, title=incident.title, stage=stage)
    return KitSummary(
        incident=incident.id,
        title=incident.title,
        stage=stage,
        texts=len(texts),
        missing=missing_of(texts),
        too_long=tuple(one.title for one in texts if one.is_too_long),
    )

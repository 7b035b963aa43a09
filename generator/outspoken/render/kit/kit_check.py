"""Renders a site's own templates of the kit at every stage, to find errors before an incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from outspoken import rules
from outspoken.derive.facts import IncidentFacts
from outspoken.errors import Problem, ProblemsError
from outspoken.model.settings import Settings
from outspoken.shipped import own_templates


def kit_problems(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """Return the problems of the kit's templates; none if the site has none of its own."""
    overrides = own_templates(root)
    # messages/parts.txt too: the shipped templates of the kit include it.
    if overrides is None or not ((overrides / "kit").is_dir() or (overrides / "messages/parts.txt").exists()):
        return ()
    # Once: the same line fails with most of the sample incidents.
    found = {(one.path, one.line): one for one in _fails(settings, overrides)}
    return (*_misnamed(overrides / "kit"), *found.values())


def _misnamed(folder: Path) -> Iterator[Problem]:
    """Report files in a stage's folder that are never used. Files directly in `kit/` are for includes."""
    from outspoken.render.kit.kit_templates import is_kit_name
    from outspoken.render.kit.kit_text import KitAudience, KitStage

    audiences = ", ".join(KitAudience)
    stages = ", ".join(dict.fromkeys(name for stage in KitStage for name in stage.folders))
    for path in sorted(folder.glob("*/*")):
        name = path.relative_to(folder.parent).as_posix()
        if not is_kit_name(name):
            yield rules.KIT_TEMPLATE.problem(
                f"templates/{name}",
                None,
                "this is not the name of a text, so it is never used",
                f"write <stage>/<audience>-<medium>.md, with a stage of {stages}, an audience of {audiences}",
            )


def _fails(settings: Settings, overrides: Path) -> Iterator[Problem]:
    from outspoken.render.kit.kit_templates import KitTemplates
    from outspoken.render.kit.kit_text import KitStage
    from outspoken.render.language.language import Language
    from outspoken.render.messages.sample_incidents import sample_incidents

    templates = KitTemplates(settings=settings, language=Language(settings.language), overrides=overrides)
    for incident in sample_incidents(settings):
        facts = IncidentFacts(incident)
        for now in _instants():
            for stage in KitStage:
                try:
                    templates.texts(facts, stage, now)
                except ProblemsError as fault:
                    yield from fault.problems


def _instants() -> Iterator[datetime]:
    """One instant (UTC) in each status of the sample incidents, and one after their end."""
    from outspoken.render.messages.sample_incidents import SAMPLE_END, SAMPLE_START

    yield from (SAMPLE_START + timedelta(hours=hours) for hours in range(4))
    yield SAMPLE_END

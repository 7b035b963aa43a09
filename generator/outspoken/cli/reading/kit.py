"""`outspoken kit`: the texts that people send by hand during an outage, filled in."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outspoken.authoring import lookup
from outspoken.authoring.drafted_change import open_context, open_settings
from outspoken.authoring.incident_store import DiskIncidents
from outspoken.authoring.refusal import AmbiguousError, RefusedError
from outspoken.cli import shared_options
from outspoken.cli.required_text import FilledArgument
from outspoken.cli.writing_parts.which_incident import choose_incident
from outspoken.derive.facts import IncidentFacts
from outspoken.errors import ProblemsError
from outspoken.model.file_names import folder_of
from outspoken.render.kit.kit_text import KitAudience, KitStage

if TYPE_CHECKING:
    from outspoken.model.incident import Incident


@click.command()
@click.argument("incident_id", metavar="[ID]", required=False, cls=FilledArgument)
@shared_options.root
@shared_options.now
@click.option(
    "--audience", type=click.Choice(tuple(map(str, KitAudience))), help="Print only texts for these readers."
)
@click.option(
    "--stage",
    type=click.Choice((*map(str, KitStage), "all")),
    help="Texts of this stage; default: the incident's current stage.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(("md", "text", "html", "json")),
    default="text",
    show_default=True,
    help="The output format.",
)
def command(
    *,
    incident_id: str | None,
    root: Path,
    now: datetime | None,
    audience: str | None,
    stage: str | None,
    style: str,
) -> None:
    """Print ready texts about an incident: for customers, support, the team and leadership.

    They are filled in from the incident's facts, in the site's language. If a fact is missing, the text
    has its key instead, such as [workaround?], and the end of the output lists what to write. ID may be a
    part of the incident's id; without it, the only open incident is used. If there are several, the command
    asks on a terminal.
    """
    at = shared_options.instant_or_clock(now)
    try:
        found = _incident(root, incident_id, at)
    except RefusedError as fault:
        raise click.UsageError(str(fault)) from None
    # As bytes: the HTML declares UTF-8, whatever the encoding of the terminal.
    sys.stdout.buffer.write(_texts(root, found, at, audience, stage, style))


def _incident(root: Path, text: str | None, now: datetime) -> Incident:
    """The incident with this text in its id, else the open one. Raises RefusedError and ProblemsError."""
    store = DiskIncidents(root)
    context = open_context(store, now)
    try:
        if text:
            named = lookup.find(store, text)
        else:
            named = lookup.the_open_one(lookup.open_ones(store, context, now), upcoming=True)
    except AmbiguousError as fault:
        named = choose_incident(fault)
    parsed = lookup.read(store, folder_of(named), context)
    if parsed.incident is None:
        raise ProblemsError(parsed.problems)
    return parsed.incident


def _texts(
    root: Path, incident: Incident, now: datetime, audience: str | None, stage: str | None, style: str
) -> bytes:
    """The texts, written in a style. Raises UsageError for a stage that has passed, and ProblemsError."""
    from outspoken.render.kit import kit_formats
    from outspoken.render.kit.kit_templates import KitTemplates
    from outspoken.render.language.language import Language
    from outspoken.shipped import own_templates

    settings, facts = open_settings(DiskIncidents(root)), IncidentFacts(incident)
    language = Language(settings.language)
    templates = KitTemplates(settings=settings, language=language, overrides=own_templates(root))
    stages = _stages(facts, now, stage)
    found = (text for one in stages for text in templates.texts(facts, one, now, audience))
    # A text that several stages share is printed once: the first one is kept.
    texts = list({text.name: text for text in reversed(list(found))}.values())[::-1]
    write = {
        "md": kit_formats.as_markdown,
        "text": kit_formats.as_text,
        "html": kit_formats.as_html,
        "json": kit_formats.as_json,
    }[style]
    return write(incident, texts, language)


def _stages(facts: IncidentFacts, now: datetime, named: str | None) -> tuple[KitStage, ...]:
    """The stages to print. Raises UsageError for texts of an open incident if it is over."""
    from outspoken.render.kit.kit_facts import is_over, stage_of

    if named is None:
        return (stage_of(facts, now),)
    wanted = tuple(KitStage) if named == "all" else (KitStage(named),)
    possible = tuple(one for one in wanted if not (one.is_open and is_over(facts, now)))
    if not possible:
        raise click.UsageError(f"{facts.incident.id} is over: use --stage resolved or --stage after")
    return possible

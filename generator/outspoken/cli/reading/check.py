"""`outspoken check`: every problem of the site, or of a change, at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from outspoken.announce.words.template_check import message_problems
from outspoken.cli import print_problems, shared_options
from outspoken.cli.github_actions import is_public_repository
from outspoken.errors import Problem, ProblemsError, Severity
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.render.kit.kit_check import kit_problems
from outspoken.review.change_problems import not_started, review
from outspoken.review.text_check import text_problems
from outspoken.source.draft_pages import draft_problems
from outspoken.source.load import load
from outspoken.source.plan.plan_folder import plan_name
from outspoken.source.site_on_disk import SiteOnDisk

if TYPE_CHECKING:
    from outspoken.model.incident import Incident
    from outspoken.review.change_problems import ChangeReview

Found = tuple[Sequence[Problem], Sequence["Incident"], str]


@click.command()
@shared_options.root
@shared_options.now
@click.option(
    "--base",
    metavar="REV",
    help="Check only what has changed since this revision (origin/main), also against what was published.",
)
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--format",
    "style",
    type=click.Choice(print_problems.FORMATS),
    default="auto",
    show_default=True,
    help="The output format: auto is github under GitHub Actions, else text.",
)
def command(root: Path, now: datetime | None, base: str | None, strict: bool, style: str) -> None:
    """Check everything and print all problems at once.

    With --base, only the incidents that were touched since then are read (all of them if mkdocs.yml was
    changed), and warnings are about what the change adds. Exits with 1 if a person is needed: on errors, with
    --strict on warnings too.
    """
    at = shared_options.instant_or_clock(now)
    present = shared_options.is_present(now)
    every, incidents, extent = (
        site_problems(root, at, present=present)
        if base is None
        else _change_problems(root, base, at, present)
    )
    # Before printing, so that annotations and the exit code agree.
    found = tuple(replace(problem, severity=Severity.ERROR) if strict else problem for problem in every)
    printer = print_problems.resolve_format(style)
    print_problems.print_problems(found, style=printer, root=root)
    if printer != "json":
        updates = sum(len(incident.updates) for incident in incidents)
        counted = print_problems.counted
        read = f"{counted(len(incidents), 'incident')}, {counted(updates, 'update')}"
        click.echo(f"{read}{extent}: {print_problems.summary(found)}.")
    sys.exit(1 if any(problem.is_error for problem in found) else 0)


def site_problems(root: Path, now: datetime, *, present: bool = False) -> Found:
    """Return all problems of a whole site, its incidents, and a note for the summary (empty here)."""
    from outspoken.render.template_trial import page_template_problems
    from outspoken.review.placeholder_check import placeholder_problems
    from outspoken.review.plan_problems import plan_problems

    loaded = load(root, now=now, present=present)
    # Without usable settings, texts and templates cannot be checked.
    if loaded.history is None:
        return loaded.problems, (), ""
    settings, incidents = loaded.history.settings, loaded.history.incidents
    found = loaded.problems + text_problems(root, settings, incidents) + not_started(loaded.history, now)
    found += plan_problems(
        root, settings, now, latest=shared_options.latest_instant(now), is_public=is_public_repository()
    )
    found += placeholder_problems(root, settings) + draft_problems(root, settings.docs_dir)
    every = tuple(sorted(found, key=lambda problem: problem.sort_key))
    every += message_problems(root, settings) + kit_problems(root, settings)
    every += page_template_problems(root, loaded.history, now)
    return every, incidents, ""


def _change_problems(root: Path, base: str, now: datetime, present: bool) -> Found:
    site = SiteOnDisk(root, now)
    try:
        found = review(site, base, present=present)
    except ProblemsError as fault:
        return fault.problems, (), ""
    problems = (
        *found.problems,
        *_plan_problems(root, now, found),
        *_page_template_problems(site, found, present),
    )
    return problems, found.incidents, f" touched since {found.change.base[:12]}"


def _plan_problems(root: Path, now: datetime, review: ChangeReview) -> tuple[Problem, ...]:
    """Return the problems of the plan and of the pages that show it, if the change touches them."""
    settings, paths = review.touched.settings, review.change.paths
    if settings is None:
        return ()
    found: tuple[Problem, ...] = ()
    shown = (f"{plan_name(root, settings)}/", SETTINGS_FILE)
    if any(path.startswith(shown) for path in paths):
        from outspoken.review.plan_problems import plan_problems

        latest = shared_options.latest_instant(now)
        found = plan_problems(root, settings, now, latest=latest, is_public=is_public_repository())
    if any(path.startswith((*shown, f"{settings.docs_dir}/")) for path in paths):
        from outspoken.review.placeholder_check import placeholder_problems

        found += placeholder_problems(root, settings)
    if any(path.startswith(f"{settings.docs_dir}/") for path in paths):
        drafts = draft_problems(root, settings.docs_dir)
        found += tuple(problem for problem in drafts if problem.path in paths)
    return found


def _page_template_problems(site: SiteOnDisk, review: ChangeReview, present: bool) -> tuple[Problem, ...]:
    """Return the problems of the site's own page templates, if the change touches one."""
    if not any(path.startswith(("templates/pages/", "templates/theme/")) for path in review.change.paths):
        return ()
    from outspoken.render.template_trial import page_template_problems

    # The files that the review has read: nothing may have changed between two problems.
    history = load(site.root, now=site.now, present=present, site=site).history
    return page_template_problems(site.root, history, site.now) if history else ()

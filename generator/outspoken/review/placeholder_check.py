"""Checks the placeholders in the pages of `site_src/` that are filled in from settings and plan."""

from __future__ import annotations

from pathlib import Path

from outspoken.errors import Problem
from outspoken.model.settings import Settings
from outspoken.source.format.front_matter import MAX_FILE
from outspoken.source.incidents.incident_files import read_file
from outspoken.source.plan.public_part import read_public


def placeholder_problems(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """Return the placeholders of the site in `root` that are misspelt or have nothing to show."""
    found: list[Problem] = []
    marked = {path: text for path, text in _pages(root, settings.docs_dir).items() if "outspoken:" in text}
    if marked:
        # Most sites have no placeholder, and need neither the plan nor the languages.
        from outspoken.render.pages.prose_placeholders import ProsePlaceholders

        parts = ProsePlaceholders(settings=settings, plan=read_public(root, settings, []))
        for path, text in marked.items():
            parts.filled(text, path, found)
    return tuple(found)


def _pages(root: Path, docs: str) -> dict[str, str]:
    folder = root / docs
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.md")))
    # The build refuses a page that is a symbolic link, so it is not read here either.
    read = {f"{docs}/{name}": read_file(str(folder / name), MAX_FILE, "", []) for name in names}
    return {name: data.decode("utf-8-sig", "replace") for name, data in read.items() if data is not None}

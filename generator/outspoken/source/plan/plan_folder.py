"""Finds the plan's folder; quick to import, since every new incident needs it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from outspoken.model.file_names import SETTINGS_FILE

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

_USUAL = "plan"
_LINE = re.compile(r"""^ *plan_dir: *(["']?)([^"'#\n]+?)\1 *(?:#.*)?$""", re.MULTILINE)


def plan_name(root: Path, settings: Settings | None) -> str:
    """Return the plan's folder as Problems show it: relative to the site's root, or absolute.

    Without settings, because mkdocs.yml has a mistake somewhere, its line `plan_dir` still counts.
    """
    name = settings.plan_dir if settings else _written(root)
    return os.path.normpath(name or _USUAL).replace(os.sep, "/")


def _written(root: Path) -> str:
    try:
        text = (root / SETTINGS_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = _LINE.search(text)
    return found[2] if found else ""


def plan_folder(root: Path, settings: Settings | None) -> Path:
    """Return the plan's folder, which may be outside of the site's root, and may not exist."""
    # With `~`, since a private plan is often a clone in the home folder.
    return root / Path(plan_name(root, settings)).expanduser()


def has_own_plan(root: Path, settings: Settings | None) -> bool:
    """Whether there is a plan within the site's root, and in the same repository."""
    folder, top = plan_folder(root, settings), root.resolve()
    if not folder.is_dir() or not folder.resolve().is_relative_to(top):
        return False
    place = folder.resolve()
    # A submodule is another repository, and may be private.
    return not any(
        (each / ".git").exists()
        for each in (place, *place.parents)
        if each.is_relative_to(top) and each != top
    )

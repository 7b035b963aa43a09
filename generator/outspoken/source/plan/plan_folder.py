"""Where the plan is; light, since every new incident asks for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outspoken.model.settings import Settings

_USUAL = "plan"


def plan_name(settings: Settings | None) -> str:
    """Return the plan's folder as Problems show it: relative to the site's root, or absolute."""
    return os.path.normpath((settings and settings.plan_dir) or _USUAL).replace(os.sep, "/")


def plan_folder(root: Path, settings: Settings | None) -> Path:
    """Return the plan's folder, which may be outside of the site's root and need not exist."""
    return root / Path(plan_name(settings)).expanduser()


def has_own_plan(root: Path, settings: Settings | None) -> bool:
    """Whether there is a plan within the site's root, and so in the same repository."""
    folder = plan_folder(root, settings)
    return folder.is_dir() and folder.resolve().is_relative_to(root.resolve())

"""Reads only the part of the plan that pages may show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outspoken.errors import Problem
from outspoken.model.plan.outage_plan import PublicPlan
from outspoken.model.plan.plan_parts import PUBLIC_FILES
from outspoken.source.plan.plan_files import read_texts
from outspoken.source.plan.plan_folder import plan_folder, plan_name

if TYPE_CHECKING:
    from outspoken.model.settings import Settings


def read_public(root: Path, settings: Settings, problems: list[Problem]) -> PublicPlan | None:
    """Return the files that are marked as public; None if the site in `root` has no plan."""
    folder = plan_folder(root, settings)
    if folder.is_symlink() or not folder.is_dir():
        return None
    texts = read_texts(folder, plan_name(root, settings), problems, PUBLIC_FILES)
    shown = {
        file.removesuffix(".md").replace("-", "_"): text.record
        for file, text in texts.items()
        # Not public if the mark cannot be read: nothing is published by mistake.
        if text.record.public
    }
    return PublicPlan(**shown)

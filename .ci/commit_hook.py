"""Write into a wheel from which commit it is, unless that commit is the release of its version."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `outspoken/commit.txt`, which `outspoken --version` reads."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file to what is built; an editable installation asks git each time instead."""
        if version == "editable" or not (Path(self.root) / ".git").exists():
            return
        commit = self._git("rev-parse", "HEAD").strip()
        changed = "+" if self._git("status", "--porcelain", "--untracked-files=no") else ""
        is_release = f"v{self.metadata.version}" in self._git("tag", "--points-at", "HEAD").split()
        if not commit or (is_release and not changed):
            return
        place = Path(tempfile.mkdtemp(), "commit.txt")
        place.write_text(f"{commit}{changed}\n", encoding="ascii")
        inside = "outspoken" if self.target_name == "wheel" else "generator/outspoken"
        build_data["force_include"][str(place)] = f"{inside}/commit.txt"

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", self.root, *arguments]
        return subprocess.run(command, capture_output=True, check=False, encoding="utf-8").stdout

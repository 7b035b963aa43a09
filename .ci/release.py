"""Refuses a release if tag, version and changelog disagree: release.py TAG."""

from __future__ import annotations

import re
import sys
import tomllib
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
TAG = re.compile(r"v(\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?)")


def disagreements(root: Path, tag: str) -> list[str]:
    """Return why the repository at `root` cannot be released as `tag`; empty if it can."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = project["version"]
    found = [*_tag(tag, version), *_changelog((root / "CHANGELOG.md").read_text(encoding="utf-8"), version)]
    waiting = sorted(path.name for path in (root / "docs" / "changes").glob("*.*.md"))
    if waiting:
        remedy = f"run `towncrier build --version {version}` and commit"
        found.append(f"docs/changes still has {', '.join(waiting)}: {remedy}")
    return found


def _tag(tag: str, version: str) -> list[str]:
    match = TAG.fullmatch(tag)
    if not match:
        return [f"the tag is {tag}: write it as v1.2.3"]
    if match[1] != version:
        return [f"the tag says {match[1]}, pyproject.toml says {version}: correct one of them"]
    return []


def _changelog(text: str, version: str) -> list[str]:
    newest = re.search(r"^## \[(?P<version>[^]]+)\] - (?P<day>\S+)$", text, re.MULTILINE)
    if not newest:
        return ["CHANGELOG.md has no release yet: run `towncrier build`"]
    if newest["version"] != version:
        return [f"CHANGELOG.md's newest release is {newest['version']}, pyproject.toml says {version}"]
    try:
        date.fromisoformat(newest["day"])
    except ValueError:
        return [f"CHANGELOG.md dates {version} {newest['day']}: write it as 2026-11-21"]
    return []


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if against := disagreements(ROOT, sys.argv[1]):
        print(*against, sep="\n", file=sys.stderr)
        sys.exit(1)
    print(f"{sys.argv[1]}: tag, version and changelog agree")

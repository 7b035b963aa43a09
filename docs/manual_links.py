"""MkDocs hook of manual.yml: adds pages from outside docs/, and points links at them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
BESIDE = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}
"""Files of the repository that are pages of the manual, and their addresses there."""
_SOURCES = {address: source for source, address in BESIDE.items()}
_LINK = re.compile(r"\[(?P<words>[^\]\n]*)\]\((?P<path>(?!\w+:|#)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> None:
    """Add every decision to the navigation, so that a new one needs no second place."""
    pages = [f"decisions/{path.name}" for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"))]
    config.nav = [*(config.nav or []), {"Decisions": ["decisions/README.md", *pages]}]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie beside docs/."""
    for source, address in BESIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        if source == "CHANGELOG.md":
            text += "\n".join(_to_come())
        files.append(File.generated(config, address, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Point the repository's links at the pages of the site, else at the git host, if that is known."""
    address = page.file.src_uri
    folder = dirname(_SOURCES.get(address, f"docs/{address}"))

    def pointed(link: re.Match[str]) -> str:
        target = normpath(join(folder, link["path"]))
        if target in BESIDE or target.startswith("docs/"):
            there = relpath(BESIDE.get(target, target.removeprefix("docs/")), dirname(address) or ".")
            return f"[{link['words']}]({there}{link['anchor'] or ''})"
        host = config.extra["repository"]
        return f"[{link['words']}]({host}/blob/HEAD/{target})" if host else link["words"]

    return _LINK.sub(pointed, markdown)


def _to_come() -> Iterator[str]:
    """What the next release gathers into the changelog, under the headings that it gives them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    yield "\n## To come\n"
    for kind in project["tool"]["towncrier"]["type"]:
        changes = sorted((ROOT / "docs" / "changes").glob(f"*.{kind['directory']}.md"))
        if changes:
            yield f"\n### {kind['name']}\n"
        for change in changes:
            text = change.read_text(encoding="utf-8").strip()
            yield "- " + text.replace("\n", "\n    ")

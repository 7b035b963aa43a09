"""The home page's words without the prose engine."""

from __future__ import annotations

from pathlib import Path

from outspoken.model.settings import Settings
from outspoken.render.markdown import render_markdown
from outspoken.render.prose import Prose


def plain_prose(root: Path, settings: Settings) -> Prose:
    """The body of the home page in our own Markdown; no other prose pages.

    What cannot be read counts as absent: this is the emergency path.
    """
    try:
        text = (root / settings.docs_dir / "index.md").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Prose()
    return Prose(home=str(render_markdown(_body(text), headings=1)))


def _body(text: str) -> str:
    opening, _, rest = text.partition("\n")
    if opening.rstrip() != "---":
        return text
    lines = rest.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.rstrip() in ("---", "..."):
            return "".join(lines[number + 1 :])
    return text

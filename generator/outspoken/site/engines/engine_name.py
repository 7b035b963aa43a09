"""The prose engines by name."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """What builds the pages of `site_src`; `none` is our own Markdown and frame."""

    MKDOCS = "mkdocs"
    PROPERDOCS = "properdocs"
    ZENSICAL = "zensical"
    NONE = "none"

"""The content of a link's preview image: a headline, its start, and the level."""

from __future__ import annotations

from hashlib import sha256
from importlib.util import find_spec

from msgspec import Struct, json

from outspoken.model.settings import Settings
from outspoken.model.vocabulary import Level
from outspoken.render.language.language import Language

WIDTH, HEIGHT = 1200, 630
"""Pixels: the size that social networks recommend, and scale down from."""

# To be raised when the drawing changes, so that networks fetch it again.
_DRAWING = "1"


class SharePicture(Struct, frozen=True, kw_only=True):
    """One preview image; `level` is None for pages that show no state, and `line` may be empty."""

    name: str
    site: str
    title: str
    line: str = ""
    level: Level | None = None

    @property
    def path(self) -> str:
        """The path of the file from the site's root."""
        return f"assets/outspoken/{self.name}.png"

    @property
    def address(self) -> str:
        """The URL from the site's root, with a digest: networks cache pictures for weeks by their URL."""
        return f"{self.path}?{sha256(json.encode([_DRAWING, self])).hexdigest()[:8]}"


def can_draw() -> bool:
    """Whether the extra `images` is installed: a library that draws, and one that has a font."""
    return bool(find_spec("PIL") and find_spec("reportlab"))


def site_picture(settings: Settings, language: Language) -> SharePicture:
    """The preview image of all pages that are not about the present."""
    words = language.gettext("Current status, incidents, scheduled maintenance and history.")
    return SharePicture(
        name="share-site",
        site=settings.site_name,
        title=settings.site_name,
        line=settings.description or words,
    )

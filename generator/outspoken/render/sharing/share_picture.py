"""What the picture of a shared link says: a headline, since when, and how bad it is."""

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
    """One picture: `level` None is a page that states none; `line` may be empty."""

    name: str
    site: str
    title: str
    line: str = ""
    level: Level | None = None

    @property
    def path(self) -> str:
        """Where the file is, from the site's root."""
        return f"assets/outspoken/{self.name}.png"

    @property
    def address(self) -> str:
        """The path with a digest of what is shown: networks keep a picture for weeks by its address."""
        return f"{self.path}?{sha256(json.encode([_DRAWING, self])).hexdigest()[:8]}"


def can_draw() -> bool:
    """Whether the extra `images` is installed: a library that draws, and one that has a font."""
    return bool(find_spec("PIL") and find_spec("reportlab"))


def site_picture(settings: Settings, language: Language) -> SharePicture:
    """The one of all pages that are not about the present."""
    words = language.gettext("Current status, incidents, scheduled maintenance and history.")
    return SharePicture(
        name="share-site",
        site=settings.site_name,
        title=settings.site_name,
        line=settings.description or words,
    )

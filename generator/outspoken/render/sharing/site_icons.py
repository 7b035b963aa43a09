"""The icons of a site, for tabs and home screens: those in its own templates, or the shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outspoken.model.settings import Settings
from outspoken.render.output import Output
from outspoken.shipped import templates_dir

# Where each shipped file is in the site, by its name in `templates/theme/`.
_SHIPPED = {
    "site-icon.svg": "assets/outspoken/icon.svg",
    "touch-icon.png": "assets/outspoken/touch-icon.png",
}


def site_icon(settings: Settings) -> str:
    """The path of the tab's icon from the site's root."""
    return settings.brand.favicon or _SHIPPED["site-icon.svg"]


def touch_icon(settings: Settings) -> str:
    """The path of the home screen's icon, which must be a PNG."""
    own = settings.brand.favicon
    return own if own.lower().endswith(".png") else _SHIPPED["touch-icon.png"]


def icon_files(overrides: Path | None) -> Iterator[Output]:
    """The shipped icons; a file of the same name in the site's own templates replaces one."""
    for name, path in _SHIPPED.items():
        own = overrides / "theme" / name if overrides else None
        file = own if own and own.is_file() else templates_dir() / "theme" / name
        yield Output(path, file.read_bytes(), maker=f"the icon {name}")

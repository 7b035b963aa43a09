"""The theme of a site that MkDocs builds: the folders of our frame, and an empty page in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.commands.build import get_context
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from outspoken.model.file_names import TEMPLATES
from outspoken.shipped import theme_dir
from outspoken.site.page_policies import without_markup

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

# MkDocs' own files of these names contain the current time or lack the incidents; ours replace them.
_OURS = ("404.html", "sitemap.xml")


def site_root(config: MkDocsConfig) -> Path:
    """Return the folder with mkdocs.yml."""
    return Path(config.config_file_path).resolve().parent


def add_theme(config: MkDocsConfig, *, own: bool) -> None:
    """Set the theme's folders: the site's custom_dir, its `templates/theme`, the shipped one, MkDocs'."""
    dirs = config.theme.dirs
    # A site's custom_dir goes first, as MkDocs documents it.
    place = 1 if getattr(config.theme, "_custom_dir", None) else 0
    wanted = dict.fromkeys(map(str, frame_folders(config)[0 if own else 1 :]))
    known = {os.path.realpath(folder) for folder in dirs}
    dirs[place:place] = [folder for folder in wanted if folder not in known and Path(folder).is_dir()]
    config.theme.static_templates.difference_update(_OURS)


def blank_page(env: Any, config: MkDocsConfig, template: str, depth: int) -> str:
    """Render the theme's template for a page without content, `depth` folders below the site's root."""
    config = without_markup(config)
    file = File.generated(config, "blank.md", content="")
    file.url = "blank/" * depth
    page = Page("Blank", file, config)
    page.content = ""
    context = get_context(Navigation([], []), Files([]), config, page)
    return str(env.get_template(template).render(context))


def frame_folders(config: MkDocsConfig) -> tuple[Path, ...]:
    """Return the folders of our frame: the site's own, and the shipped one."""
    return ((site_root(config) / TEMPLATES / "theme").resolve(), theme_dir())

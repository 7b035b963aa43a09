"""Where the prose engine's templates come from."""

from __future__ import annotations

import os
from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader


class VisibleLoader(FileSystemLoader):
    """Lists no folder whose name begins with a dot; by its name, a template there is found all the same.

    The engine asks for the list to copy the theme's files, and copies none from such folders: Material
    keeps 14,000 icons in one.
    """

    def list_templates(self) -> list[str]:
        """The names of all others, in order."""
        found: set[str] = set()
        for place in self.searchpath:
            for folder, folders, names in os.walk(place):
                folders[:] = [name for name in folders if not name.startswith(".")]
                way = "" if folder == place else f"{os.path.relpath(folder, place)}/".replace(os.sep, "/")
                found.update(way + name for name in names)
        return sorted(found)


def listing_visible(make: Callable[[], Environment]) -> Environment:
    """The environment that the theme makes, with such a loader in the place of a plain one."""
    environment = make()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = VisibleLoader(environment.loader.searchpath)
    return environment

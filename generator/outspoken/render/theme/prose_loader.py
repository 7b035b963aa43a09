"""Where the prose engine's templates come from."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from outspoken.render.theme.compiled_templates import compiled_templates, files_digest
from outspoken.shipped import templates_dir

# Where the functions come from that an environment of the engine has without a site's plugins and hooks.
_KNOWN = {"jinja2", "mkdocs", "properdocs", "markupsafe", "builtins", "_operator"}
# The packages with the themes that most sites use.
_THEMES = ("mkdocs", "material")


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
    """The environment that the theme makes, with such a loader in the place of a plain one.

    The theme's own compiled templates are kept.
    """
    environment = make()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = VisibleLoader(environment.loader.searchpath)
        packages = [Path(f"{sys.modules[name].__file__}").parent for name in _THEMES if name in sys.modules]
        environment.bytecode_cache = compiled_templates((templates_dir(), *packages), _recipe)
    return environment


def _recipe(environment: Environment) -> bytes | None:
    """Return what takes the place of the engine's filters; None if one is of a site's own plugin or hook.

    Jinja writes results of filters into compiled templates, and theirs may change.
    """
    functions = (*environment.filters.values(), *environment.tests.values(), *environment.extensions.values())
    if not {getattr(function, "__module__", "").partition(".")[0] for function in functions} <= _KNOWN:
        return None
    # Of ProperDocs, only its own name may be loaded.
    loaded = [sys.modules[name] for name in ("mkdocs.utils", "properdocs.utils") if name in sys.modules]
    folders = dict.fromkeys(Path(f"{module.__file__}").parent for module in loaded)
    return files_digest(*(file for folder in folders for file in sorted(folder.glob("*.py"))))

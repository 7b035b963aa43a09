"""Makes the prose engine list and compile its templates faster."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from outspoken.render.theme.compiled_templates import compiled_templates, files_digest
from outspoken.shipped import templates_dir

# The packages of all filters and tests that an engine's environment has without a site's plugins and hooks.
_KNOWN = {"jinja2", "mkdocs", "properdocs", "markupsafe", "builtins", "_operator"}
# The packages with the themes that most sites use.
_THEMES = ("mkdocs", "material")


class VisibleLoader(FileSystemLoader):
    """Lists no folder whose name begins with a dot; a template in one can still be loaded by its name.

    The engine lists the theme's files to copy them, and copies none from such folders. Material has 14,000
    icons in one.
    """

    def list_templates(self) -> list[str]:
        """The names of all templates outside of such folders, sorted."""
        found: set[str] = set()
        for place in self.searchpath:
            for folder, folders, names in os.walk(place):
                folders[:] = [name for name in folders if not name.startswith(".")]
                prefix = "" if folder == place else f"{os.path.relpath(folder, place)}/".replace(os.sep, "/")
                found.update(prefix + name for name in names)
        return sorted(found)


def listing_visible(make: Callable[[], Environment]) -> Environment:
    """The environment that `make` returns, with a VisibleLoader instead of a plain FileSystemLoader.

    The theme's compiled templates are cached.
    """
    environment = make()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = VisibleLoader(environment.loader.searchpath)
        packages = [Path(f"{sys.modules[name].__file__}").parent for name in _THEMES if name in sys.modules]
        environment.bytecode_cache = compiled_templates((templates_dir(), *packages), _recipe)
    return environment


def _recipe(environment: Environment) -> bytes | None:
    """Return a digest of the engine's filters; None if one belongs to a site's own plugin or hook.

    Jinja writes the results of filters on constants into compiled templates, and a hook's code may change.
    """
    functions = (*environment.filters.values(), *environment.tests.values(), *environment.extensions.values())
    if not {getattr(function, "__module__", "").partition(".")[0] for function in functions} <= _KNOWN:
        return None
    # With ProperDocs, only the module of its own name may be loaded.
    loaded = [sys.modules[name] for name in ("mkdocs.utils", "properdocs.utils") if name in sys.modules]
    folders = dict.fromkeys(Path(f"{module.__file__}").parent for module in loaded)
    return files_digest(*(file for folder in folders for file in sorted(folder.glob("*.py"))))

"""Finds the templates of prose pages, and makes the engine list and compile them faster."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateNotFound

from outspoken.render.theme.compiled_templates import compiled_templates, files_digest
from outspoken.shipped import templates_dir, theme_dir

# The packages of all filters and tests that an engine's environment has without a site's plugins and hooks.
_KNOWN = {"jinja2", "mkdocs", "properdocs", "markupsafe", "builtins", "_operator"}
# The packages with the themes that most sites use.
_THEMES = ("mkdocs", "material")


class ProseLoader(FileSystemLoader):
    """Finds our frame among the theme's templates, and lists no folder whose name begins with a dot.

    `frame` has templates by name. They take the place of the shipped folder `theme`, so that a site's own
    templates have precedence.

    A template in a folder with a dot can still be loaded by its name: the engine lists the theme's files to
    copy them, and copies none from such folders. Material has 14,000 icons in one.
    """

    def __init__(self, searchpath: Sequence[str], frame: Mapping[str, str]) -> None:
        super().__init__(searchpath)
        self._frame = frame

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, where it is from, and whether it is still the same."""
        if template not in self._frame:
            return super().get_source(environment, template)
        paths, ours = self.searchpath, str(theme_dir())
        before = paths[: paths.index(ours)] if ours in paths else []
        try:
            return FileSystemLoader(before).get_source(environment, template)
        except TemplateNotFound:
            # Compiled and kept like the file that it is made from: a site's texts are not code in it.
            return self._frame[template], str(theme_dir() / "prose.html"), lambda: True

    def list_templates(self) -> list[str]:
        """The names of all templates outside of such folders, sorted."""
        found: set[str] = set()
        for place in self.searchpath:
            for folder, folders, names in os.walk(place):
                folders[:] = [name for name in folders if not name.startswith(".")]
                prefix = "" if folder == place else f"{os.path.relpath(folder, place)}/".replace(os.sep, "/")
                found.update(prefix + name for name in names)
        return sorted(found)


def with_frame(make: Callable[[], Environment], frame: Mapping[str, str]) -> Environment:
    """The environment that `make` returns, with a ProseLoader instead of a plain FileSystemLoader.

    The theme's compiled templates are cached.
    """
    environment = make()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = ProseLoader(environment.loader.searchpath, frame)
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

"""Makes the Jinja environments: the site's own templates over the shipped ones, in the site's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import cache, partial, wraps
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    select_autoescape,
)
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode
from markupsafe import Markup, escape

from outspoken.model.settings import Settings
from outspoken.render.language.catalogue import catalogue_file
from outspoken.render.language.language import Language
from outspoken.render.theme.compiled_templates import compiled_templates, files_digest
from outspoken.shipped import templates_dir

_SIGNS = re.compile("[&<>'\"]")


class PlainTermsTemplate(Template):
    """A template whose terms become text without a copy if they are HTML, or have nothing to escape.

    Jinja makes a Markup of each, of which a page has a hundred, and then joins them to plain text.
    """

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Return the template of compiled code, which escapes each term by a name of its own globals."""
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__["escape"] = _escaped
        return template


def _escaped(term: Any) -> str:
    kind = type(term)
    if kind is Markup or (kind is str and not _SIGNS.search(term)):
        return term  # type: ignore[no-any-return]
    return escape(term)


class TemplateContext(Context):
    """Calls a template's functions faster: Jinja checks five times whether a function takes the context.

    Only macros and functions with Jinja's mark take it; our environments contain no other kind.
    """

    @internalcode
    def call(
        self,
        function: Callable[..., Any],
        /,
        *args: Any,
        _loop_vars: Mapping[str, Any] | None = None,
        _block_vars: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        """Return the result of a function or macro; Jinja passes the variables of the loop and block."""
        if type(function) is Macro:
            return function(self.eval_ctx, *args, **options)
        if getattr(function, "jinja_pass_arg", None) is None:
            return function(*args, **options)
        return super().call(function, *args, _loop_vars=_loop_vars, _block_vars=_block_vars, **options)


class TemplateEnvironment(Environment):
    """A Jinja environment whose globals are complete before its first template is loaded."""

    context_class = TemplateContext
    template_class = PlainTermsTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Every page loads about six templates by name; Jinja's own LRU cache takes a lock for each.
        self._cached_template = cache(super().get_template)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,  # noqa: ARG002 - our names are from the root of the templates
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return the template of this name; it is read once a build."""
        return self._cached_template(name) if globals is None else super().get_template(name, None, globals)

    def compile(self, *source: Any, **options: Any) -> Any:
        """Compile without evaluating filters and tests: their results may differ in another build.

        Jinja evaluates them on constants, such as `{{ "maintenance"|icon }}`, unless the filter raises.
        """
        filters, tests = self.filters, self.tests
        self.filters, self.tests = _withheld(filters), _withheld(tests)
        try:
            return super().compile(*source, **options)
        finally:
            self.filters, self.tests = filters, tests

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return one plain dict: every render copies it, and copying Jinja's chain of mappings is slow."""
        return {**self.globals, **(d or {})}


def template_environment(
    settings: Settings, language: Language, overrides: Path | None
) -> TemplateEnvironment:
    """Return an environment for one site; `overrides` is the site's own `templates/` folder, if any.

    Its globals are gettext's functions, `site` and `language`; the caller adds those of its templates.
    """
    shipped = FileSystemLoader(str(templates_dir()))
    own = [FileSystemLoader(str(overrides))] if overrides is not None else []
    environment = TemplateEnvironment(
        # A site's own template may extend the one that it replaces: {% extends "shipped/pages/…" %}.
        loader=ChoiceLoader([*own, shipped, PrefixLoader({"shipped": shipped})]),
        autoescape=select_autoescape(("html", "svg")),
        # A misspelt name must raise, instead of leaving a page with an empty place.
        undefined=StrictUndefined,
        # Constant folding finds almost nothing in these templates, and takes a tenth of the compile time.
        optimized=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,  # otherwise every page checks the modification time of every template
        bytecode_cache=compiled_templates((templates_dir(),), partial(_words, language)),
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True, pgettext=language.pgettext
    )
    environment.globals |= {"site": settings, "language": language}
    return environment


def _withheld(functions: Mapping[str, Any]) -> dict[str, Any]:
    """Return functions of the same names that all raise LookupError."""

    def fails(*_: object, **__: object) -> None:
        raise LookupError

    # `wraps` also copies the mark by which Jinja knows which functions take its context.
    return {name: wraps(function)(partial(fails)) for name, function in functions.items()}


def _words(language: Language, _: Environment) -> bytes:
    """Return what identifies a language: its texts are written into templates."""
    catalogue = catalogue_file(language.locale)
    return files_digest(catalogue) if catalogue else b""

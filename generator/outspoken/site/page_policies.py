"""The content security policies of pages from the engine's theme, and of pages that reload themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import reduce
from operator import or_
from typing import Any

from outspoken.render.theme.csp import Allowed, Inline, admitting, digest, policy, seal

Blank = Callable[[str, int], str]
"""Renders a template (its name) for a page without content, so many folders below the site's root."""

# Themes write these settings into pages as they are.
_SHOWN = ("site_name", "site_description", "site_author", "copyright", "repo_name", "repo_url", "extra")
# MkDocs puts the script that waits for the next save at the end of what it serves.
_WAITING = re.compile(rb"<script>((?:(?!</?script)[\s\S])*)</script>\s*(?:</body>\s*(?:</html>\s*)?)?\Z")


class PagePolicies:
    """Policies by template and depth.

    Inline code of a page without content comes from the theme or from the site's own templates. Only that
    is allowed: hashing the code of the finished page would also allow injected code.
    """

    def __init__(self, blank: Blank) -> None:
        self._blank = blank
        self._known: dict[tuple[str, int], Allowed] = {}

    @property
    def allowed(self) -> Allowed:
        """Return all inline code of the templates that were rendered."""
        return reduce(or_, self._known.values(), Allowed())

    def seal(self, html: str, template: str, url: str) -> str:
        """Return the page at `url` (from the site's root) with its policy in its head."""
        key = (template, url.count("/"))
        if key not in self._known:
            inline = Inline(self._blank(*key))
            self._known[key] = Allowed.of(styles=inline.styles, scripts=inline.scripts)
        return seal(html, policy(self._known[key], own_scripts=True))


def without_blocked_parts(config: Any) -> None:
    """Turn off, in MkDocs' configuration, fonts from another host and style attributes."""
    config.theme["font"] = False
    for name in {"tables", "markdown.extensions.tables"}.intersection(config.markdown_extensions):
        config.mdx_configs.setdefault(name, {})["use_align_attribute"] = True


def without_markup(config: Any) -> Any:
    """Return MkDocs' configuration for a page without content: markup in the settings becomes text.

    The theme may run its own scripts; a setting must not add one.
    """
    shown = copy(config)
    shown.data |= {key: _as_text(config[key]) for key in _SHOWN}
    shown.data["theme"] = _as_text({"name": config.theme.name, **config.theme})
    return shown


def _as_text(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("<", "&lt;")
    if isinstance(value, Mapping):
        return {key: _as_text(item) for key, item in value.items()}
    return [_as_text(item) for item in value] if isinstance(value, list) else value


def reloading(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Return MkDocs' preview (a WSGI application) with policies that allow the script that it adds."""

    def served(environ: Any, start_response: Any) -> Iterable[bytes]:
        answers: list[tuple[str, list[tuple[str, str]]]] = []
        body = app(environ, lambda status, headers, *_: answers.append((status, headers)))
        status, headers = answers[0]
        if dict(headers).get("Content-Type", "").startswith("text/html"):
            page = _admitted(b"".join(body))
            # The admitted hash makes the page longer.
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(page))))
            body = [page]
        start_response(status, headers)
        return body

    return served


def _admitted(page: bytes) -> bytes:
    found = _WAITING.search(page)
    return admitting(page, script_src=digest(found[1].decode())) if found else page

"""What a template calls or prints gives what Jinja's own way of calling and printing gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any

import pytest
from jinja2 import (
    DictLoader,
    Environment,
    StrictUndefined,
    Undefined,
    UndefinedError,
    pass_context,
    pass_environment,
)
from jinja2.runtime import Context
from markupsafe import Markup, escape

from outspoken.render.theme.template_environment import TemplateEnvironment


@pass_context
def seen(context: Context, name: str) -> object:
    return context.get(name, "not seen")


@pass_environment
def language_of(environment: Environment, *names: str) -> str:
    return f"{environment.globals['language']} {names}"


class Counter:
    """Can be called, and has methods."""

    def __call__(self, *places: int, **named: int) -> str:
        return f"<{places} {named}>"

    def method(self, more: int = 1) -> int:
        return more


class Drawn:
    """Is HTML by itself, and another text."""

    def __html__(self) -> str:
        return "<svg>"

    def __str__(self) -> str:
        return "<text>"


class Shown(StrEnum):
    """A text of a class of its own."""

    LESS = "<"


KNOWN: Mapping[str, object] = {
    "seen": seen,
    "language_of": language_of,
    "language": "de",
    "counter": Counter(),
    "kept": cache(len),
    "joined": partial("-".join),
    "texts": ("plain", "<", ">", "&", '"', "'", "&amp;", Shown.LESS, Undefined(name="nothing")),
    "values": (None, 0, 1.5, b"<", ("<",), Drawn(), Markup("<b>"), escape("<")),
}

PAGES = {
    "a function": '{{ kept("abc") }} {{ joined(["<", "b"]) }} {{ "<a>".upper() }}',
    "an object": "{{ counter(1, 2, a=3) }} {{ counter.method() }} {{ counter.method(more=2) }}",
    "a macro": (
        "{% macro m(a, b='<', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m('&') }} {{ m('&', c=1) }}"
    ),
    "a macro in a macro": (
        "{% macro a(x) %}<b>{{ x }}</b>{% endmacro %}{% macro b(x) %}{{ a(a(x)) }}{% endmacro %}{{ b('<') }}"
    ),
    "a macro that takes all": "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, '<', a=2) }}",
    "a call with content": (
        "{% macro m() %}<i>{{ caller('<') }}</i>{% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}"
    ),
    "an imported macro": (
        "{% from 'parts' import part with context %}{{ part('<') }}{% import 'parts' as p %}{{ p.part(1) }}"
    ),
    "what a loop knows": (
        "{% for one in 'ab' %}{{ seen('one') }}{{ seen('loop') is mapping }}{% endfor %}{{ seen('one') }}"
    ),
    "what a block knows": "{% block b scoped %}{% set inside = '<' %}{{ seen('inside') }}{% endblock %}",
    "what a page knows": (
        "{% set own = '&' %}{{ seen('own') }}{{ seen('language') }}{{ language_of('a', 'b') }}"
    ),
    "a loop in itself": (
        "{% for x in [1, [2, [3]]] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}"
    ),
    "a block again": "{% block b %}<{{ 'x' }}>{% endblock %}{{ self.b() }}",
    "the block above": "{% extends 'frame' %}{% block b %}{{ super() }}{{ super() }}{% endblock %}",
    "without escaping": (
        "{% macro m(a) %}{{ a }}{% endmacro %}{% autoescape false %}{{ m('<') }}{% set x = m('<') %}"
        "{{ x is escaped }}{% endautoescape %}{{ m('<') is escaped }}"
    ),
    "a text with terms": "{{ gettext('<%(a)s>', a='<') }} {{ ngettext('%(num)d <', '%(num)d >', 2) }}",
    "texts": "{% for text in texts %}{{ text }}{{ text|safe }}{{ text|e }} {% endfor %}",
    "values": "{% for value in values %}{{ value }} {{ value ~ '<' }} {% endfor %}",
    "texts of a macro": (
        "{% macro m(a) %}{{ a }}{% endmacro %}{% for text in texts + values %}{{ m(text) }}{% endfor %}"
        "{{ m('a') is escaped }}{{ (m('a') ~ '<') }}{{ m('<') }}"
    ),
    "a text that is set": "{% set x %}{{ texts[0] }}{% endset %}{{ x is escaped }}{{ x ~ '<' }}{{ x }}",
    "a text that a filter gets": "{% filter upper %}{{ texts[1] }}{{ values[6] }}{% endfilter %}",
    "texts that are not escaped": (
        "{% autoescape false %}{% for text in texts + values %}{{ text }}{% endfor %}{% endautoescape %}"
    ),
    "an unknown name": "{{ missing(1) }}",
    "an unknown method": "{{ counter.missing(1) }}",
    "too many arguments": "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
    "an unknown argument": "{% macro m(a) %}{% endmacro %}{{ m(b=2) }}",
    "what cannot be called": "{{ language() }}",
}
OTHERS = {
    "parts": "{% macro part(x) %}[{{ x }}{{ language }}]{% endmacro %}",
    "frame": "{% block b %}<{{ seen('language') }}>{% endblock %}",
}


def said(environment: Environment, page: str) -> str:
    """The page, or what is wrong with it."""
    environment.globals |= KNOWN
    environment.install_gettext_callables(str, lambda one, more, number: more, newstyle=True)  # type: ignore[attr-defined]
    try:
        return environment.from_string(page).render()
    except (UndefinedError, TypeError) as fault:
        return f"{type(fault).__name__}: {fault}"


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_call_or_a_term_gives_what_jinja_gives(page: str) -> None:
    options: dict[str, Any] = {
        "loader": DictLoader(OTHERS),
        "autoescape": True,
        "undefined": StrictUndefined,
        "extensions": ["jinja2.ext.i18n"],
    }
    makers: list[Callable[..., Environment]] = [TemplateEnvironment, Environment]
    ours, theirs = (said(maker(**options), page) for maker in makers)
    assert ours == theirs

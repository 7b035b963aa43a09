"""What never changes from page to page is worked out when a template is compiled, and means the same."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, StrictUndefined, UndefinedError
from markupsafe import Markup

from outspoken.render.theme.constant_folding import SettledEnvironment


class Site:
    name = "Tom & Co"
    colours = ("red", "blue")


@pytest.fixture
def environment() -> SettledEnvironment:
    own = DictLoader({"own": "{% set name = 'imported' %}"})
    made = SettledEnvironment(autoescape=True, undefined=StrictUndefined, loader=own)
    made.settled = ("site", "mark", "_")
    made.globals |= {"site": Site(), "mark": Markup("<b>"), "_": str.upper}
    return made


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ site.name }}", "Tom &amp; Co"),
        ("{{ site.colours[1] }}", "blue"),
        ("{{ _('a < b') }}", "A &lt; B"),
        ("{% if site.name %}{{ _('yes') }}{% endif %}", "YES"),
        ("{% for site in [1] %}{{ site }}{% endfor %}", "1"),
        ("{% set site = {'name': 'mine'} %}{{ site.name }}", "mine"),
        ("{% macro m(site) %}{{ site }}{% endmacro %}{{ m('own') }}{{ site }}", "own"),
        ("{% macro site() %}mine{% endmacro %}{{ site() }}", "mine"),
        ("{% import 'own' as site %}{{ site.name }}", "imported"),
        ("{% from 'own' import name as site %}{{ site }}", "imported"),
        ("{{ ('<i>' ~ mark)|safe }}", "&lt;i&gt;<b>"),
        ("{{ mark ~ '' }}", "<b>"),
        ("{{ (mark ~ site.name)|safe }}", "<b>Tom &amp; Co"),
        ("{{ _(page) }}", "NOW"),
        ("{% for colour in site.colours %}{{ colour }} {% endfor %}", "red blue "),
    ],
)
def test_a_template_says_what_it_says_without(
    source: str, text: str, environment: SettledEnvironment
) -> None:
    settled = environment.from_string(source).render(page="now")
    environment.settled = ()
    assert settled == environment.from_string(source).render(page="now")
    assert settled.startswith(text)


def test_a_settled_function_is_asked_once_for_all_pages(environment: SettledEnvironment) -> None:
    asked = []

    def speak(words: str) -> str:
        asked.append(words)
        return words

    environment.globals["_"] = speak
    template = environment.from_string("{{ _('Since') }} {{ page }}")
    assert [template.render(page=page) for page in (1, 2)] == ["Since 1", "Since 2"]
    assert asked == ["Since"]


@pytest.mark.parametrize("source", ["\n{{ site.nothing }}", "\n{{ _(1) }}"])
def test_what_fails_is_told_when_a_page_is_rendered(source: str, environment: SettledEnvironment) -> None:
    template = environment.from_string(source)
    with pytest.raises((UndefinedError, TypeError)):
        template.render()


def test_html_that_is_safe_stays_so(environment: SettledEnvironment) -> None:
    environment.globals["_"] = Markup("<b>{}</b>").format
    assert environment.from_string("{{ _('a & b') }}").render() == "<b>a &amp; b</b>"

"""The frame of prose pages is text: an engine fills in what each page has of its own, and nothing else."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from jinja2 import DictLoader, Environment

from outspoken.model.settings import NavItem, Settings
from outspoken.render.literal_overrides import literal_overrides
from outspoken.render.prose_frame import ProseFrame

BLOCKS = ("site_meta", "styles", "extrahead", "header", "footer", "scripts")
BASE = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in BLOCKS)
# Each begins or ends a part of a template, for Jinja and for what reads its templates elsewhere.
NASTY = "{{ config }} {% endraw %} {% raw %} {# & {"


def settings(**own: Any) -> Settings:
    url = "https://x.example/"
    return Settings(**{"site_name": "S", "url": url, "host": "x.example", "components": ()} | own)


def shown(found: Settings, page: dict[str, Any] | None = None, base: str = "..", **config: str) -> Any:
    """A page as an engine of Jinja's own renders it: like the engines, without escaping."""
    templates = {"base.html": BASE, **literal_overrides(ProseFrame(settings=found), config.get("copyright"))}
    plain = Environment(loader=DictLoader(templates), autoescape=False)
    page = {"url": "help/", "title": "Help", "meta": {}, "content": ""} | (page or {})
    config = {"site_name": found.site_name, "theme": {}, "extra": {}, **config}
    text = plain.get_template("main.html").render(page=page, config=config, base_url=base)
    return lxml.html.document_fromstring(f"<meta charset=utf-8>{text}")


def about(page: Any, name: str) -> list[str]:
    return [str(found) for found in page.xpath(f"//meta[@property='og:{name}']/@content")]


def test_no_text_of_a_site_is_read_as_a_template() -> None:
    page = shown(settings(site_name=NASTY), copyright=NASTY)
    assert page.find(".//footer/p").text == f"{NASTY} "
    assert page.find(".//header//bdi").text == NASTY
    assert about(page, "site_name") == [NASTY]


def test_a_page_is_shared_with_its_own_title_and_description() -> None:
    own = {"title": "A &amp; <code>B</code>", "meta": {"description": 'Say "hi" & <b>'}}
    page = shown(settings(), own)
    assert about(page, "title") == ["A & B · S"]
    assert about(page, "description") == ['Say "hi" & <b>']
    assert about(page, "url") == ["https://x.example/help/"]
    assert about(shown(settings(), site_description="All"), "description") == ["All"]
    assert about(shown(settings()), "description") == []


def test_a_title_may_have_quotes() -> None:
    assert about(shown(settings(), {"meta": {"title": 'Say "hi" & go'}}), "title") == ['Say "hi" & go · S']


@pytest.mark.parametrize(("base", "home", "feed"), [("../..", "../../", "../../"), (".", "./", "")])
def test_links_begin_at_the_sites_root(base: str, home: str, feed: str) -> None:
    page = shown(settings(), base=base)
    assert page.find(".//header/a[@class='home']").attrib["href"] == home
    assert page.find(".//footer/p/a").attrib["href"] == f"{feed}updates.atom"


def test_the_header_marks_the_page_that_the_navigation_leads_to() -> None:
    urls = ("help/", "more/", "https://y.example/")
    nav = tuple(NavItem(title=url, url=url) for url in urls)
    marked = [
        shown(settings(nav=nav), {"url": url}).xpath("//nav/a[@aria-current]/text()")
        for url in ("help/", "more/", "other/")
    ]
    assert marked == [["help/"], ["more/"], []]


def test_search_engines_are_asked_to_list_no_page_if_the_settings_say_so() -> None:
    found = [
        shown(settings(is_indexed=listed)).xpath("//meta[@name='robots']/@content")
        for listed in (True, False)
    ]
    assert found == [[], ["noindex"]]

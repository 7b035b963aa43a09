"""Parts that are the same on every page are rendered once, with the result of rendering them again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.theme.constant_parts import ConstantParts
from outspoken.render.theme.page_head import PageHead
from outspoken.render.theme.theme import Theme

SETTINGS = Settings(
    site_name="Tom & Co",
    url="https://status.example.com/",
    host="status.example.com",
    components=(),
    zone=ZoneInfo("UTC"),
)


def made(overrides: Path | None = None, language: str = "en") -> Theme:
    now = datetime(2026, 3, 1, 14, tzinfo=UTC)
    return Theme(settings=SETTINGS, language=Language(language), overrides=overrides, now=now)


def test_the_parts_of_the_frame_are_rendered_once_for_each_depth_of_folders(tmp_path: Path) -> None:
    theme = made()
    for path in ("history/", "maintenance/", "incidents/one/"):
        assert theme.page("404", PageHead(title="Title", path=path)).startswith(
            b"<!doctype html>\n<html lang="
        )
    shallow, deep = theme.fragment("../", "notes"), theme.fragment("../../", "notes")
    assert theme.fragment("../", "notes") is shallow
    assert deep is not shallow


def test_a_sites_own_part_of_the_frame_replaces_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "theme" / "notes.html"
    own.parent.mkdir()
    own.write_text("<p>{{ site.site_name }}</p>\n", encoding="utf-8")
    page = made(tmp_path).page("404", PageHead(title="Title", path="history/")).decode()
    assert "<p>Tom &amp; Co</p>" in page
    assert 'id="lost"' not in page


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ _('a < b') }}", "a < b"),
        ("{{ _('100%% safe') }}", "100% safe"),
        ("{{ _('%(name)s is here', name='<i>') }}", "&lt;i&gt; is here"),
        ("{{ _('%(name)s is here', name=mark) }}", "<b> is here"),
        ("{{ _('%(n)d things', n=3) }}", "3 things"),
        ("{{ site.site_name }}", "Tom &amp; Co"),
        ("{% set site = {'site_name': 'mine'} %}{{ site.site_name }}", "mine"),
        ("{{ ('<i>' ~ mark)|safe }}", "&lt;i&gt;<b>"),
    ],
)
def test_a_message_is_safe_html_with_its_terms_escaped(source: str, text: str) -> None:
    environment = made().environment
    template = environment.from_string(f"{{% autoescape true %}}{source}{{% endautoescape %}}")
    assert [template.render(mark=Markup("<b>")) for _ in range(2)] == [text, text]


@pytest.mark.parametrize(
    "text",
    [
        "_('Updates feed')",
        "_('100%% safe')",
        "_('%(name)s is here', name='<i>')",
        "_('%(name)s is here', name=mark)",
        "_('%(a)s and %(b)s', b=[1, (2, 3)][1][0], a={'x': mark, 'y': 1}['x'])",
        "_('%(a)s and %(a)s', a='<' if mark else '>')",
        "_('%(n)d things', n=3)",
        "_('%%(n)s and %(n)s', n=3)",
        "_('From') if mark else _('Since')",
        "_('From') ~ _('Since')",
        "_('%(a)s', a=1) ~ _('%(a)s', a=2)",
        "_('Fr' 'om')",
        "_(mark)",
        "(_('From'))",
        "_('From')|upper",
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_a_text_is_the_same_translated_as_the_template_is_read_or_as_the_page_is_made(
    text: str, language: str
) -> None:
    environment = made(language=language).environment
    # Within such a block texts are left to the function, since it could change what is escaped.
    late = environment.from_string(f"{{% autoescape true %}}<p>{{{{ {text} }}}}</p>{{% endautoescape %}}")
    early = environment.from_string(f"<p>{{{{ {text} }}}}</p>")
    assert early.render(mark=Markup("<b>")) == late.render(mark=Markup("<b>"))


def test_a_text_is_translated_once_for_all_pages() -> None:
    code = made(language="de").environment.compile("{{ _('Next update by %(time)s', time=now) }}", raw=True)
    assert "Nächstes Update bis " in code
    assert "Next update" not in code


def test_a_missing_term_is_an_error_as_in_any_expression() -> None:
    template = made().environment.from_string("{{ _('by %(who)s', who=absent) }}")
    with pytest.raises(UndefinedError, match="absent"):
        template.render()
    with pytest.raises(KeyError):
        made().environment.from_string("{{ _('by %(who)s') }}").render()


def test_what_pages_share_is_put_into_each_as_bytes() -> None:
    parts = ConstantParts()
    inner = parts.mark(Markup("<i>é</i>"))
    outer = parts.mark(Markup("<b>{}</b>").format(inner))
    page = f"{outer} and {inner}, \0 and \0009\0"
    assert parts.encode(page) == "<b><i>é</i></b> and <i>é</i>, \0 and \0009\0".encode()

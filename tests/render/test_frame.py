"""What is the same on every page of a build is rendered once, and means the same as rendered anew."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.theme.theme import PageHead, Theme

SETTINGS = Settings(
    site_name="Tom & Co",
    url="https://status.example.com/",
    host="status.example.com",
    components=(),
    zone=ZoneInfo("UTC"),
)


def made(overrides: Path | None = None) -> Theme:
    now = datetime(2026, 3, 1, 14, tzinfo=UTC)
    return Theme(settings=SETTINGS, language=Language("en"), overrides=overrides, now=now)


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

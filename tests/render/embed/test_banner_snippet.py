"""The lines that add the banner to another page."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from outspoken.model.settings import Settings
from outspoken.render.embed.banner_snippet import banner_lines, banner_script
from outspoken.render.language.language import Language
from outspoken.render.pages.prose_placeholders import ProsePlaceholders
from outspoken.render.theme.theme import Theme

URL = "https://status.example.com/below/"
SETTINGS = Settings(site_name="Example", url=URL, host="status.example.com", components=())


def test_the_hash_is_that_of_the_script_that_is_served() -> None:
    script = banner_script(Theme(settings=SETTINGS, language=Language("en")))
    digest = f"sha384-{b64encode(hashlib.sha384(script).digest()).decode()}"
    page = ProsePlaceholders(settings=SETTINGS).filled(
        "<!-- outspoken: banner -->", "site_src/subscribe.md", []
    )
    assert f'integrity="{digest}"' in page
    assert f"script-src '{digest}'; connect-src {URL}embed/status.json" in page


def test_the_script_means_the_same_in_every_character_set(tmp_path: Path) -> None:
    theme = Theme(settings=SETTINGS, language=Language("en"))
    assert banner_script(theme).isascii()
    assert rb'"\u00d7"' in banner_script(theme)
    (tmp_path / "embed").mkdir()
    (tmp_path / "embed" / "banner.js").write_text("document.title = 'é \U0001f525';", encoding="utf-8")
    own = Theme(settings=SETTINGS, language=Language("en"), overrides=tmp_path)
    assert banner_script(own) == rb"document.title='\u00e9 \ud83d\udd25';" + b"\n"


def test_the_element_comes_first_and_needs_no_hash() -> None:
    lines = list(banner_lines(b"", URL, str))
    assert lines[:3] == ["```html", f'<script src="{URL}embed/banner.js" defer></script>', "```"]


def test_the_reason_for_a_copy_is_in_the_language_of_the_site() -> None:
    german = Settings(site_name="Beispiel", url=URL, host="status.example.com", components=(), language="de")
    page = ProsePlaceholders(settings=german).filled(
        "<!-- outspoken: banner -->", "site_src/subscribe.md", []
    )
    assert "legen Sie eine Kopie des Skripts auf Ihren eigenen Server" in page

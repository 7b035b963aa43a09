"""The lines that add the banner to another page."""

from __future__ import annotations

import hashlib
from base64 import b64encode

from outspoken.model.settings import Settings
from outspoken.render.embed.banner_snippet import banner_lines, banner_script
from outspoken.render.language.language import Language
from outspoken.render.pages.promise_parts import PromiseParts
from outspoken.render.theme.theme import Theme

URL = "https://status.example.com/below/"
SETTINGS = Settings(site_name="Example", url=URL, host="status.example.com", components=())


def test_the_hash_is_that_of_the_script_that_is_served() -> None:
    script = banner_script(Theme(settings=SETTINGS, language=Language("en")))
    digest = f"sha384-{b64encode(hashlib.sha384(script).digest()).decode()}"
    page = PromiseParts(settings=SETTINGS).filled("<!-- outspoken: banner -->", "site_src/subscribe.md", [])
    assert f'integrity="{digest}"' in page
    assert f"script-src '{digest}'; connect-src {URL}embed/status.json" in page


def test_the_element_comes_first_and_needs_no_hash() -> None:
    lines = list(banner_lines(b"", URL, str))
    assert lines[:3] == ["```html", f'<script src="{URL}embed/banner.js" defer></script>', "```"]


def test_the_reason_for_a_copy_is_in_the_language_of_the_site() -> None:
    german = Settings(site_name="Beispiel", url=URL, host="status.example.com", components=(), language="de")
    page = PromiseParts(settings=german).filled("<!-- outspoken: banner -->", "site_src/subscribe.md", [])
    assert "legen Sie eine Kopie des Skripts auf Ihren eigenen Server" in page

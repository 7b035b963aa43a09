"""Logo, favicon, colour and style sheets are settings, and reach every page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from tests.build_requests import build_request

from outspoken.site.build_site import build

THEME = """\
site_name: Example status
site_url: https://status.example.com/
docs_dir: site_src
theme:
  name: material
  font: false
  logo: assets/logo.svg
  favicon: assets/icon.png
  palette: {primary: yellow}
extra_css: [assets/brand.css]
plugins:
  - search
  - outspoken: {components: [{id: checkout, name: Checkout}, {id: search, name: Search}]}
"""
HOSTILE = "</style><script>alert(1)</script>"


@pytest.fixture
def branded(site: Any) -> Any:
    site.write("mkdocs.yml", THEME)
    site.write("site_src/assets/logo.svg", "<svg/>")
    site.write("site_src/assets/icon.png", "png")
    site.write("site_src/assets/brand.css", HOSTILE)
    return site


def made(site: Any, now: datetime, *, prose: bool) -> dict[str, bytes]:
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=prose))
    return dict(site.built)


@pytest.mark.parametrize("prose", [True, False])
def test_logo_and_style_sheet_are_on_every_page_and_published(
    prose: bool, branded: Any, now: datetime
) -> None:
    built = made(branded, now, prose=prose)
    pages = ["index.html", "history/index.html", "incidents/2026-11-20-slow-search/index.html"]
    for path in [*pages, *(["subscribe/index.html"] if prose else [])]:
        root = "../" * path.count("/")
        page = lxml.html.fromstring(built[path])
        assert page.xpath("//header//img/@src") == [f"{root}assets/logo.svg"]
        assert f"{root}assets/brand.css" in page.xpath("//link[@rel='stylesheet']/@href")
        assert HOSTILE.encode() not in built[path]
    assert built["assets/logo.svg"] == b"<svg/>"
    assert built["assets/icon.png"] == b"png"
    assert built["assets/brand.css"] == HOSTILE.encode()


@pytest.mark.parametrize("prose", [True, False])
def test_the_colour_is_readable_on_light_and_on_dark(prose: bool, branded: Any, now: datetime) -> None:
    built = made(branded, now, prose=prose)
    for path in ["index.html", *(["subscribe/index.html"] if prose else [])]:
        assert b":root{--accent:#" in built[path]
        assert b"@media(prefers-color-scheme:dark){:root{--accent:#ffec3d}}" in built[path], (
            "yellow, as it is"
        )
        assert b":root{--accent:#ffec3d}@media" not in built[path], "on light paper nobody could see it"


@pytest.mark.parametrize(
    "colour", ["red;}</style><script>", "url(https://evil.example/)", "'#12345'", "expression(1)"]
)
def test_what_is_no_colour_is_not_taken(colour: str, branded: Any, now: datetime) -> None:
    branded.write("mkdocs.yml", THEME.replace("{primary: yellow}", "{}"))
    plain = made(branded, now, prose=False)["index.html"]
    branded.write("mkdocs.yml", THEME.replace("{primary: yellow}", f'{{primary: "{colour}"}}'))
    home = made(branded, now, prose=False)["index.html"]
    assert home == plain
    assert home.count(b"--accent:") == 2, "the frame's own for light and dark"


def test_a_link_out_of_the_prose_folder_is_not_followed(branded: Any, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "secret.css").write_text("secret", encoding="utf-8")
    sheet = branded.root / "site_src/assets/brand.css"
    sheet.unlink()
    sheet.symlink_to(tmp_path / "secret.css")
    assert "assets/brand.css" not in made(branded, now, prose=False)

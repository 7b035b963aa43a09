"""The manual as a site: complete, strict, and with nothing from another host."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urldefrag, urljoin

import pytest
import yaml
from lxml import html

ROOT = Path(__file__).parent.parent
BASE = "https://acme.github.io/status/manual/"
HOST = "https://github.com/acme/status"


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as `publish.yml` builds it into a site."""
    site = tmp_path_factory.mktemp("site")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SITE_URL": "https://acme.github.io/status",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/status",
    }
    subprocess.run([ROOT / ".ci" / "extra-pages", site], env=environment, check=True, capture_output=True)
    return site / "manual"


@pytest.fixture(scope="module")
def pages(manual: Path) -> dict[str, html.HtmlElement]:
    """Every page by its address."""
    return {
        urljoin(BASE, path.parent.relative_to(manual).as_posix() + "/").replace("/./", "/"): html.parse(
            path
        ).getroot()
        for path in sorted(manual.rglob("index.html"))
    }


def test_every_link_and_anchor_of_the_site_leads_somewhere(
    manual: Path, pages: dict[str, html.HtmlElement]
) -> None:
    anchors = {address: set(page.xpath("//@id")) for address, page in pages.items()}
    dead = []
    for address, page in pages.items():
        for link in page.xpath("//a/@href | //img/@src | //link/@href | //script/@src"):
            target, anchor = urldefrag(urljoin(address, link))
            if target in anchors:
                found = not anchor or unquote(anchor) in anchors[target]
            else:
                inside = target.startswith(BASE)
                found = not inside or (manual / target.removeprefix(BASE)).is_file()
            if not found:
                dead.append(f"{address}: {link}")
    assert len(pages) > 30
    assert dead == []


def test_a_page_of_the_manual_loads_nothing_from_another_host(pages: dict[str, html.HtmlElement]) -> None:
    loaded = "//script/@src | //link[@rel!='canonical']/@href | //img/@src | //iframe/@src"
    foreign = [link for page in pages.values() for link in page.xpath(loaded) if "//" in link]
    assert foreign == []
    # Material asks the host about the repository wherever it shows that address in its header.
    assert [
        address for address, page in pages.items() if page.xpath("//*[@data-md-component='source']")
    ] == []


def test_links_to_source_files_lead_to_the_git_host(pages: dict[str, html.HtmlElement]) -> None:
    hosting = pages[urljoin(BASE, "hosting/")]
    links = {link.text_content(): link.get("href") for link in hosting.xpath("//article//a")}
    assert links["publish.yml"] == f"{HOST}/blob/HEAD/.github/workflows/publish.yml"


@pytest.mark.parametrize(
    ("page", "written", "expected"),
    [
        ("hosting.md", "[publish](../.github/workflows/publish.yml)", "publish"),
        ("README.md", "[Contributing](../CONTRIBUTING.md#taste)", "[Contributing](contributing.md#taste)"),
        ("contributing.md", "[docs](docs/changes/README.md)", "[docs](changes/README.md)"),
        ("decisions/0001-engine.md", "[check](../checking.md)", "[check](../checking.md)"),
        ("rules.md", "[here](#rules), [there](https://example.com/a.md)", None),
    ],
)
def test_without_a_known_host_the_names_of_source_files_are_plain(
    page: str, written: str, expected: str | None
) -> None:
    hook = runpy.run_path(str(ROOT / "docs" / "manual_links.py"))["on_page_markdown"]
    seen = SimpleNamespace(file=SimpleNamespace(src_uri=page))
    assert hook(written, seen, SimpleNamespace(extra={"repository": ""})) == (expected or written)


def test_the_changelog_lists_what_is_to_come(pages: dict[str, html.HtmlElement]) -> None:
    words = pages[urljoin(BASE, "changelog/")].text_content()
    coming = list((ROOT / "docs" / "changes").glob("*.*.md"))
    assert ("To come" in words) == bool(coming)
    for change in coming:
        first = change.read_text(encoding="utf-8").strip().partition("`")[0][:40]
        assert first in words


def test_the_search_knows_every_page(manual: Path, pages: dict[str, html.HtmlElement]) -> None:
    index = yaml.safe_load((manual / "search" / "search_index.json").read_text(encoding="utf-8"))
    known = {urljoin(BASE, entry["location"].partition("#")[0]) for entry in index["docs"]}
    assert known == set(pages)


def test_nothing_but_the_manual_is_published(manual: Path) -> None:
    suffixes = {path.suffix for path in manual.rglob("*") if path.is_file()}
    assert suffixes <= {".html", ".css", ".js", ".map", ".json", ".xml", ".gz", ".png", ".svg"}
    assert not (manual / "schemas").exists()


def test_the_index_and_the_navigation_name_the_same_pages_in_one_order() -> None:
    written = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"^- \[[^]]*\]\(([^)]*)\)", written, re.MULTILINE)
    nav = yaml.load((ROOT / "manual.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["nav"]
    pages = [page for section in nav[1:] for group in section.values() for page in group]
    beside = {"contributing.md": "../CONTRIBUTING.md", "changelog.md": "../CHANGELOG.md"}
    named = [beside.get(page, page) for page in pages]
    assert [page for page in linked if page != "decisions/README.md"] == named

"""`build --engine none`: the pages of site_src, without MkDocs."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from tests.example_site import NOW, Site
from tests.site.engines.engine_builds import built_by, refused_by

from outspoken.site.engines.engine_name import Engine

EXTENSIONS = """\
markdown_extensions:
  - admonition
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - tables
  - toc: {permalink: true, toc_depth: 3}
  - pymdownx.details
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist: {custom_checkbox: false}
"""
RICH = """\
---
title: Help & more
description: How to reach us.
hide: [navigation, toc]
---
Before the heading, a [page](../subscribe.md#by-feed) and an ![image](sign.png){ width=20 }.

# Reaching us

!!! warning "Look out"
    It is *down*.

??? note
    Folded, with a [feed](../updates.atom) and our [history](../history/index.md).

| A | B |
|:--|--:|
| 1 | 2 |

## Steps { #steps .big }

- [x] done
- [ ] open[^1]

[^1]: A note.

=== "Mail"
    Write.

=== "Phone"
    Call.

Term
:   What it means.

```python
print("<a>")
```

<p style="color:red" markdown="1">Own **markup**, [here](#steps),
[away](https://example.com/x.md), <kim@example.com>.</p>
"""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with a page that has all that people write."""
    site = Site(tmp_path_factory.mktemp("rich") / "repository")
    site.write("mkdocs.yml", (site.root / "mkdocs.yml").read_text(encoding="utf-8") + EXTENSIONS)
    site.write("site_src/subscribe.md", "# Subscribe\n\n## By feed\n\nBy [feed](updates.atom).\n")
    site.write("site_src/more/help.md", RICH)
    site.write("site_src/more/sign.png", "not looked into")
    site.write("site_src/more/README.md", "# More\n\nThe [help](help.md), the [home page](../index.md).\n")
    return site


def built(site: Any, now: datetime, engine: Engine = Engine.NONE, **options: Any) -> dict[str, bytes]:
    return built_by(engine, site, now, **options)


def refused(site: Any, now: datetime, **options: Any) -> list[str]:
    return refused_by(Engine.NONE, site, now, **options)


@pytest.fixture(scope="module")
def ours(rich: Site) -> dict[str, bytes]:
    return built(rich, NOW)


@pytest.fixture(scope="module")
def theirs(rich: Site) -> dict[str, bytes]:
    """What MkDocs makes of it."""
    return built(rich, NOW, Engine.MKDOCS)


def article(page: bytes) -> list[str]:
    """The lines of what a person wrote, as HTML."""
    found = re.search(r"<article[^>]*>(.*?)</article>", page.decode(), re.DOTALL)
    assert found
    return [line.strip() for line in found[1].splitlines() if line.strip()]


def test_pages_are_what_mkdocs_makes_of_them(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    for path in ("more/help/index.html", "more/index.html", "subscribe/index.html"):
        # Only MkDocs' theme colours code.
        code = re.compile(r'<div class="[^"]*highlight.*?</div>|<pre>.*?</pre>', re.DOTALL)
        one, two = (code.sub("", "\n".join(article(pages[path]))) for pages in (ours, theirs))
        two = re.sub(r'<input type="checkbox" disabled( checked)?/>', lambda box: "☑" if box[1] else "☐", two)
        assert one == two, path


def test_the_addresses_are_those_of_mkdocs(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    theme = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
    assert sorted(ours) == sorted(path for path in theirs if not path.startswith(theme))
    assert ours["sitemap.xml"] == theirs["sitemap.xml"]


def test_search_finds_the_same_words(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    def found(pages: dict[str, bytes]) -> list[tuple[str, str, str]]:
        docs = json.loads(pages["search/search_index.json"])["docs"]
        known = ((doc["location"], doc["title"], doc.get("text", "").replace("¶", "")) for doc in docs)
        return sorted(
            (place, title.replace(" ¶", ""), re.sub(r"[\s☑☐]", "", text)) for place, title, text in known
        )

    # MkDocs names the home page Home, in every language.
    assert found(ours) == [
        (place, title if place else "Example status", text) for place, title, text in found(theirs)
    ]


def test_the_home_page_is_the_same(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    assert ours["index.html"] == theirs["index.html"]
    assert b'href="subscribe/"' in ours["index.html"]


def test_a_page_has_its_title_and_description_and_our_header(ours: dict[str, bytes]) -> None:
    page = lxml.html.fromstring(ours["more/help/index.html"])
    assert page.findtext("head/title") == "Help & more · Example status"
    assert page.xpath('string(//meta[@name="description"]/@content)') == "How to reach us."
    assert page.xpath('string(//link[@rel="canonical"]/@href)') == "https://status.example.com/more/help/"
    assert page.xpath("//header//nav/a/@href") == ["../../history/", "../../subscribe/"]
    assert [one.text for one in page.iter("h1")] == ["Reaching us"]


def test_a_page_without_a_heading_gets_its_title_as_one(site: Any, now: datetime) -> None:
    site.write("site_src/how-we-work.md", "We work.\n")
    assert b"<h1>How we work</h1>" in built(site, now)["how-we-work/index.html"]


def test_nothing_on_a_page_runs_but_our_own_script(site: Any, now: datetime) -> None:
    site.write("site_src/subscribe.md", "# S\n\n<script>alert(1)</script><img src=x onerror=alert(1)>\n")
    page = built(site, now)["subscribe/index.html"].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    scripts = re.search(r"script-src ([^;]*)", policy[1])
    assert scripts
    assert scripts[1].count("sha256-") == 1
    assert "unsafe" not in policy[1]


def test_a_page_names_what_is_open(site: Any, now: datetime) -> None:
    folder = site.add_incident("2026-11-21-trouble")
    for update in (site.root / folder / "updates").glob("*-resolved.md"):
        update.unlink()
    page = lxml.html.fromstring(built(site, now)["subscribe/index.html"])
    assert page.xpath('//aside[@class="strips"]//a/@href')[0] == "../incidents/2026-11-21-trouble/"


def test_below_a_path_links_and_files_are_found(rich: Any, now: datetime) -> None:
    pages = built(rich, now, site_url="https://example.github.io/status/")
    page = lxml.html.fromstring(pages["more/help/index.html"])
    links = [link for link in page.xpath("//@href") if not re.match(r"\w+:|#", link)]
    folder = Path("more/help")
    for link in links:
        path = link.split("#")[0].split("?")[0]
        parts: list[str] = []
        for part in (folder / path).parts:
            parts = parts[:-1] if part == ".." else [*parts, part]
        name = "/".join(parts)
        assert name in pages or f"{name}/index.html".lstrip("/") in pages, link


def test_a_link_that_leads_nowhere_has_path_and_line(site: Any, now: datetime) -> None:
    site.write(
        "site_src/subscribe.md",
        "---\ntitle: S\n---\n# S\n\nSee [this](gone.md#x), ![that](gone.png) and [a folder](gone/).\n",
    )
    assert refused(site, now, strict=True) == [
        "site_src/subscribe.md:6 the link gone.md#x leads to no page or file of the site",
        "site_src/subscribe.md:6 the link gone.png leads to no page or file of the site",
    ]


def test_a_place_that_a_page_lacks_is_reported_where_mkdocs_would(site: Any, now: datetime) -> None:
    site.write("site_src/subscribe.md", "# S\n\n[Up](#s), [down](#deep), [home](index.md#deep)\n")
    assert "subscribe/index.html" in built(site, now, strict=True)
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}validation: {{anchors: warn}}\n")
    assert refused(site, now, strict=True) == [
        "site_src/subscribe.md:3 the page that #deep leads to has no place #deep",
        "site_src/subscribe.md:3 the page that index.md#deep leads to has no place #deep",
    ]


def test_what_only_an_engine_does_is_named_with_its_line(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write(
        "mkdocs.yml",
        settings.replace("  - search\n", "  - search\n  - tags\n")
        + "hooks: [own.py]\nmarkdown_extensions:\n  - pymdownx.snippets\n"
        + "  - toc:\n      slugify: !!python/name:own.slug\n",
    )
    site.write("site_src/subscribe.md", "---\ntitle: S\ntemplate: own.html\n---\n# S\n")
    assert refused(site, now, strict=True) == [
        "mkdocs.yml:10 the plugin tags needs a prose engine, and the pages are built without one",
        "mkdocs.yml:15 hooks needs a prose engine, and the pages are built without one",
        "mkdocs.yml:17 the Markdown extension pymdownx.snippets needs a prose engine, and the pages are "
        "built without one",
        "mkdocs.yml:18 markdown.extensions.toc: slugify is Python code, which is not run without a prose "
        "engine",
        "site_src/subscribe.md:3 the template own.html needs a prose engine, and the page is "
        "built without one",
    ]


CODE = """\
```python title="a & b" hl_lines="1"
x < 1
```

=== "Shell"

    ``` { .sh linenums="1" }
    ls
    ```
"""


@pytest.mark.parametrize("extensions", ["[pymdownx.superfences, pymdownx.tabbed]", "[pymdownx.extra]"])
def test_code_with_options_of_an_engine_is_code(extensions: str, site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}markdown_extensions: {extensions}\n")
    site.write("site_src/subscribe.md", CODE if "tabbed" in extensions else CODE.partition("===")[0])
    page = lxml.html.document_fromstring(built(site, now)["subscribe/index.html"])
    assert page.xpath("//article//span[@class='filename']/text()") == ["a & b"]
    shown = page.xpath("//article//pre/code[@class='language-python']/text()")
    assert shown == ["x < 1"]
    if "tabbed" in extensions:
        assert page.xpath("//article//pre/code[@class='language-sh']/text()") == ["ls"]


def test_an_option_that_an_extension_does_not_know_is_a_problem(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}markdown_extensions:\n  - toc: {{permalinks: true}}\n")
    (problem,) = refused(site, now)
    assert problem.startswith("mkdocs.yml:15 markdown.extensions.toc: ")


def test_what_is_excluded_is_not_published(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write(
        "mkdocs.yml", f"{settings}exclude_docs: |\n  *.psd\n  drafts/\n  !.well-known/\ndraft_docs: d.md\n"
    )
    for path in ("a.psd", "drafts/b.md", ".hidden/c.md", ".well-known/security.txt", "d.md", "e.txt"):
        site.write(f"site_src/{path}", "text")
    ours, theirs = built(site, now), built(site, now, Engine.MKDOCS)
    names = re.compile(r"a\.psd|drafts|hidden|security\.txt|d/|e\.txt")
    assert [path for path in sorted(ours) if names.match(path.rpartition("/")[2])] == [
        ".well-known/security.txt",
        "e.txt",
    ]
    theme = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")
    assert set(ours) == {path for path in theirs if not path.startswith(theme)}


def test_settings_that_another_file_has_are_refused_since_they_may_exclude_pages(
    site: Any, now: datetime
) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("base.yml", "exclude_docs: secret.md\n")
    site.write("mkdocs.yml", f"{settings}INHERIT: base.yml\n")
    (problem,) = refused(site, now)
    assert "INHERIT" in problem


def test_a_symbolic_link_is_not_followed(site: Any, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("canary", encoding="utf-8")
    (site.root / "site_src" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (problem,) = refused(site, now)
    assert problem.startswith("site_src/link.txt this is a symbolic link")


def test_a_file_that_cannot_be_read_is_named(site: Any, now: datetime) -> None:
    (site.root / "site_src" / "bad.md").write_bytes(b"# A\n\n\xff\n")
    site.write("site_src/open.md", "---\ntitle: x\n")
    assert refused(site, now) == [
        "site_src/bad.md:3 byte 0xFF is not UTF-8",
        "site_src/open.md:1 the front matter is not closed",
    ]


def test_a_long_page_is_whole_and_what_is_no_page_is_refused(site: Any, now: datetime) -> None:
    site.write("site_src/long.md", "# Long\n\n" + "word " * 60_000 + "last")
    assert b" word last</p>" in built(site, now)["long/index.html"]
    site.write("site_src/long.md", "# Long\n" + "\n" * 2**22)
    assert refused(site, now) == ["site_src/long.md:1 the file is longer than 4096 KiB"]


def test_a_page_at_one_of_our_paths_is_a_clash(site: Any, now: datetime) -> None:
    site.write("site_src/history/index.md", "# Mine")
    (problem,) = refused(site, now)
    assert problem.startswith("site_src/history/index.md ")


def test_pages_without_folders_of_their_own(site: Any, now: datetime) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    site.write("mkdocs.yml", f"{settings}use_directory_urls: false\n")
    site.write("site_src/more/help.md", "# Help\n\n[Feed](../subscribe.md), [index](index.md)\n")
    site.write("site_src/more/index.md", "# More\n\n[Help](help.md#help)\n")
    ours, theirs = built(site, now), built(site, now, Engine.MKDOCS)
    for path in ("subscribe.html", "more/help.html", "more/index.html"):
        assert article(ours[path]) == article(theirs[path])
        for pages in (ours, theirs):
            header = lxml.html.fromstring(pages[path]).xpath("//header//nav/a/@href")
            root = "../" * path.count("/")
            assert header == [f"{root}history/", f"{root}subscribe.html"]

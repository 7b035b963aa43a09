"""`mkdocs build` is another door to the same site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from tests.build_requests import build_request

from outspoken.site.build_site import build


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))


def by_mkdocs(site: Any, name: str = "site", **options: Any) -> Path:
    folder = Path(site.root, name)
    mkdocs_build(load_config(str(site.root / "mkdocs.yml"), site_dir=str(folder), **options))
    return folder


def test_mkdocs_builds_the_very_same_bytes(
    site: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    site.commit()
    ours, theirs = site.root / "ours", by_mkdocs(site, "theirs", strict=True)
    build(*build_request(root=site.root, site_dir=ours, now=now, strict=True))
    one, two = files(ours), files(theirs)
    assert sorted(one) == sorted(two)
    assert [path for path in one if one[path] != two[path]] == []


def test_what_mkdocs_does_not_clear_is_no_file_of_two_makers(
    site: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    site.commit()
    # MkDocs keeps hidden files of the site before: .well-known is one.
    first, again = files(by_mkdocs(site, strict=True)), files(by_mkdocs(site, strict=True))
    assert first == again
    assert b"linkset" in again[".well-known/api-catalog"]


def test_another_url_is_everywhere(
    site: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    site.commit()
    url = "https://example.github.io/status/"
    ours = site.root / "ours"
    build(*build_request(root=site.root, site_dir=ours, now=now, site_url=url))
    built = files(ours)
    assert url.encode() in built["sitemap.xml"]
    assert url.encode() in built["subscribe/index.html"]
    assert built == files(by_mkdocs(site, "theirs", site_url=url))


def test_the_navigation_and_the_prose_may_name_our_pages_and_feeds(site: Any) -> None:
    site.commit()
    site.write(
        "site_src/subscribe.md",
        "[a](updates.atom) [b](history/index.md) [c](components/checkout/index.md)"
        " [d](incidents/2026-11-20-slow-search/index.md) [e](index.md)\n",
    )
    by_mkdocs(site, strict=True)
    assert b'href="../incidents/2026-11-20-slow-search/"' in site.built["subscribe/index.html"]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The pages that reach MkDocs."""
    pages: list[str] = []
    documentation_pages = Files.documentation_pages

    def spy(self: Files, **options: Any) -> Any:
        found = documentation_pages(self, **options)
        pages.extend(file.src_uri for file in found if isinstance(file.page, Page))
        return found

    monkeypatch.setattr(Files, "documentation_pages", spy)
    yield pages


def test_incidents_never_reach_mkdocs_unless_a_person_names_them(site: Any, seen: list[str]) -> None:
    for day in range(1, 10):
        site.add_incident(f"2026-11-{day:02}-trouble")
    site.write("site_src/subscribe.md", "As on [the third](incidents/2026-11-03-trouble/index.md).\n")
    by_mkdocs(site)
    assert {page for page in seen if "incidents" in page} == {"incidents/2026-11-03-trouble/index.md"}
    assert len(site.built["incidents/2026-11-04-trouble/index.html"]) > 1000


def test_problems_are_one_clear_stop_and_the_site_stays(site: Any) -> None:
    by_mkdocs(site)
    before = site.built
    folder = "incidents/2026-11/2026-11-20-slow-search"
    site.write(f"{folder}/incident.md", "---\ntitel: x\n---\n")
    with pytest.raises(Abort) as caught:
        by_mkdocs(site)
    lines = str(caught.value).splitlines()
    assert lines[0] == "The status page has problems:"
    assert any(line.startswith(f"  {folder}/incident.md:2: ") and "title" in line for line in lines)
    assert len(lines) > 3
    assert site.built == before


def test_a_symbolic_link_is_never_published(site: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("canary", encoding="utf-8")
    (site.root / "site_src" / "environ.txt").symlink_to(tmp_path / "secret.txt")
    (site.root / "site_src" / "loop").symlink_to(site.root / "site_src")
    with pytest.raises(Abort) as caught:
        by_mkdocs(site)
    assert "site_src/environ.txt: " in str(caught.value)
    assert "site_src/loop: " in str(caught.value)
    assert not (site.root / "site").exists()


def test_mkdocs_has_no_opinion_on_our_settings(site: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings = (site.root / "mkdocs.yml").read_text(encoding="utf-8")
    odd = '      planned: {days: [saturday], between: "02:00-08:00 UTC", longest: 20m}\n'
    site.write("mkdocs.yml", settings.replace("      components:\n", f"{odd}      components:\n"))
    site.commit()
    by_mkdocs(site, strict=True)
    assert caplog.records == []


def test_the_sites_own_theme_goes_over_ours(site: Any) -> None:
    site.write(
        "templates/theme/main.html", '{% extends "base.html" %}{% block footer %}Our foot{% endblock %}'
    )
    by_mkdocs(site)
    assert b"Our foot" in site.built["subscribe/index.html"]
    assert [path.name for path in (site.root / "templates").iterdir()] == ["theme"]


def test_a_page_of_the_authors_own_at_one_of_our_paths_is_a_problem(site: Any) -> None:
    site.write("site_src/history/index.md", "# Mine")
    with pytest.raises(Abort, match=r"site_src/history/index\.md"):
        by_mkdocs(site)


def test_the_preview_of_mkdocs_is_the_same_site_under_its_own_address(
    site: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    site.commit()
    address = "http://127.0.0.1:8000/"
    config = load_config(str(site.root / "mkdocs.yml"), site_dir=str(site.root / "theirs"))
    config.site_url = address
    mkdocs_build(config, serve_url=address)
    build(*build_request(root=site.root, site_dir=site.root / "ours", now=now, site_url=address))
    assert files(site.root / "theirs") == files(site.root / "ours")


def test_the_preview_of_mkdocs_watches_incidents_and_templates(site: Any) -> None:
    config = load_config(str(site.root / "mkdocs.yml"), site_dir=str(site.root / "site"))
    watched: list[str] = []

    class Server:
        def watch(self, path: str) -> None:
            watched.append(path)

        def get_app(self) -> None:
            return None

    config.plugins["outspoken"].on_serve(Server(), config=config, builder=None)
    assert str(site.root / "incidents") in watched
    assert any(path.endswith("templates") for path in watched)

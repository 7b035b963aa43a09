"""A page with an open question, or with `draft: true`, is not published; a preview shows it, marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from tests.build_requests import build_request
from tests.example_site import SETTINGS

from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository
from outspoken.site.build_site import BuildResult, build
from outspoken.site.draft_prose import DraftProse
from outspoken.site.engines.engine_name import Engine

NAV = "  - About:\n    - promise.md\n  - Help:\n    - support.md\n    - subscribe.md\n"
OPEN = "# Promise\n\n<!-- answer: How long is the worst case? -->\n"
DECLARED = "---\ntitle: Support\ndraft: true\n---\nCall us at night.\n"


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))


@pytest.fixture
def drafting(site: Any) -> Any:
    """A site with two drafts, which navigation and pages lead to."""
    site.write("mkdocs.yml", SETTINGS.replace("  - Subscribe: subscribe.md\n", NAV))
    site.write(
        "site_src/index.md",
        "---\ntemplate: status.html\n---\nWe [promise](promise.md) "
        "<a title=x href='support/#call'>help</a>.\n",
    )
    site.write("site_src/subscribe.md", "# Subscribe\n\nOr [read](promise.md#more) our promise.\n")
    site.write("site_src/promise.md", OPEN)
    site.write("site_src/support.md", DECLARED)
    site.commit()
    return site


def built(site: Any, now: datetime, **options: Any) -> BuildResult:
    return build(*build_request(root=site.root, site_dir=site.root / "site", now=now, **options))


@pytest.mark.parametrize("engine", [Engine.MKDOCS, Engine.NONE])
def test_no_file_of_the_site_has_or_names_a_draft(drafting: Any, now: datetime, engine: Engine) -> None:
    result = built(drafting, now, strict=True, engine=engine)

    assert result.problems == ()
    assert [path for path in drafting.built if path.startswith(("promise", "support"))] == []
    texts = {path: data for path, data in drafting.built.items() if not path.startswith("assets/javascripts")}
    named = [path for path, data in texts.items() if b"promise/" in data or b"support/" in data]
    said = [path for path, data in texts.items() if b"worst case?" in data or b"at night" in data]
    assert (named, said) == ([], [])
    assert b"We promise help." in drafting.built["index.html"]
    assert b"Or read our promise." in drafting.built["subscribe/index.html"]


def test_a_section_leads_to_its_first_page_that_is_published(drafting: Any, now: datetime) -> None:
    built(drafting, now)

    for page in ("index.html", "subscribe/index.html"):
        header = drafting.built[page].decode().partition("</header>")[0]
        assert 'subscribe/"' in header or 'href="./"' in header
        assert ">Help<" in header
        assert ">About<" not in header


def test_mkdocs_alone_publishes_no_draft_either(
    drafting: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    built(drafting, now)
    theirs = drafting.root / "theirs"
    mkdocs_build(load_config(str(drafting.root / "mkdocs.yml"), site_dir=str(theirs), strict=True))

    assert files(theirs) == drafting.built


def test_without_the_prose_engine_a_home_page_with_a_question_has_no_text(site: Any, now: datetime) -> None:
    site.write("site_src/index.md", "Call us.\n\n<!-- answer: Where? -->\n")
    site.commit()
    for prose in (True, False):
        built(site, now, prose=prose)
        assert b"Call us" not in site.built["index.html"]


def test_an_answered_page_is_published(drafting: Any, now: datetime) -> None:
    drafting.write("site_src/promise.md", "# Promise\n\nFour hours.\n")
    built(drafting, now)

    assert b"Four hours." in drafting.built["promise/index.html"]
    assert b'href="promise/"' in drafting.built["index.html"]


@pytest.mark.parametrize("engine", [Engine.MKDOCS, Engine.NONE])
def test_a_preview_shows_drafts_marked_and_with_their_questions(
    drafting: Any, now: datetime, engine: Engine
) -> None:
    built(drafting, now, engine=engine, preview=True)

    page = drafting.built["promise/index.html"].decode()
    assert "Draft: readers do not see this page yet." in page
    assert "[How long is the worst case?]" in page
    assert ">About<" in drafting.built["index.html"].decode()


@pytest.mark.parametrize("prose", [True, False])
def test_the_live_preview_shows_drafts(drafting: Any, now: datetime, tmp_path: Path, prose: bool) -> None:
    drafting.write("site_src/index.md", "Call us.\n\n<!-- answer: Where? -->\n")
    scratch = tmp_path / "scratch" if prose else None
    live = LiveSite(repository=KeptRepository(drafting.root), clock=lambda: now, scratch=scratch)
    live.refresh(prose=True)

    home = (live.page("index.html") or b"").decode()
    assert "Call us" in home
    assert "[Where?]" in home
    assert ("Draft: readers" in (live.page("support/index.html") or b"").decode()) is prose


def test_links_are_compared_as_a_browser_reads_them() -> None:
    drafts = DraftProse()
    drafts.find([("help/me.md", "help/me/", "<!-- answer: Who? -->")])

    assert drafts.unlinked('<a href="../me/#top">x</a>', "help/you/") == "x"
    assert drafts.unlinked('<a href="../me/index.html">x</a>', "help/you/") == "x"
    elsewhere = '<a href="https://example.com/help/me/">x</a> <a href="../you/">y</a>'
    assert drafts.unlinked(elsewhere, "help/you/") == elsewhere

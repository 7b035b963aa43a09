"""What customers are promised is written once: in the settings and in the public part of the plan."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha384
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from tests.build_requests import build_request
from tests.example_plan import write_plan
from tests.example_site import SETTINGS

from outspoken.errors import Problem, ProblemsError
from outspoken.serve.live_site import LiveSite
from outspoken.serve.reread import KeptRepository
from outspoken.site.build_site import BuildResult, build

POLICY = """\
      cadence: {critical: 15m, minor: 2h}
      planned: {days: [saturday, sunday], between: "02:00-06:00 Europe/Berlin", longest: 20m, notice: 5d}
      credits: [{monthly_uptime_below: 99.9, credit: 10 % back}]
"""
PLACES = "".join(f"<!-- outspoken: {place} -->\n\n" for place in ("cadence", "planned", "outages", "credits"))


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now.timestamp())))


@pytest.fixture
def promising(site: Any) -> Any:
    """A site with a plan whose home page and promise page show it."""
    site.write("mkdocs.yml", f"{SETTINGS}{POLICY}")
    site.write("site_src/index.md", f"---\ntemplate: status.html\n---\nWe promise:\n\n{PLACES}")
    site.write("site_src/promise.md", f"# Promise\n\n{PLACES}")
    write_plan(site.root / "plan")
    return site


def built(site: Any, now: datetime, **options: Any) -> BuildResult:
    return build(*build_request(root=site.root, site_dir=site.root / "site", now=now, **options))


def text(site: Any, path: str) -> str:
    return str(site.built[path].decode())


EXPECTED = ("15 minutes", "2 hours", "Saturday and Sunday", "Between 02:00 and 06:00 (Europe/Berlin)")


def test_the_page_says_what_settings_and_plan_say(promising: Any, now: datetime) -> None:
    result = built(promising, now)

    page = text(promising, "promise/index.html")
    assert [one for one in result.problems if one.path.startswith(("plan/", "site_src/"))] == []
    assert [words for words in EXPECTED if words not in page] == []
    assert ">Critical</td>" in page
    assert "<strong>Critical</strong>: No customer can order" in page
    assert "<li>The cart is empty</li>" in page
    assert "outage is our outage." in page
    assert "For example:" in page and "<li>A Saturday night</li>" in page
    assert "below 99.9" in page and ">10 % back</td>" in page
    assert "<!-- outspoken" not in page


def test_all_doors_show_the_same(
    promising: Any, now: datetime, files: Callable[[Path], dict[str, bytes]]
) -> None:
    promising.commit()
    built(promising, now)
    ours = promising.built
    theirs = promising.root / "theirs"
    mkdocs_build(load_config(str(promising.root / "mkdocs.yml"), site_dir=str(theirs)))

    assert files(theirs)["promise/index.html"] == ours["promise/index.html"]
    assert files(theirs)["index.html"] == ours["index.html"]


def test_the_home_page_shows_it_without_the_prose_engine_too(promising: Any, now: datetime) -> None:
    built(promising, now, prose=False)

    home = text(promising, "index.html")
    assert [words for words in EXPECTED if words not in home] == []
    assert "No customer can order" in home


def test_the_live_preview_shows_it_and_what_is_saved_in_the_plan(
    promising: Any, now: datetime, tmp_path: Path
) -> None:
    live = LiveSite(
        repository=KeptRepository(promising.root), clock=lambda: now, scratch=tmp_path / "scratch"
    )
    live.refresh(prose=True)
    before = live.page("promise/index.html")
    promising.write("plan/outages.md", "---\npublic: true\noutages: []\n---\nNothing is an outage.\n")
    live.refresh(prose=True)

    assert before is not None and b"No customer can order" in before
    assert b"Nothing is an outage." in (live.page("promise/index.html") or b"")


def test_the_words_around_the_figures_are_in_the_sites_language(promising: Any, now: datetime) -> None:
    promising.write("mkdocs.yml", f"{SETTINGS}{POLICY}      language: de\n")
    built(promising, now)

    page = text(promising, "promise/index.html")
    for words in ("15 Minuten", "Kritisch", "Samstag und Sonntag", "Mindestens 5 Tage vorher angekündigt"):
        assert words in page


@pytest.mark.parametrize("prose", [True, False])
def test_the_text_of_the_plan_may_link_to_our_pages(promising: Any, now: datetime, prose: bool) -> None:
    promising.write("site_src/subscribe.md", "# Subscribe\n")
    promising.write(
        "plan/outages.md",
        "---\npublic: true\noutages: []\n---\nSee [search](components/search/index.md).\n",
    )
    result = built(promising, now, prose=prose)

    assert not any("components" in problem.message for problem in result.problems)
    assert 'href="components/search/"' in text(promising, "index.html")


@pytest.mark.parametrize("page", ["promise/index.html", "index.html"])
@pytest.mark.parametrize("prose", [True, False])
def test_values_of_the_plan_are_text_and_not_markup(
    promising: Any, now: datetime, page: str, prose: bool
) -> None:
    odd = "<script>x</script> a | b & c *d* _e_ `f` [g](javascript:h) \\i"
    promising.write(
        "plan/outages.md", f"---\npublic: true\noutages: [{{impact: major, means: '{odd}'}}]\n---\n"
    )
    promising.write(
        "plan/in-return.md", f"---\npublic: true\noffers: [{{impact: major, offer: '{odd}'}}]\n---\n"
    )
    places = "<!-- outspoken: outages -->\n\n<!-- outspoken: in-return -->\n"
    for name in ("index", "promise"):
        promising.write(f"site_src/{name}.md", f"# Promise\n\n{places}")
    built(promising, now, prose=prose)

    if page in promising.built:
        assert unescape(re.sub("<[^>]*>", "", text(promising, page))).count(odd) == 2


def problems_of(site: Any, now: datetime) -> list[Problem]:
    with pytest.raises(ProblemsError) as refused:
        built(site, now)
    return [problem for problem in refused.value.problems if problem.is_error]


def test_a_misspelt_place_is_refused_on_its_line(promising: Any, now: datetime) -> None:
    promising.write("site_src/promise.md", "---\ntitle: Promise\n---\n\n<!-- outspoken: cadense -->\n")

    (problem,) = problems_of(promising, now)

    assert (problem.place, problem.rule) == ("site_src/promise.md:5", "unknown-word")
    assert "write one of cadence, credits" in problem.hint


def test_mkdocs_refuses_it_too(promising: Any) -> None:
    promising.write("site_src/promise.md", "<!-- outspoken: cadense -->\n")

    with pytest.raises(Abort, match=r"promise\.md:1: outspoken: cadense is unknown here"):
        mkdocs_build(load_config(str(promising.root / "mkdocs.yml"), site_dir=str(promising.root / "site")))


def test_a_place_with_nothing_to_show_warns(promising: Any, now: datetime) -> None:
    promising.write("site_src/promise.md", "<!-- outspoken: in-return -->\n")

    (problem,) = [one for one in built(promising, now).problems if one.rule == "no-plan"]

    assert (problem.place, problem.is_error) == ("site_src/promise.md:1", False)
    assert "public: true" in problem.hint


def test_a_broken_public_file_stops_a_build_but_not_an_emergency(promising: Any, now: datetime) -> None:
    promising.write("plan/outages.md", "---\npublic: true\noutage: []\n---\n")

    assert {problem.path for problem in problems_of(promising, now)} == {"plan/outages.md"}
    result = built(promising, now, last_good=True)
    assert any(problem.path == "plan/outages.md" for problem in result.problems)
    assert "15 minutes" in text(promising, "promise/index.html")


def test_a_broken_private_file_does_not_stop_a_build(promising: Any, now: datetime) -> None:
    promising.write("plan/roles.md", "---\nrolles: []\n---\n")

    assert not any(problem.is_error for problem in built(promising, now).problems)


def test_a_broken_plan_that_no_page_shows_does_not_stop_a_build(promising: Any, now: datetime) -> None:
    promising.write("plan/outages.md", "---\npublic: true\noutage: []\n---\n")
    for page in ("index", "promise"):
        promising.write(f"site_src/{page}.md", "---\ntemplate: status.html\n---\nHello.\n")

    assert not any(problem.is_error for problem in built(promising, now).problems)


def test_a_page_in_a_folder_lists_every_feed_and_shows_the_badge(site: Any, now: datetime) -> None:
    places = "<!-- outspoken: feeds -->\n\n<!-- outspoken: badge -->\n"
    site.write("site_src/help/follow.md", f"# Follow\n\n{places}")
    assert {problem.rule for problem in built(site, now).problems} == {"no-git-history"}
    page = site.built["help/follow/index.html"].decode()
    assert 'href="../../components/checkout/updates.atom"' in page
    assert 'src="../../badge.svg"' in page


@pytest.mark.parametrize("own", [False, True])
def test_the_banner_is_shown_with_the_hash_of_the_file_beside_it(site: Any, now: datetime, own: bool) -> None:
    site.write("site_src/help/follow.md", "# Follow\n\n<!-- outspoken: banner -->\n")
    if own:
        site.write("templates/embed/banner.js", "document.title = 'Ours';\n")
    assert {problem.rule for problem in built(site, now).problems} == {"no-git-history"}
    served = b64encode(sha384(site.built["embed/banner.js"]).digest()).decode()
    shown = re.findall(r"sha384-([\w+/=]+)", site.built["help/follow/index.html"].decode())
    assert set(shown) == {served}

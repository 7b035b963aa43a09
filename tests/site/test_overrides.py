"""A site's own templates go over the shipped ones file by file, whichever door builds it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.build_requests import build_request
from tests.example_site import NOW, Site

from outspoken.errors import Problem, ProblemsError
from outspoken.site.build_site import build

Door = Callable[[Any, datetime], dict[str, bytes]]


def by_command(site: Any, now: datetime) -> dict[str, bytes]:
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now))
    return dict(site.built)


def without_prose(site: Any, now: datetime) -> dict[str, bytes]:
    build(*build_request(root=site.root, site_dir=site.root / "site", now=now, prose=False))
    return dict(site.built)


def by_mkdocs(site: Any, now: datetime) -> dict[str, bytes]:
    command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "-q"]
    done = subprocess.run(command, cwd=site.root, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(site.built)


@pytest.fixture(scope="module", params=[by_command, without_prose, by_mkdocs])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site that replaces a page, builds upon another one, and has a style sheet and a part of its own."""
    site = Site(tmp_path_factory.mktemp("own") / "repository")
    site.write("templates/pages/postmortems.html", "<p>Our own {{ site.site_name }}</p>")
    first = "{% block main %}<p>First of all</p>{{ super() }}{% endblock %}"
    site.write("templates/pages/home.html", "{% extends 'shipped/pages/home.html' %}" + first)
    site.write("templates/theme/frame.css", ":root{--paper:#123456}")
    site.write("templates/theme/top.html", "<header>Our own header</header>")
    door: Door = request.param
    found = door(site, NOW)
    assert ("subscribe/index.html" in found) == (door is not without_prose)
    return found


def test_a_page_of_ones_own_replaces_the_shipped_one(built: dict[str, bytes]) -> None:
    assert built["postmortems/index.html"] == b"<p>Our own Example status</p>"
    assert b"<h1" in built["history/index.html"]


def test_a_page_may_build_upon_the_one_it_replaces(built: dict[str, bytes]) -> None:
    home = built["index.html"]
    assert home.index(b"<p>First of all</p>") < home.index(b"<h1")


def ours(built: dict[str, bytes]) -> set[str]:
    """Pages of Outspoken, and one of prose if the site has any."""
    prose = {"subscribe/index.html"} & built.keys()
    return {"index.html", "history/index.html", "404.html", "unavailable.html"} | prose


def test_a_style_sheet_of_ones_own_reaches_every_page_of_ours(built: dict[str, bytes]) -> None:
    assert [page for page in ours(built) if b":root{--paper:#123456}" not in built[page]] == []


def test_a_part_of_ones_own_is_used_by_the_shipped_pages(built: dict[str, bytes]) -> None:
    pages = ours(built) - {"unavailable.html"}
    assert [page for page in pages if b"<header>Our own header</header>" not in built[page]] == []


def test_a_style_sheet_cannot_end_its_element(site: Any, now: datetime) -> None:
    site.write("templates/theme/frame.css", 'a::after{content:"</style><script>alert(1)</script>"}')
    home = without_prose(site, now)["index.html"]
    assert b"</style><script>" not in home and b"<\\/style><script>" in home


def refused(site: Any, now: datetime, **asked: Any) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        build(*build_request(root=site.root, site_dir=site.root / "site", now=now, **asked))
    (problem,) = [one for one in caught.value.problems if one.rule != "no-git-history"]
    return problem


@pytest.mark.parametrize("prose", [True, False])
@pytest.mark.parametrize(
    ("path", "text", "line", "message"),
    [
        ("pages/home.html", "<p>\n{% if %}", 2, "the template cannot be read: Expected an expression"),
        (
            "pages/home.html",
            "<p>\n\n{{ nothing.here }}",
            3,
            "the template uses an unknown name: 'nothing' is",
        ),
        ("pages/home.html", "\n{{ 1 / 0 }}", 2, "the template fails: ZeroDivisionError"),
        (
            "pages/month.html",
            '\n\n{% include "theme/gone.html" %}',
            3,
            "the template theme/gone.html does not",
        ),
        ("theme/top.html", "{{ nope }}", 1, "the template uses an unknown name: 'nope' is undefined"),
        ("pages/unused.html", "\n{% macro", 2, "the template cannot be read"),
        ("theme/parts.html", "{% macro", 1, "the template cannot be read"),
        (
            "pages/unavailable.html",
            '{% extends "shipped/pages/home.html" %}',
            1,
            "the template uses an unknown name",
        ),
    ],
)
def test_a_broken_template_is_reported_by_path_and_line(
    path: str, text: str, line: int, message: str, prose: bool, site: Any, now: datetime
) -> None:
    site.write(f"templates/{path}", text)
    problem = refused(site, now, prose=prose)
    assert (problem.path, problem.line, problem.rule) == (f"templates/{path}", line, "page-template")
    assert problem.message.startswith(message)
    assert not (site.root / "site").exists()


def test_a_template_that_is_no_text_is_reported_by_path(site: Any, now: datetime) -> None:
    (site.root / "templates/pages").mkdir(parents=True)
    (site.root / "templates/pages/home.html").write_bytes(b"caf\xe9")
    problem = refused(site, now, prose=False)
    assert (problem.path, problem.message) == ("templates/pages/home.html", "the template is not UTF-8 text")


def test_a_broken_frame_of_the_prose_is_reported_by_path_and_line(site: Any, now: datetime) -> None:
    site.write("templates/theme/main.html", '{% extends "base.html" %}\n{% block nothing %}')
    problem = refused(site, now)
    assert (problem.path, problem.rule) == ("templates/theme/main.html", "page-template")


@pytest.mark.parametrize("path", ["pages/home.html", "theme/top.html", "theme/main.html"])
def test_mkdocs_stops_in_one_line_too(path: str, site: Any) -> None:
    site.write(f"templates/{path}", "\n{% if %}")
    command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "-q"]
    done = subprocess.run(command, cwd=site.root, check=False, capture_output=True, text=True)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert f"templates/{path}:2: the template cannot be read" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("path", ["pages/home.html", "theme/top.html", "theme/main.html"])
def test_with_last_good_the_shipped_templates_replace_broken_ones(
    path: str, site: Any, now: datetime
) -> None:
    site.write(f"templates/{path}", "\n{% if %}")
    site.commit()
    report = build(*build_request(root=site.root, site_dir=site.root / "site", now=now, last_good=True))
    (problem,) = report.problems
    assert (problem.path, problem.line, problem.is_error) == (f"templates/{path}", 2, True)
    assert (problem.hint or "").endswith("the shipped templates were used")
    assert (
        b"<h1" in site.built["index.html"]
        and b'class="md-header frame"' in site.built["subscribe/index.html"]
    )

"""Old addresses are written as Hugo 0.168 writes them (`hugo list all`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.importers.conftest import CONFIG, Imported, bring

Site = Callable[..., Path]
HEAD = "title: 'My Title: (x) É'\ndate: 2024-03-01T23:30:00-05:00\nresolved: true\nseverity: down\n"
FILES = {"2024-03-01-Slow Ä.md": "", "Sub/Deep/b.md": "slug: My Slug\n", "Bun/index.md": ""}


def issue(extra: str = "") -> str:
    return f"---\n{HEAD}resolvedWhen: 2024-03-02T06:00:00Z\n{extra}---\n\nIt is slow.\n"


@pytest.fixture
def old(site: Site, tmp_path: Path) -> Callable[..., Imported]:
    """An old site of these issues (by path, with extra front matter) and further settings, imported."""

    def make(config: str = "", files: dict[str, str] = FILES) -> Imported:
        issues = {f"content/issues/{name}": issue(extra) for name, extra in files.items()}
        done = bring(site(issues, CONFIG + config), tmp_path / "new")
        assert done.problems == ()
        return done

    return make


def addresses(done: Imported) -> set[str]:
    return {path for incident in done.history.incidents for path in incident.redirects}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("2024-03-01-Störung", "2024-03-01-st%C3%B6rung"),
        ("2024 03 01 It's down", "2024-03-01-its-down"),
        ("a,b", "ab"),
        ("a(b)c", "abc"),
        ("a+b", "a+b"),
        ("a@b", "a@b"),
        ("a & b", "a--b"),
        ("a%b", "ab"),
        ("50% off", "50-off"),
        ("日本語", "%E6%97%A5%E6%9C%AC%E8%AA%9E"),
        ("Ünïcode Ça", "%C3%BCn%C3%AFcode-%C3%A7a"),
        ("a  b", "a--b"),
        ("-a-", "-a-"),
        ("a.b.c", "a.b.c"),
        ("A#B", "a%23b"),
        ("a~b", "a~b"),
        ("emoji🎉x", "emojix"),
        ("a\u00a0b", "a-b"),
        ("a\u2013b", "ab"),
        ("e\u0301x", "e%CC%81x"),
        ("İstanbul", "istanbul"),
        ("straße", "stra%C3%9Fe"),
        ("ΑΣ", "%CE%B1%CF%83"),
        ("ไทย ที่", "%E0%B9%84%E0%B8%97%E0%B8%A2-%E0%B8%97%E0%B8%B5%E0%B9%88"),
        ("№5", "5"),
        ("x²", "x"),
        ("a .b", "a-.b"),
        ("foo.de", "foo.de"),
        ("foo.en", "foo"),
    ],
)
def test_a_file_name_gives_the_address_that_hugo_gave(old: Any, name: str, path: str) -> None:
    assert addresses(old(files={f"{name}.md": ""})) == {f"/issues/{path}/"}


@pytest.mark.parametrize(
    ("extra", "paths"),
    [
        ("slug: My Slug, (ok) é", {"/issues/my-slug-ok-%C3%A9/"}),
        ("slug: a/b", {"/issues/a/b/"}),
        ("slug: 'A  B & c--d /x/ '", {"/issues/a-b-c--d-/x/"}),
        ("slug: Ⅳ 5² '\u2019\u2013x", {"/issues/5-x/"}),
        ("url: /Foo Bar/é/x.html", {"/Foo%20Bar/%C3%A9/x.html"}),
        ("url: foo/bar", {"/foo/bar/"}),
        ("url: /Mixed/:year/:slug/", {"/Mixed/2024/my-title-x-%C3%A9/"}),
        ('url: "/a&b+c,d(e)\'f@g%20h/"', {"/a&b+c,d(e)'f@g%20h/"}),
        (
            "aliases: [/Old One/é/, rel alias, /x.html, ../up, /foo/bar.htm, /A+B (c), old.php]",
            {
                "/issues/f/",
                "/Old%20One/%C3%A9/",
                "/issues/rel%20alias/",
                "/x.html",
                "/up/",
                "/foo/bar.htm",
                "/A+B%20(c)/",
                "/issues/old.php/",
            },
        ),
    ],
)
def test_front_matter_gives_the_address_that_hugo_gave(old: Any, extra: str, paths: set[str]) -> None:
    assert addresses(old(files={"f.md": f"{extra}\n"})) == paths


@pytest.mark.parametrize(
    ("config", "paths"),
    [
        ("", {"/issues/2024-03-01-slow-%C3%A4/", "/issues/bun/", "/issues/sub/deep/my-slug/"}),
        (
            "uglyURLs: true\n",
            {"/issues/2024-03-01-slow-%C3%A4.html", "/issues/bun.html", "/issues/sub/deep/my-slug.html"},
        ),
        (
            "uglyURLs: {issues: true}\n",
            {"/issues/2024-03-01-slow-%C3%A4.html", "/issues/bun.html", "/issues/sub/deep/my-slug.html"},
        ),
        (
            "disablePathToLower: true\n",
            {"/issues/2024-03-01-Slow-%C3%84/", "/issues/Bun/", "/issues/Sub/Deep/My-Slug/"},
        ),
        (
            "removePathAccents: true\n",
            {"/issues/2024-03-01-slow-a/", "/issues/bun/", "/issues/sub/deep/my-slug/"},
        ),
        (
            "uglyURLs: true\npermalinks: {Issues: 'x/:slugorfilename'}\n",
            {"/x/2024-03-01-slow-%C3%A4.html", "/x/bun.html", "/x/my-slug.html"},
        ),
        (
            "permalinks: {page: {issues: '/Y/:contentbasename/:slug/'}, section: {issues: /all/}}\n",
            {
                "/y/2024-03-01-slow-%C3%A4/my-title-x-%C3%A9/",
                "/y/bun/my-title-x-%C3%A9/",
                "/y/b/my-slug/",
            },
        ),
        (
            "permalinks: [{pattern: /z/:filename/, target: {kind: page, path: '{/issues,/issues/**}'}}]\n",
            {"/z/2024-03-01-slow-%C3%A4/", "/z/bun/", "/z/b/"},
        ),
        (
            "frontmatter: {date: [':filename', ':default']}\n",
            {"/issues/slow-%C3%A4/", "/issues/bun/", "/issues/sub/deep/my-slug/"},
        ),
    ],
)
def test_settings_shape_addresses_as_in_hugo(old: Any, config: str, paths: set[str]) -> None:
    assert addresses(old(config)) == paths


@pytest.mark.parametrize(
    ("tokens", "path"),
    [
        (":year/:month/:day", "2024/03/01"),
        (":monthname/:weekday/:weekdayname/:yearday", "march/5/friday/61"),
        (":section/:sections/:title", "issues/issues/my-title-x-%C3%A9"),
        (":2006-:01-:02", "2024-03-01"),
        (":sections[last]/:slugorcontentbasename", "issues/a"),
    ],
)
def test_every_part_of_a_permalink_is_known(old: Any, tokens: str, path: str) -> None:
    done = old(f"permalinks: {{issues: '/p/{tokens}/'}}\n", {"a.md": ""})
    assert addresses(done) == {f"/p/{path}/"}


def test_an_unknown_part_of_a_permalink_is_named(old: Any) -> None:
    done = old("permalinks: {issues: '/:nonsense/:slug/'}\n", {"a.md": ""})
    assert addresses(done) == set()
    assert [each.detail for each in done.made.remarks if "permalink" in each.about] == [":nonsense"]


def test_a_name_of_which_nothing_is_left_keeps_no_address(old: Any) -> None:
    done = old(files={"½.md": ""})
    assert addresses(done) == set()
    assert "its old address was the address of the whole list" in done.abouts


@pytest.mark.parametrize("extra", ["url: /.hidden/x/", "url: '/a*b/'", "aliases: ['/a|b/']"])
def test_an_address_that_no_host_can_serve_is_left_out_and_named(old: Any, extra: str) -> None:
    done = old(files={"f.md": f"{extra}\n"})
    assert addresses(done) <= {"/issues/f/"}
    assert any("no static host can serve it" in about for about in done.abouts)

"""Paths of the site have one spelling, and one file behind them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outspoken.model.site_path import file_at, is_servable, path_key, site_path
from outspoken.render.output import Output


@pytest.mark.parametrize(
    ("written", "path", "file"),
    [
        ("issues/1/", "/issues/1/", "issues/1/index.html"),
        ("/old.html", "/old.html", "old.html"),
        ("/old.htm", "/old.htm", "old.htm"),
        ("/störung", "/st%C3%B6rung", "störung/index.html"),
        ("/st%c3%b6rung", "/st%C3%B6rung", "störung/index.html"),
        ("/日本/", "/%E6%97%A5%E6%9C%AC/", "日本/index.html"),
        ("/a b,(c)'d+e@f&g/", "/a%20b,(c)'d+e@f&g/", "a b,(c)'d+e@f&g/index.html"),
        ("/50%/", "/50%25/", "50%/index.html"),
        ("/%41/", "/A/", "A/index.html"),
        ("/-a-/", "/-a-/", "-a-/index.html"),
        ("/a%23b/", "/a%23b/", "a#b/index.html"),
    ],
)
def test_a_path_has_one_spelling_and_one_file(written: str, path: str, file: str) -> None:
    assert (site_path(written), file_at(path)) == (path, file)
    assert Output(file, b"").path == file


@pytest.mark.parametrize(
    "written",
    [
        *("", "/", "//x", "/a//b", "/../a", "/a/..", "/.git/x", "https://x.example/"),
        *("/a?b", "/a#b", "/a:b", "/a*b", "/a%2Fb", "/a%5Cb", "/a%00", "/a%0Ab", "/%FF/"),
        *("/a./b", "/ a/", "/a\u202eb", "/" + "é" * 128),
    ],
)
def test_a_path_that_no_host_can_serve_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"path|name|decode"):
        site_path(written)


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=3))
def test_spelling_a_path_twice_changes_nothing(names: list[str]) -> None:
    if not all(map(is_servable, names)):
        return
    path = site_path("/".join(quote(name, safe="") for name in names))
    assert path.isascii()
    assert site_path(path) == path
    assert path_key(path) == "/".join(names).casefold()

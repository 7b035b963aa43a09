"""Fingers hit every link, a reader's own text spacing fits, and what scrolls can be reached by keyboard."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page
from tests.browser.test_for_everyone import KINDS, ROUGH, calm, looked_at, screen, sites

__all__ = ["calm", "screen", "sites"]

pytestmark = pytest.mark.browser

# WCAG 2.2, 1.4.12 "Text Spacing"; bypassing the policy as a reader's own style sheet does.
_SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important} p {margin-block-end: 2em !important}`);
  document.adoptedStyleSheets.push(sheet);
}"""
# WCAG 2.2, 1.4.4 "Resize Text".
_TWICE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html {font-size: 200% !important}");
  document.adoptedStyleSheets = [sheet];
}"""
_WIDER = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > most + 1 && !each.closest(".skip,pre,table"))
    .map((each) => each.outerHTML.slice(0, 90));
}"""
# WCAG 2.2, 2.5.8 "Target Size (Minimum)": 24 pixels, here without its exception for links in a sentence.
_SMALL = """() => [...document.querySelectorAll("a[href],button,summary,input,select")]
  .filter((each) => {
    const box = each.getBoundingClientRect();
    const shown = each.checkVisibility({visibilityProperty: true}) && box.width;
    return shown && !each.matches(".skip,[href^='#__']")
      && (box.width < 24 || box.height < 24);
  }).map((each) => each.outerHTML.slice(0, 90))"""
_OUT_OF_REACH = """() => [...document.body.querySelectorAll("*")].filter((each) => {
    const {overflowX, overflowY} = getComputedStyle(each);
    const scrolls = (/auto|scroll/.test(overflowX) && each.scrollWidth > each.clientWidth + 1)
      || (/auto|scroll/.test(overflowY) && each.scrollHeight > each.clientHeight + 1);
    const reached = each.tabIndex >= 0 || each.querySelector("a,button,[tabindex]");
    return scrolls && each.checkVisibility() && !reached;
  }).map((each) => each.outerHTML.slice(0, 90))"""
_UNFOLDED = """() => { for (const each of document.querySelectorAll("main details")) each.open = true; }"""

PAGES = [("small", path) for path in KINDS.values()] + [
    (site, path) for site in ("rough", "arabic") for path in ROUGH
]


@pytest.mark.parametrize(("site", "path"), PAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_a_page_fits_every_finger_spacing_and_keyboard(
    width: int, site: str, path: str, sites: Mapping[str, str], screen: Page
) -> None:
    screen.goto("about:blank")
    page = looked_at(screen, sites[site] + path, width=width)
    page.mouse.move(width / 2, 20)
    if page.locator(".highlight").count():
        # The theme's script, which a reader's first movement starts, adds buttons for copying.
        page.locator(".md-code__button").first.wait_for()
    assert page.evaluate(_SMALL) == []
    assert page.evaluate(_OUT_OF_REACH) == []
    page.evaluate(_UNFOLDED)
    page.evaluate(_SPACED)
    assert page.evaluate(_WIDER) == []
    page.keyboard.press("Shift")
    assert page.evaluate(_OUT_OF_REACH) == []
    page.evaluate(_TWICE)
    assert page.evaluate(_WIDER) == []

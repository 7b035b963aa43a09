"""Badges fit their text in every language and can be read, whatever fonts the reader has."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from outspoken.model.vocabulary import Level, State
from outspoken.render.badges.badge import Badge
from outspoken.render.badges.badge_svg import badge_svg
from outspoken.render.language.language import Language
from outspoken.render.language.terms import word
from outspoken.render.theme.signs import SIGNS

pytestmark = pytest.mark.browser

NAMES = {
    "en": "Checkout & <payment>",
    "de": "Wiederherstellungsübersichtsdienst",
    "es": "Página de estado de la tienda",
    "fr": "Fichiers des étiquettes, état général",
    "ja": "決済とチェックアウトの状況",
    "ru": "Оформление заказа",
}
# What a font would give without being told: the room must be enough, and not far too much.
_SHARE = """() => [...document.querySelectorAll("text")].map((text) => {
  const room = Number(text.getAttribute("textLength"));
  const copy = text.cloneNode(true);
  copy.removeAttribute("textLength");
  text.after(copy);
  const natural = copy.getComputedTextLength();
  copy.remove();
  return [text.textContent, natural / room];
})"""
_OUTSIDE = """() => [...document.querySelectorAll("svg")].flatMap((svg) => {
  const [whole, right] = [svg, svg.querySelectorAll("path")[1]].map((each) => each.getBoundingClientRect());
  const [label, message] = [...svg.querySelectorAll("text")].map((each) => each.getBoundingClientRect());
  const fits = label.left >= whole.left && label.right <= right.left + 1
    && message.left >= right.left && message.right <= whole.right && message.bottom <= whole.bottom + 1;
  return fits ? [] : [svg.getAttribute("aria-label")];
})"""


def badges() -> list[bytes]:
    """Every state of the site and of a component, in every language."""
    made = []
    for tag, name in NAMES.items():
        gettext = Language(tag).gettext
        for term in (*Level, *State):
            badge = Badge(label=name, message=gettext(word(term)), sign=SIGNS[term])
            made.append(badge_svg(badge, badge.spoken(gettext), "<path d='M0 0h16v16H0'/>"))
    return made


def shown(page: Page, font: str = "") -> None:
    """All badges in one page, in their own fonts or in another one."""
    images = "".join(f"<p>{image.decode()}</p>" for image in badges())
    page.set_content(
        f"<html lang=en><title>Badges</title><style>svg g{{font-family:{font}}}</style><main>{images}"
    )


@pytest.mark.parametrize("font", ["", "monospace", "serif"])
def test_no_text_leaves_its_half(font: str, page: Page) -> None:
    shown(page, font)
    assert page.evaluate(_OUTSIDE) == []


def test_texts_are_neither_squeezed_nor_stretched_much(page: Page) -> None:
    shown(page)
    shares: list[tuple[str, float]] = page.evaluate(_SHARE)
    assert [one for one in shares if one[1] > 1.03] == []
    # Without a font for them, Japanese signs are drawn as narrow boxes.
    assert [one for one in shares if one[1] < 0.8 and one[0] < "\u3000"] == []


def test_axe_finds_nothing_in_them(page: Page) -> None:
    shown(page)
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate("axe.run('main').then(found => found.violations)") == []


def test_an_image_on_another_page_loads_and_has_its_own_size(served: str, observed: Any) -> None:
    page = observed.page
    page.goto(f"{served}components/checkout/")
    data = page.evaluate("fetch('badge.svg').then(answer => answer.text())")
    source = "data:image/svg+xml;base64," + base64.b64encode(data.encode()).decode()
    page.set_content(f'<img src="{source}" alt="Checkout">')
    assert page.locator("img").evaluate(
        "img => img.decode().then(() => [img.naturalHeight, img.naturalWidth > 60])"
    ) == [20, True]

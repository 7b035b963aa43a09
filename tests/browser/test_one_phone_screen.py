"""What a customer needs most is on the first screen of a phone, and nothing is said twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import PATIENCE, stop_clock

pytestmark = pytest.mark.browser

NOW = "2026-11-21T14:46:00Z"
CHECKOUT = "2026-11-21-checkout-errors"
PLACES = {"home": "", "incident": f"incidents/{CHECKOUT}/"}
# Nearly as long as real ones are; German words are the longest.
WORDS = {
    "en": (
        "Card payments fail at checkout",
        "about 12 % of customers, with cards issued in the EU",
        "pay by bank transfer or PayPal; nothing is charged twice",
    ),
    "de": (
        "Kartenzahlungen schlagen beim Bezahlen fehl",
        "etwa 12 % der Kundinnen und Kunden mit in der EU ausgestellten Karten",
        "Zahlen Sie per Überweisung oder PayPal; nichts wird doppelt abgebucht",
    ),
    "es": (
        "Los pagos con tarjeta fallan al finalizar la compra",
        "alrededor del 12 % de los clientes, con tarjetas emitidas en la UE",
        "pague por transferencia o PayPal; nada se cobra dos veces",
    ),
    "fr": (
        "Les paiements par carte échouent au moment de payer",
        "environ 12 % des clientes et clients, avec une carte émise en Europe",
        "payez par virement ou PayPal ; vous ne payez pas deux fois",
    ),
    "ja": (
        "チェックアウトでカード決済が失敗します",
        "EU域内で発行されたカードをご利用のお客様の約12%",
        "銀行振込またはPayPalでお支払いください。二重に請求されることはありません",
    ),
}
SETTINGS = """site_name: Harbour Status
site_url: https://status.example.com/
nav:
  - History: history/index.md
  - Maintenance: maintenance/index.md
  - Post-mortems: postmortems/index.md
plugins:
  - outspoken:
      language: {language}
      components:
        - {{id: checkout, name: Checkout}}
        - {{id: api, name: Partner API}}
        - {{id: sms, name: Text messages}}
        - {{id: codes, name: Codes}}
"""
INCIDENT = """---
title: {title}
impact: {impact}
components: {{{components}}}
started: 2026-11-21T{started}Z
{facts}---
Purchases fail at the last step.
"""
UPDATE = """---
status: {status}
at: 2026-11-21T14:35Z
{promise}---
A new release rejects some cards.
"""


def files_of(
    name: str,
    title: str,
    *,
    impact: str = "major",
    components: str = "checkout: partial_outage",
    started: str = "14:05",
    facts: str = "",
    promise: str = "",
) -> dict[str, str]:
    """An open incident with one update."""
    folder = f"incidents/2026-11/{name}"
    reported = INCIDENT.format(
        title=title, impact=impact, components=components, started=started, facts=facts
    )
    update = UPDATE.format(status="identified", promise=promise)
    return {f"{folder}/incident.md": reported, f"{folder}/updates/20261121T143500Z-identified.md": update}


def one_open(language: str) -> dict[str, str]:
    title, affected, workaround = WORDS[language]
    seen = "symptoms: {signed_in: Nothing happens}\nworst_case: 4h\n"
    facts = f"affected: {affected}\nworkaround: {workaround}\n{seen}"
    return {"mkdocs.yml": SETTINGS.format(language=language)} | files_of(
        CHECKOUT, title, facts=facts, promise="next_update: 25m\n"
    )


def several_open() -> dict[str, str]:
    """The worst, one that is equally bad, one that is less so, a notice."""
    return (
        one_open("en")
        | files_of(
            "2026-11-21-late-sms",
            "Text messages are late",
            impact="major",
            components="sms: partial_outage, codes: degraded_performance",
            started="12:40",
        )
        | files_of(
            "2026-11-21-slow-api",
            "The API is slow",
            impact="minor",
            components="api: degraded_performance",
            started="14:20",
            facts="affected: partners\n",
        )
        | files_of("2026-11-21-office", "The office is closed", impact="none", components="", started="10:00")
    )


@pytest.fixture(scope="module")
def address(site_of: Callable[..., Any], serve: Callable[..., str]) -> Callable[..., str]:
    """The URL of a site of these files, built once for each key."""
    known: dict[str, str] = {}

    def of(key: str, files: Callable[[], dict[str, str]]) -> str:
        if key not in known:
            known[key] = serve(site_of(files()))
        return known[key]

    return of


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address on a phone in Berlin."""
    contexts = []

    def open_page(url: str, **properties: Any) -> Page:
        size = {"width": 390, "height": 844}
        properties = {"viewport": size, "locale": "en-GB", "timezone_id": "Europe/Berlin"} | properties
        context = browser.new_context(**properties)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if properties.get("java_script_enabled", True):
            stop_clock(page, NOW)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()


def bottom(page: Page, selector: str) -> float:
    """Pixels from the top of the page to the end of the first visible element."""
    box = page.locator(selector).filter(visible=True).first.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", WORDS)
def test_one_phone_screen_has_the_whole_answer(
    language: str, place: str, script: bool, address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    title, affected, workaround = WORDS[language]
    page = phone(address(language, lambda: one_open(language)) + PLACES[place], java_script_enabled=script)
    if script:
        page.clock.run_for(1)
        expect(page.locator("#seen")).to_be_visible()
    ends = {
        "headline": bottom(page, f'h1:has-text("{title}")'),
        "affected": bottom(page, f'dd:has-text("{affected}")'),
        "workaround": bottom(page, f'dd:has-text("{workaround}")'),
        "next update": bottom(page, ".next"),
    }
    assert max(ends.values()) <= 500, ends


@pytest.mark.parametrize("place", [*PLACES, "unavailable"])
def test_the_headline_is_said_once(
    place: str, address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    page = phone(address("en", lambda: one_open("en")) + PLACES.get(place, "unavailable.html"))
    titles = page.locator("h1,h2,h3,summary").filter(visible=True).all_inner_texts()
    assert titles.count(WORDS["en"][0]) == 1


def test_several_open_incidents_are_one_line_each_below_the_worst(
    address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    page = phone(address("several", several_open))
    assert page.locator("h1").inner_text() == WORDS["en"][0]
    assert page.locator(".now a[href='#open']").inner_text() == "3 other incidents are also active."
    lines = page.locator(".folds summary")
    assert [" ".join(line.split()) for line in lines.all_inner_texts()] == [
        "Text messages are late Major · Text messages, Codes · since 13:40 · 2 hours ago",
        "The API is slow Minor · Partner API · since 15:20 · 26 minutes ago",
        "The office is closed No impact · since 11:00 · 5 hours ago",
    ]
    assert not page.get_by_text("partners").is_visible()
    lines.nth(1).click()
    assert page.get_by_text("partners").is_visible()


def test_a_line_unfolds_with_the_keyboard_and_without_script(
    address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    page = phone(address("several", several_open), java_script_enabled=False)
    page.locator(".folds summary").nth(1).focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("partners").is_visible()


def test_print_unfolds_every_line(address: Callable[..., str], phone: Callable[..., Page]) -> None:
    page = phone(address("several", several_open))
    page.emulate_media(media="print")
    assert page.get_by_text("partners").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_notice_is_neither_green_nor_red(
    scheme: str, address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    def notice() -> dict[str, str]:
        files = files_of("2026-11-21-office", "The office is closed", impact="none", components="")
        return {"mkdocs.yml": SETTINGS.format(language="en")} | files

    page = phone(address("notice", notice), color_scheme=scheme)
    line, soft = (
        page.locator(selector).first.evaluate(f"one => getComputedStyle(one).{name}")
        for selector, name in ((".lead", "borderTopColor"), (".foot", "color"))
    )
    assert line == soft


LONGEST = "Payments with cards that were issued in the European Union fail at the last step in many shops now"


def test_the_longest_title_leaves_room_for_the_answer(
    address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    def named() -> dict[str, str]:
        return {path: text.replace(WORDS["en"][0], LONGEST) for path, text in one_open("en").items()}

    page = phone(address("longest", named))
    assert page.locator("h1").inner_text() == LONGEST
    assert max(bottom(page, ".next"), bottom(page, f"dd:has-text('{WORDS['en'][2]}')")) <= 500


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("width", [320, 390])
def test_text_twice_as_large_fits_the_screen(
    width: int, place: str, address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    size = {"width": width, "height": 844}
    page = phone(address("en", lambda: one_open("en")) + PLACES[place], viewport=size, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_forced_colours_keep_the_lines_between_incidents(
    address: Callable[..., str], phone: Callable[..., Page]
) -> None:
    page = phone(address("several", several_open), forced_colors="active")
    for selector, side in ((".lead", "Top"), (".folds .card", "Left")):
        width = page.locator(selector).first.evaluate(f"one => getComputedStyle(one).border{side}Width")
        assert width == "5px"
    assert page.locator(".folds summary").first.evaluate(
        "one => getComputedStyle(one, '::after').borderTopStyle"
    ) == ("solid")

"""Every kind of page is for everyone: axe, the keyboard alone, narrow, zoomed, printed, right to left."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NOW = "2026-11-21T14:46:00Z"
SMALL = Path(__file__).parent / "small"
OPEN = "incidents/2026-11-21-checkout-errors/"
KINDS = {
    "home": "",
    "open incident": OPEN,
    "closed incident": "incidents/2026-11-20-slow-search/",
    "withdrawn incident": "incidents/2026-10-30-false-alarm/",
    "planned maintenance": "incidents/2026-11-22-new-database/",
    "post-mortem": "incidents/2026-11-20-slow-search/postmortem/",
    "post-mortems": "postmortems/",
    "history": "history/",
    "month": "history/2026-11/",
    "maintenance": "maintenance/",
    "component": "components/search/",
    "missing page": "404.html",
    "unavailable": "unavailable.html",
    "strip to frame": "embed/",
    "strip of a component": "embed/?component=search",
    "prose": "subscribe/",
    "prose with everything": "deep/guide/",
}
LONG = "Zahlungsdienstleistungsschnittstellenverbindungsabbrüche"
TITLE = f"{LONG} at checkout, in the shop, in the app and elsewhere"
WIDE = (
    "| "
    + " | ".join(f"Region {place}" for place in range(12))
    + " |\n"
    + "|---" * 12
    + "|\n"
    + "| 12,345 " * 12
)
BODY = f"""We see `{"x" * 160}` and {LONG}, at https://example.org/{"a" * 120}.

{WIDE}|

```
{"a long line of code " * 12}
```

> Somebody said so.

1. First
    1. Second
"""


def rough(language: str) -> Mapping[str, str]:
    """A site with everything too long, too wide and too many."""
    components = "".join(
        f"            - {{id: c{place}, name: {LONG if place % 7 == 3 else f'Component {place}'}}}\n"
        for place in range(20)
    )
    folder = "incidents/2026-11/2026-11-21-everything/"
    return {
        "mkdocs.yml": f"""site_name: The status of everything that we run everywhere
site_url: https://status.example.com/
plugins:
  - outspoken:
      language: {language}
      mail_list: https://lists.example.com/outages
      components:
        - group: {LONG}
          components:
{components}      support:
        - {{kind: chat, label: Chat, value: "https://help.example.com/{"long/" * 20}"}}
""",
        f"{folder}incident.md": f"""---
title: {TITLE}
impact: critical
components: {{c3: major_outage, c4: partial_outage, c5: degraded_performance}}
started: 2026-11-21T12:00Z
affected: {LONG} everywhere
symptoms: {{signing_in: {LONG}, signed_in: Nothing works}}
workaround: Open https://example.org/{"b" * 90}
worst_case: 4h
---
{BODY}
""",
        f"{folder}updates/20261121T121000Z-investigating.md": f"""---
status: investigating
at: 2026-11-21T12:10Z
next_update: 20m
---
{BODY}
""",
        f"{folder}postmortem.md": f"""---
published: 2026-11-21T14:00Z
actions:
  - {{what: {LONG} {LONG}, owner: Kim, due: 2026-11-01}}
  - {{what: Write it down, owner: {LONG}, due: 2026-11-01, done: 2026-11-20}}
---
## What happened

{BODY}
""",
    }


ROUGH = ("", "incidents/2026-11-21-everything/", "incidents/2026-11-21-everything/postmortem/", "history/")
ROUGH += (
    "components/c3/",
    "postmortems/",
    "maintenance/",
    "unavailable.html",
    "embed/",
    "embed/?component=c3",
)


@pytest.fixture(scope="module")
def calm(build_site: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site on a day on which nothing is open, planned or published."""
    above = tmp_path_factory.mktemp("calm")
    root = shutil.copytree(SMALL, above / "repository", ignore=shutil.ignore_patterns("2026-11"))
    return build_site(root, above / "site", "--no-prose", now="2026-11-05T12:00:00Z")


@pytest.fixture(scope="module")
def sites(
    served: str, calm: Path, site_of: Callable[..., Path], serve: Callable[..., str]
) -> Mapping[str, str]:
    """URLs by name."""
    return {
        "small": served,
        "calm": serve(calm),
        "rough": serve(site_of(rough("en"))),
        "arabic": serve(site_of(rough("ar"))),
    }


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    """One tab for all of these tests, at the instant of the build."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce")
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    yield page
    context.close()


def looked_at(
    screen: Page, url: str, width: int = 1280, scheme: Any = "light", colours: Any = "none"
) -> Page:
    screen.set_viewport_size({"width": width, "height": 900})
    screen.emulate_media(media="screen", color_scheme=scheme, forced_colors=colours)
    if screen.url != url:
        screen.goto(url)
    screen.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return screen


RULES = {"target-size": {"enabled": True}}
COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, only: object = None) -> list[str]:
    """What axe has to say, in short: by default every rule, best practices and target size too."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], "rules": {} if only else RULES}
    options |= {"runOnly": only} if only else {}
    # The theme's own button for copying code lies in a nameless landmark of its own making.
    run = "options => axe.run({exclude: ['.md-code__nav']}, options).then(found => found.violations)"
    found = page.evaluate(run, options)
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def faults(screen: Page, url: str) -> list[str]:
    """All rules on a desk and a narrow phone, those about colour in the dark and in forced colours."""
    found = violations(looked_at(screen, url))
    found += violations(looked_at(screen, url, width=320))
    found += violations(looked_at(screen, url, scheme="dark"), COLOUR)
    found += violations(looked_at(screen, url, scheme="dark", width=320), COLOUR)
    return found + violations(looked_at(screen, url, colours="active"), COLOUR)


def overflow(screen: Page, url: str, width: int) -> str:
    """What sticks out to the side, if anything does."""
    return str(
        looked_at(screen, url, width=width).evaluate(
            """() => {
              const most = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= most) return "";
              const wide = [...document.body.querySelectorAll("*")].filter((each) => {
                const box = each.getBoundingClientRect();
                const sticks = box.width && (box.right > most + 1 || box.left < -1);
                return sticks && !each.closest(".skip,pre,table");
              });
              return wide.map((each) => each.outerHTML.slice(0, 90)).join("\\n") || "something";
            }"""
        )
    )


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(kind: str, sites: Mapping[str, str], screen: Page) -> None:
    assert faults(screen, sites["small"] + KINDS[kind]) == []


@pytest.mark.parametrize("path", ["", "maintenance/", "postmortems/", "unavailable.html", "embed/"])
def test_axe_finds_nothing_on_a_calm_day(path: str, sites: Mapping[str, str], screen: Page) -> None:
    assert faults(screen, sites["calm"] + path) == []


@pytest.mark.parametrize("path", ROUGH)
@pytest.mark.parametrize("site", ["rough", "arabic"])
def test_axe_finds_nothing_where_all_is_too_long(
    site: str, path: str, sites: Mapping[str, str], screen: Page
) -> None:
    assert violations(looked_at(screen, sites[site] + path)) == []
    assert violations(looked_at(screen, sites[site] + path, width=320)) == []


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_scrolls_sideways_on_a_small_phone_or_zoomed_twice(
    kind: str, width: int, sites: Mapping[str, str], screen: Page
) -> None:
    assert overflow(screen, sites["small"] + KINDS[kind], width) == ""


@pytest.mark.parametrize("path", ROUGH)
@pytest.mark.parametrize("site", ["rough", "arabic"])
def test_nothing_scrolls_sideways_where_all_is_too_long(
    site: str, path: str, sites: Mapping[str, str], screen: Page
) -> None:
    assert overflow(screen, sites[site] + path, 320) == ""
    assert overflow(screen, sites[site] + path, 1280) == ""


def test_arabic_begins_on_the_right(sites: Mapping[str, str], screen: Page) -> None:
    page = looked_at(screen, sites["arabic"])
    assert page.locator("html").get_attribute("dir") == "rtl"
    edge = "each => each.getBoundingClientRect().right"
    assert page.locator(".top .home").evaluate(edge) == page.locator(".lead").first.evaluate(edge)


MIXED = {
    "rtl": ("ar", "Payments (v2) fail!", "Cards (v2) are refused!", "Web (v2)!"),
    "ltr": ("en", "تعطل الدفع (v2)!", "رفض البطاقات (v2)!", "الموقع (v2)!"),
}


@pytest.mark.parametrize("direction", MIXED)
def test_words_run_in_the_direction_of_their_own_script(
    direction: str,
    site_of: Callable[..., Path],
    serve: Callable[..., str],
    screen: Page,
) -> None:
    language, title, body, name = MIXED[direction]
    folder = "incidents/2026-11/2026-11-21-mixed"
    url = serve(
        site_of(
            {
                "mkdocs.yml": f"""site_name: Status
site_url: https://status.example.com/
theme: {{name: material, font: false}}
plugins:
  - outspoken:
      language: {language}
      components: [{{id: web, name: "{name}"}}]
""",
                "site_src/index.md": "# Status\n",
                f"{folder}/incident.md": f"""---
title: "{title}"
impact: major
components: {{web: partial_outage}}
started: 2026-11-21T14:00Z
affected: "{body}"
---
{body}
""",
                f"{folder}/updates/20261121T140500Z-investigating.md": f"""---
status: investigating
at: 2026-11-21T14:05Z
---
{body}

- {body}
""",
            }
        )
    )
    for path in ("", "incidents/2026-11-21-mixed/", "components/web/", "history/", "unavailable.html"):
        page = looked_at(screen, url + path)
        assert page.locator("html").get_attribute("dir") == direction
        for words in {title, body, name} & set(page.evaluate(_OWN_TEXTS)):
            ends = page.evaluate(_ENDS, words)
            is_leftward = words[0] > "z"
            # The sign after the text is at its end, in both directions of writing.
            assert ends and all((end < start) is is_leftward for start, end in ends), (path, words)


_OWN_TEXTS = """() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode.data.trim());
  return found;
}"""
_ENDS = """(words) => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, at = node.data.indexOf(words);
    if (node.data.trim() !== words) continue;
    const left = (place) => {
      const range = document.createRange();
      range.setStart(node, place);
      range.setEnd(node, place + 1);
      return range.getBoundingClientRect();
    };
    const first = left(at), last = left(at + words.length - 1);
    if (first.width && last.width && first.top === last.top) found.push([first.left, last.left]);
  }
  return found;
}"""


def tab_to(page: Page, most: int = 60) -> Iterator[str]:
    """The words of what has focus, one press of Tab after the other."""
    for _ in range(most):
        page.keyboard.press("Tab")
        yield page.evaluate("document.activeElement.innerText ?? ''").split("\n")[0]


def test_the_first_tab_skips_to_the_content(sites: Mapping[str, str], screen: Page) -> None:
    screen.goto(sites["small"])
    page = looked_at(screen, sites["small"])
    assert next(tab_to(page)) == "Skip to content"
    assert page.locator(".skip").evaluate("skip => skip.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_every_link_is_reached_in_the_order_it_is_read_and_shows_its_focus(
    sites: Mapping[str, str], screen: Page
) -> None:
    screen.goto(sites["small"])
    page = looked_at(screen, sites["small"], width=390)
    order, page_order = [], "main a, main summary, main [role=slider], header a"
    expected = page.locator(page_order).filter(visible=True).count()
    for _ in tab_to(page, most=expected + 1):
        # The links of a day are beside the bar that they belong to.
        if not page.evaluate("!!document.activeElement.closest('.tip')"):
            order.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        style = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(style.removesuffix("px")) >= 2
    assert order == sorted(order)


def test_bad_days_open_and_close_by_keyboard(sites: Mapping[str, str], screen: Page) -> None:
    screen.goto(sites["small"])
    page = looked_at(screen, sites["small"])
    details = page.locator("details.bad").first
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    assert details.locator("li").first.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('details[open]')")
    details.locator("summary").focus()
    page.keyboard.press("Space")
    assert details.locator("li").first.is_hidden()


def test_nothing_moves_for_who_wants_no_motion(sites: Mapping[str, str], screen: Page) -> None:
    page = looked_at(screen, sites["small"])
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", OPEN])
def test_print_is_dark_on_white_without_what_only_a_screen_needs(
    path: str, scheme: str, sites: Mapping[str, str], screen: Page
) -> None:
    page = looked_at(screen, sites["small"] + path)
    page.emulate_media(media="print", color_scheme=scheme)
    assert page.locator(".top nav a").first.is_hidden()
    assert page.locator(".noprint").filter(visible=True).count() == 0
    assert page.locator("h1").filter(visible=True).count() == 1
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert background == "rgb(255, 255, 255)"
    for selector in ("h1", ".body p", ".tag"):
        colour = (
            page.locator(selector)
            .filter(visible=True)
            .first.evaluate("each => getComputedStyle(each).color.match(/\\d+/g).map(Number)")
        )
        assert sum(colour[:3]) < 380, selector


def test_forced_colours_keep_the_shape_beside_every_word(sites: Mapping[str, str], screen: Page) -> None:
    page = looked_at(screen, sites["small"], colours="active")
    icons = page.locator(".tag svg, .st svg").filter(visible=True)
    assert icons.count() >= 5
    assert page.locator(".card").first.evaluate("card => getComputedStyle(card).borderTopStyle") == "solid"

"""A prose page loads the theme's script only if it can use it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from jinja2 import Environment

from outspoken.render.theme.theme_script import SCRIPT_NEED

CODE = "<pre><code>make site</code></pre>"
PLAIN = "<h1>Support</h1><p>Call us.</p>"
TEMPLATE = SCRIPT_NEED + "{{ outspoken_script }}"


def script_need(
    html: str, features: Sequence[str] | None = None, extra: Sequence[str] = (), scripts: Sequence[str] = ()
) -> str:
    """What a template of the engine finds out about a page; the rest is what its mkdocs.yml has."""
    config = {"theme": {"features": features}, "extra": extra, "extra_javascript": scripts}
    return Environment(autoescape=True).from_string(TEMPLATE).render(page={"content": html}, config=config)


@pytest.mark.parametrize(
    ("html", "features"),
    [
        (PLAIN, []),
        (PLAIN, ["content.code.copy", "content.tabs.link", "search.suggest"]),
        (CODE, ["content.tabs.link"]),
        ('<div class="admonition note"><p>Folds <details>without</details></p></div>', []),
        ('<div class="tabbed-set"><input type="radio"></div>', []),
    ],
)
def test_a_page_that_cannot_use_the_script_never_loads_it(html: str, features: list[str]) -> None:
    assert script_need(html, features) == ""


@pytest.mark.parametrize(
    ("html", "features"),
    [
        (CODE, ["content.code.copy"]),
        (CODE, ["content.code.annotate"]),
        ('<div class="tabbed-set"></div>', ["content.tabs.link"]),
        ('<p><abbr title="one">1</abbr></p>', ["content.tooltips"]),
        ('<ol class="annotate">', []),
        (PLAIN, ["navigation.top"]),
    ],
)
def test_what_can_be_read_without_the_script_waits_for_the_readers_first_move(
    html: str, features: list[str]
) -> None:
    assert script_need(html, features) == "when used"


@pytest.mark.parametrize(
    ("html", "extra", "scripts"),
    [
        ('<pre class="mermaid"><code>graph</code></pre>', [], []),
        (PLAIN, ["consent"], []),
        (PLAIN, [], ["own.js"]),
    ],
)
def test_what_the_script_draws_or_other_scripts_build_upon_is_there_at_once(
    html: str, extra: list[str], scripts: list[str]
) -> None:
    assert script_need(html, None, extra, scripts) == "at once"

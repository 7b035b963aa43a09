"""A prose page loads the theme's script only if it can use it."""

from __future__ import annotations

import pytest

from outspoken.render.theme.theme_script import ScriptNeed, script_need

CODE = "<pre><code>make site</code></pre>"
PLAIN = "<h1>Support</h1><p>Call us.</p>"


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
    assert script_need(html, features) is None


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
    assert script_need(html, features) is ScriptNeed.WHEN_USED


@pytest.mark.parametrize(
    ("html", "extra", "has_own"),
    [
        ('<pre class="mermaid"><code>graph</code></pre>', [], False),
        (PLAIN, ["consent"], False),
        (PLAIN, [], True),
    ],
)
def test_what_the_script_draws_or_other_scripts_build_upon_is_there_at_once(
    html: str, extra: list[str], has_own: bool
) -> None:
    assert script_need(html, [], extra, has_own_scripts=has_own) is ScriptNeed.AT_ONCE

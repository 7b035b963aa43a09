"""A page of prose lists what can be followed, and shows the badge, where it has a place for it."""

from __future__ import annotations

from datetime import date

from outspoken.errors import Problem
from outspoken.model.component import Component, ComponentGroup
from outspoken.model.settings import Settings
from outspoken.render.pages.prose_placeholders import ProsePlaceholders

SETTINGS = Settings(
    site_name="Example [status]",
    url="https://status.example.com/",
    host="status.example.com",
    components=(
        Component(id="cart", name="Cart | *basket*", group="Shop"),
        Component(id="ftp", name="FTP", group="Shop", retired=date(2026, 1, 1)),
        Component(id="login", name="Log-in"),
    ),
    named_groups=(ComponentGroup(id="storefront", name="Shop"),),
)


def filled(text: str, path: str = "site_src/subscribe.md") -> str:
    found: list[Problem] = []
    made = ProsePlaceholders(settings=SETTINGS).filled(text, path, found)
    assert found == []
    return made


def links(folder: str) -> str:
    """The three links of a line."""
    return (
        f"[Atom]({folder}updates.atom), [RSS]({folder}updates.rss), "
        f"[Maintenance calendar]({folder}calendar.ics)"
    )


def test_feeds_are_listed_by_group_without_what_is_retired() -> None:
    lines = filled("<!-- outspoken: feeds -->").strip().splitlines()
    assert lines[:3] == [
        f"- **Shop**: {links('groups/storefront/')}",
        rf"    - Cart \| \*basket\*: {links('components/cart/')}",
        f"- Log-in: {links('components/login/')}",
    ]


def test_links_are_right_from_a_page_in_a_folder() -> None:
    deep = filled("<!-- outspoken: feeds -->\n\n<!-- outspoken: badge -->", "site_src/help/us/subscribe.md")
    assert links("../../groups/storefront/") in deep
    assert "![Example \\[status\\]](../../badge.svg)" in deep


def test_the_badge_is_shown_with_its_markdown() -> None:
    site = "https://status.example.com/"
    assert f"```markdown\n[![Example \\[status\\]]({site}badge.svg)]({site})\n```" in filled(
        "<!-- outspoken: badge -->"
    )

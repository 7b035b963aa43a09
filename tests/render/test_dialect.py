"""Markdown as the git host shows it: comments are gone, footnotes, alerts and emoji are there."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.render.messages.plain_text import plain, plain_words
from outspoken.render.text.find_comments import without_comments
from outspoken.render.text.markdown import render_markdown

SECRET = "kim-said"


@pytest.mark.parametrize(
    "text",
    [
        f"We <!-- {SECRET} --> are on it.",
        f"<!-- {SECRET} -->\n\nWe are on it.",
        f"<!--\n{SECRET}\n\n{SECRET}\n-->\n\nWe are on it.",
        f"We <!-- {SECRET}\n\n{SECRET} --> are on it.",
        f"- We\n  <!-- {SECRET}\n  {SECRET} -->\n- are on it.",
        f"> We\n> <!-- {SECRET} -->\n> are on it.",
        f"We are on it. <!-- {SECRET}",
        f"We are on it. <!-- {SECRET} *{SECRET}* [a](https://{SECRET}.example)",
        f"We are on it.\n\n<!-- {SECRET}\n\n{SECRET}",
        f"| We | are <!-- {SECRET} --> |\n|---|---|\n| on <!-- {SECRET} | {SECRET} --> | it. |",
        f"We are[^1] on it.\n\n[^1]: Note <!-- {SECRET} -->",
        f"[We <!-- {SECRET} -->](https://a.example) are on it.",
        f"`We` <!-- `{SECRET}` --> are on it.",
        f"## We <!-- {SECRET} -->\n\nare on it.",
        f"We are on it. <!-- {SECRET} -- > --> <!-- {SECRET} -->",
        ">" * 200 + f" We are on it. <!-- {SECRET} -->",
    ],
)
def test_a_comment_is_never_published(text: str) -> None:
    for shown in (str(render_markdown(text)), plain_words(text), plain(text), without_comments(text)):
        assert SECRET not in shown
        assert "We" in shown


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- told -->`",
        "```\n<!-- told -->\n```",
        "    <!-- told -->",
        r"\<!-- told -->",
        "&lt;!-- told --&gt;",
    ],
)
def test_a_comment_in_code_is_text(text: str) -> None:
    assert plain(text) == "<!-- told -->"
    assert without_comments(text) == text


@settings(max_examples=200, deadline=None)
@given(
    before=st.text("ab \n*->|_\\[](", max_size=20),
    inside=st.text("ab \n*>|_[]()&<", max_size=20),
    after=st.text("ab \n*->|_", max_size=20),
)
def test_a_comment_is_not_published_whatever_is_around_it(before: str, inside: str, after: str) -> None:
    text = f"{before}\n\n<!-- {SECRET} {inside} {SECRET} -->\n\n{after}"
    if without_comments(text) != text:
        assert SECRET not in str(render_markdown(text))


def test_text_around_a_comment_stays_as_the_host_shows_it() -> None:
    tight = "<ul>\n<li>a\n\n</li>\n<li>b</li>\n</ul>\n"
    assert render_markdown("- a\n  <!-- x -->\n- b") == tight
    assert render_markdown("a\n<!-- x -->\nb") == "<p>a</p>\n\n<p>b</p>\n"


def test_a_footnote_is_a_number_and_a_list_without_ids_that_another_update_may_have() -> None:
    html = str(render_markdown("Cards[^1] fail.\n\n[^1]: Those *issued* in the EU."))
    assert "<p>Cards<sup>1</sup> fail.</p>" in html
    assert "Those <em>issued</em> in the EU." in html
    assert "id=" not in html and "href=" not in html


@pytest.mark.parametrize(
    "written",
    ["https://a.example", "www.a.example", "kim@a.example", "kim&#64;a.example", "kim&commat;a.example"],
)
def test_an_address_without_markup_is_a_link(written: str) -> None:
    assert '<a href="' in render_markdown(f"See {written} for more.")


def test_an_alert_is_a_quote_with_its_name() -> None:
    html = render_markdown("> [!WARNING]\n> Do not pay twice.")
    assert html == "<blockquote>\n<p><strong>Warning</strong></p>\n<p>Do not pay twice.</p>\n</blockquote>\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It works :tada:", "It works 🎉"),
        ("`:tada:` :nothing-of-that-name:", ":tada: :nothing-of-that-name:"),
        ("From 10:30:00 to 11:b:c", "From 10:30:00 to 11:b:c"),
    ],
)
def test_an_emoji_by_its_name_is_shown(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_summary_keeps_the_items_of_a_list_apart() -> None:
    assert plain("We tried:\n\n- a restart\n- a rollback") == "We tried: • a restart • a rollback"
    assert plain("1. a\n2. b") == "1. a 2. b"
    assert plain("| a | b |\n|---|---|\n| 1 | 2 |") == "a | b 1 | 2"


def test_a_relative_link_leads_to_the_same_place_from_every_page() -> None:
    link = "[a](../2026-01-01-other/) [b](#later) [c](../../components/api/)"
    feed = str(render_markdown(link, base="https://a.example/shop/incidents/one/"))
    for address in (
        "https://a.example/shop/incidents/2026-01-01-other/",
        "https://a.example/shop/incidents/one/#later",
        "https://a.example/shop/components/api/",
    ):
        assert f'href="{address}"' in feed
    report = str(render_markdown(link, base="../"))
    for address in ("../../2026-01-01-other/", "../#later", "../../../components/api/"):
        assert f'href="{address}"' in report


def test_words_from_right_to_left_have_their_own_direction() -> None:
    html = str(render_markdown("Payments fail.\n\nفشل الدفع (v2)\n\n- بند"))
    assert html.count('dir="auto"') == 3
    assert "dir=" not in render_markdown("Payments fail.\n\n決済")


def test_an_address_ends_where_the_text_goes_on_without_a_space() -> None:
    html = str(render_markdown("詳しくは https://a.example/東京。次の文 (https://a.example/b)。"))
    assert ">https://a.example/東京</a>。次の文" in html
    assert 'href="https://a.example/b"' in html


@pytest.mark.parametrize("mark", ["\u060c", "\u061f", "\u0964"])
def test_an_address_ends_before_the_punctuation_of_other_scripts(mark: str) -> None:
    html = str(render_markdown(f"x https://a.example/\u0631{mark}b_(c){mark} y"))
    assert f">https://a.example/\u0631{mark}b_(c)</a>{mark} y" in html
    assert f'href="https://a.example/%D8%B1{quote(mark)}b_(c)"' in html


def test_a_summary_leaves_emphasis_and_links_within_a_word() -> None:
    assert plain("(**x**) re**start**ed, [a](/b)[c](/d): `e`") == "(x) restarted, ac: e"
    assert plain("这是**重要**的") == "这是重要的"


def test_a_summary_keeps_the_spaces_that_its_author_wrote() -> None:
    assert plain("Attention : le paiement échoue !") == "Attention : le paiement échoue !"

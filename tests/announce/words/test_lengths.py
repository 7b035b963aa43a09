"""A text is as long as its channel says, and shortened without losing its link."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.announce.words.shorten import fit
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.text.lengths import graphemes, utf16, weighted, with_short_links
from outspoken.channels.text.sms import is_gsm, segments, simplified

LINK = "https://status.example.com/incidents/2026-11-21-checkout-errors/#20261121T140500Z-investigating"
PAGE = "https://status.example.com/"
FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Checkout", 8),
        ("né", 2),
        ("ne\u0301", 2),
        ("障害", 4),
        ("“quoted” \u2013 well…", 17),
        (FAMILY, 2),
        ("🇩🇪", 2),
        ("1\ufe0f\u20e3", 2),
        ("@\u200bhere", 6),
        (LINK, 23),
        (f"See {LINK}", 27),
        ("https://a.eu", 23),
        ("http://localhost/" + "x" * 20, 37),
        ("status.example.com", 23),
        ("kim@example.com", 15),
    ],
)
def test_x_weighs_a_text_by_its_published_table(text: str, weight: int) -> None:
    assert weighted(text) == weight


@pytest.mark.parametrize(
    ("text", "count"), [(FAMILY, 1), ("né", 2), ("ne\u0301", 2), ("한국", 2), ("a\r\nb", 3)]
)
def test_bluesky_counts_what_people_see(text: str, count: int) -> None:
    assert graphemes(text) == count


def test_bluesky_also_counts_bytes() -> None:
    figure = all_kinds()["bluesky"].scale.measure(FAMILY * 150)
    assert (figure.unit, figure.fits) == ("bytes", False)


def test_mastodon_counts_an_address_as_23() -> None:
    assert with_short_links(f"{FAMILY} {LINK}") == 25


def test_chats_count_utf_16() -> None:
    assert utf16("a👨") == 3


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # A sign of two places moves to the next message rather than being divided.
        ("a" * 152 + "€" + "a" * 152, 3),
        ("障" * 70, 1),
        ("障" * 71, 2),
        ("障" * 134, 2),
        ("👨" * 35, 1),
        ("👨" * 36, 2),
    ],
)
def test_a_text_message_is_counted_in_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_typography_does_not_cost_a_text_message_its_alphabet() -> None:
    assert simplified("“Payment failed” \u2013 it\u2019s us…\u00a0•") == '"Payment failed" - it\'s us... -'


def test_what_needs_its_letters_keeps_its_typography() -> None:
    assert simplified("障害 \u2013 “x”") == "障害 \u2013 “x”"


FORTY = "Payments fail. We are looking into it now. "


def test_a_text_is_cut_behind_a_sentence() -> None:
    cut = fit(FORTY * 10 + LINK, all_kinds()["x"].scale, LINK)
    assert cut == (FORTY * 5 + "Payments fail.") + f"\n{LINK}"


def test_a_text_of_one_long_sentence_is_cut_behind_a_word() -> None:
    cut = fit("word " * 100 + LINK, all_kinds()["x"].scale, LINK)
    assert cut.startswith("word word") and cut.endswith(f"word…\n{LINK}")


def test_a_text_without_spaces_is_cut_behind_a_character() -> None:
    cut = fit("障害" * 200, all_kinds()["x"].scale, LINK)
    assert cut == "障害" * 63 + "障" + f"…\n{LINK}"
    assert weighted(cut) == 280


def test_japanese_is_cut_behind_a_sentence() -> None:
    cut = fit("決済に失敗します。" * 30, all_kinds()["x"].scale, LINK)
    assert cut.endswith(f"します。\n{LINK}")


def test_no_address_within_is_cut_in_two() -> None:
    text = "x" * 200 + " https://example.com/" + "y" * 300
    cut = fit(text, all_kinds()["mastodon"].scale, LINK)
    assert cut in {text, f"{'x' * 200}…\n{LINK}"}


def test_if_not_even_the_link_fits_a_shorter_one_is_used() -> None:
    endless = PAGE + "x" * 400
    assert fit(f"Hello {endless}", all_kinds()["bluesky"].scale, endless, [PAGE]).endswith(f"\n{PAGE}")


PIECES = st.sampled_from(
    [
        "word ",
        "A sentence. ",
        "障害です。",
        FAMILY,
        "é",
        "e\u0301",
        "€",
        "\n",
        "…",
        "a.b ",
        "Node.js",
        PAGE,
        "@",
        "x" * 60,
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=120).map("".join)
KINDS = sorted(name for name, kind in all_kinds().items() if kind.scale.limit)


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, kind=st.sampled_from(KINDS))
def test_a_text_is_never_too_long_and_its_link_is_whole(text: str, kind: str) -> None:
    scale = all_kinds()[kind].scale
    cut = fit(f"{text}\n{LINK}", scale, LINK, [PAGE])
    assert scale.fits(cut)
    assert LINK in cut


@settings(max_examples=40, deadline=None)
@given(text=TEXTS, kind=st.sampled_from(KINDS))
def test_what_fits_is_left_alone(text: str, kind: str) -> None:
    scale = all_kinds()[kind].scale
    if scale.fits(text):
        assert fit(text, scale, LINK) == text


@settings(max_examples=60, deadline=None)
@given(text=TEXTS)
def test_simplifying_never_costs_segments(text: str) -> None:
    plain = simplified(text)
    assert plain == text or is_gsm(plain)
    assert segments(plain) <= max(segments(text), len(plain) // 153 + 1)

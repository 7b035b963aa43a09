"""Where the addresses in a text end, on every channel that looks for them."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.announce.words.shorten import cut
from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.senders.bluesky_sender import facets
from outspoken.channels.text.mentions import without_markup, without_mentions
from outspoken.channels.text.plain_links import addresses, with_safe_end

WIKI = "https://en.example/wiki/Latency_(engineering)"


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in addresses(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"See {WIKI}.", [WIKI]),
        (f"(see {WIKI})", [WIKI]),
        (f"({WIKI}), and", [WIKI]),
        ("https://a.example/list[1]", ["https://a.example/list[1]"]),
        ("[https://a.example/b]", ["https://a.example/b"]),
        ("https://a.example/b?!", ["https://a.example/b"]),
        ("“https://a.example/b”", ["https://a.example/b"]),
        ("'https://a.example/b'", ["https://a.example/b"]),
        ("<https://a.example/b>", ["https://a.example/b"]),
        ("「https://a.example/b」を見る", ["https://a.example/b"]),
        ("https://a.example/東京、https://a.example/c。", ["https://a.example/東京", "https://a.example/c"]),
        ("https://a.example/b…", ["https://a.example/b"]),
        (f"{WIKI}\u060c \u0634", [WIKI]),
        ("https://a.example/b\u061f", ["https://a.example/b"]),
        ("https://a.example/\u0631\u060c_\u0633", ["https://a.example/\u0631\u060c_\u0633"]),
        ("https://a.example/b\u0964", ["https://a.example/b"]),
        ("**https://a.example/b**", ["https://a.example/b"]),
        ("HTTPS://A.example/b/, then", ["HTTPS://A.example/b/"]),
        ("https://a.example/?b=(c)&d=e;", ["https://a.example/?b=(c)&d=e"]),
        ("https:// and http", []),
    ],
)
def test_an_address_ends_with_its_own_brackets_and_no_punctuation(text: str, links: list[str]) -> None:
    assert found(text) == links


def test_a_link_on_bluesky_keeps_its_bracket_behind_emoji_and_han() -> None:
    text = f"🔥決済 ({WIKI}) 👍🏽 https://a.example/b[1]"
    places = [(facet["index"], facet["features"][0]["uri"]) for facet in facets(text)]
    assert [uri for _, uri in places] == [WIKI, "https://a.example/b[1]"]
    for place, uri in places:
        assert text.encode()[place["byteStart"] : place["byteEnd"]].decode() == uri


def test_discord_gets_the_end_of_an_address_with_a_bracket() -> None:
    assert without_markup(f"*See* {WIKI}.") == rf"\*See\* <{WIKI}>."
    assert without_markup("https://a.example/b_c_d*") == r"https://a.example/b_c_d\*"
    assert without_markup("https://a.example\n# a") == "https://a.example\n\\# a"


@pytest.mark.parametrize(
    "kind",
    [
        "x",
        "mastodon",
        "slack_bot",
        "slack_webhook",
        "twilio_sms",
    ],
)
def test_networks_that_end_an_address_at_a_bracket_get_it_spelt(kind: str) -> None:
    text = "[1] https://a.example/b[1]. https://[::1]/c"
    assert all_kinds()[kind].scale.ready(text) == "[1] https://a.example/b%5B1%5D. https://[::1]/c"


def test_an_at_sign_in_an_address_stays() -> None:
    text = "https://a.example/?to=!@kim and @kim"
    assert without_mentions(text) == "https://a.example/?to=!@kim and @\u200bkim"


def test_no_address_is_cut_in_its_brackets() -> None:
    text = f"Read about it: {WIKI} tells more."
    for size in range(len(text)):
        shortened = cut(text, lambda part, size=size: len(part) <= size)  # type: ignore[misc]
        assert WIKI in shortened or "https" not in shortened


ADDRESS = st.text("ab/.,;:!?()[]{}'*_~%&=#-\u060c\u0964", min_size=1, max_size=12).map(
    "https://a.example/".__add__
)


@settings(max_examples=300, deadline=None)
@given(ADDRESS)
def test_an_address_in_brackets_is_found_whole(address: str) -> None:
    spelt = with_safe_end(address)
    assert found(f"see it ({spelt}), please") == [spelt]
    assert unquote(spelt) == unquote(address)

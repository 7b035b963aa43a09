"""No one is mentioned by accident, and no text becomes markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outspoken.channels.all_kinds import all_kinds
from outspoken.channels.text.mentions import without_markup

APART = "@\u200b"


@pytest.mark.parametrize(
    ("text", "calm"),
    [
        ("<!channel> now", "channel now"),
        ("<!here|here>", "here"),
        ("<!subteam^S012|@support>", f"{APART}support"),
        ("<@U012AB3CD>", f"{APART}U012AB3CD"),
        ("<@!80351110224678912>", "@!80351110224678912"),
        ("<@&165511591545143296>", "@&165511591545143296"),
        ("<#C012|general>", "general"),
        ("<at>Kim Doe</at>", "Kim Doe"),
        ("@everyone, @here", f"{APART}everyone, {APART}here"),
        ("(@kim@social.example)", f"({APART}kim@social.example)"),
        ("write to help@example.com", "write to help@example.com"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("at 3 @ noon", "at 3 @ noon"),
    ],
)
def test_a_mention_is_words(text: str, calm: str) -> None:
    assert all_kinds()["discord_webhook"].without_mentions(text) == calm


def test_mail_keeps_what_was_written() -> None:
    assert all_kinds()["smtp"].without_mentions("<!channel> @here") == "<!channel> @here"


CALLS = re.compile(r"<[!@#][^<>|]*(?:\|[^<>]*)?>|(?<![\w.+/-])@(?:everyone|here|channel|kim)\b|<at>")
PARTS = st.sampled_from(
    ["<", ">", "!", "@", "here", "everyone", "kim", "channel", "|", "#", "at", "/", " ", "&", "U1"]
)


@settings(max_examples=200, deadline=None)
@given(text=st.lists(PARTS, max_size=14).map("".join))
@example(text="<<@>>")
@example(text="<<at>at>")
def test_no_arrangement_calls_anyone(text: str) -> None:
    assert not CALLS.search(all_kinds()["slack_bot"].without_mentions(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** _it_ `x` ~no~ |s|", r"\*\*bold\*\* \_it\_ \`x\` \~no\~ \|s\|"),
        ("https://x.example/a_b_c and a_b", r"https://x.example/a_b_c and a\_b"),
        ("# not a title", r"\# not a title"),
        ("- an item\n1. another", "- an item\n1. another"),
        ("[Resolved] x", "[Resolved] x"),
        ("[x](https://y.example)", r"[x\](https://y.example)"),
        ("> quote", r"\> quote"),
    ],
)
def test_discord_shows_the_signs_themselves(text: str, shown: str) -> None:
    assert without_markup(text) == shown

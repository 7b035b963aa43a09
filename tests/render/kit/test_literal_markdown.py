"""What people write in a fact is what is copied, whatever it looks like."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from outspoken.render.kit.literal_markdown import literal
from outspoken.render.messages.plain_text import plain_words

CHARACTERS = "ab 1.*_`[]()<>#-+=~&;|\\!$^:\"'/@{}%?,é"
LINES = (
    st.text(alphabet=st.sampled_from(CHARACTERS), min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_each_character_of_a_fact_stays_what_it_is(text: str) -> None:
    assert plain_words(literal(text)) == text
    assert plain_words(f"- Workaround: {literal(text)}") == f"- Workaround: {text}"


def test_an_address_stays_a_link() -> None:
    assert (
        literal("See https://x.example/a_b_*c* or *.example")
        == "See https://x.example/a_b_*c* or \\*.example"
    )

"""Updates that people wrote into one text."""

from __future__ import annotations

from datetime import UTC

import pytest

from outspoken.importers.old_text.dialects import Role
from outspoken.importers.old_text.split_messages import read_messages

FIRST, UPDATE, LAST = Role.OPENING, Role.UPDATE, Role.CLOSING


def roles(body: str) -> list[Role]:
    return [message.role for message in read_messages(body, UTC).entries]


@pytest.mark.parametrize(
    "line",
    [
        "[Initial Message]",
        "[initial message]",
        "[INITIAL]",
        "[Open Issue]",
        "[open]",
        "[Opening Incident]",
        "[Initial Message - Friday 22th]",
        "[Initial message] -->",
        "**Initial Message at 2021-06-08 09:35 UTC**",
    ],
)
def test_spellings_of_the_first_message(line: str) -> None:
    assert roles(f"[Final message]\nDone.\n\n{line}\nIt is down.") == [FIRST, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "[Final Message]",
        "[FINAL]",
        "[FINAL message]",
        "[Closing message]",
        "[CLOSING]",
        "[close issue]",
        "[Closing Maintenance]",
        "[End of outage message]",
        "[Final message]  ",
        "**The issue has been resolved**:",
        "Final message:",
    ],
)
def test_spellings_of_the_last_message(line: str) -> None:
    assert roles(f"{line}\nDone.\n\n[Initial message]\nIt is down.") == [FIRST, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "[Update]",
        "[edit]",
        "[Updated]",
        "[Update 3]",
        "[Update - 2023-03-29 15h50 UTC]",
        "[Update 11th of February 2022 - 19:00 UTC]",
        "[Edit - Monday 25th]",
        "**Update at 2021-06-08 11:20 UTC**",
        "### Update - 4th July",
    ],
)
def test_spellings_of_an_update(line: str) -> None:
    assert roles(f"{line}\nStill down.\n\n[Initial message]\nIt is down.") == [FIRST, UPDATE]


@pytest.mark.parametrize(
    "line",
    ["Update: it is up", "update: it is up", "_UPDATE #2_: it is up", "_Edit_: it is up", "EDIT: it is up"],
)
def test_updates_are_put_below_what_was_said_first(line: str) -> None:
    messages = read_messages(f"It is down.\n\n{line}", UTC).entries
    assert [message.text for message in messages] == ["It is down.", line]


@pytest.mark.parametrize(
    "line",
    [
        "[Update](https://example.org) is here",
        "[INFRA-3005](https://example.org)",
        "[update]: https://example.org",
        "- ~~gone~~\n  _Edit_: it is back",
        "Updates for the plugin are being installed.",
        "Resolved issues are listed here.",
        "```\n[Update]\n```",
        "<!-- [Closing message]\nhidden -->",
        "## Updates of the plugin site",
        "Note: it is slow",
    ],
)
def test_other_text_marks_nothing(line: str) -> None:
    assert roles(f"It is down.\n\n{line}") == [FIRST]


def test_a_closing_word_with_a_colon_closes() -> None:
    assert roles("It is down.\n\n**Resolved:** The fix is out.") == [FIRST, LAST]


def test_bare_times_between_rules_mark_updates() -> None:
    body = "2026-02-27 09:00:00 UTC\n\nIt works.\n\n---\n\n2026-02-26 08:00:00 UTC\n\nIt broke.\n"
    said = read_messages(body, UTC).entries
    assert [message.text.splitlines()[-1] for message in said] == ["It broke.", "It works."]
    assert [message.stamp.at.day for message in said if message.stamp] == [26, 27]


def test_track_shortcodes_stamp_their_paragraphs() -> None:
    body = (
        '*Monitoring* - It recovers. {{< track "2018-04-13 16:50:00" >}}\n\n'
        '*Investigating* - It is down. {{< track "2018-04-13 15:54:00" >}}\n'
    )
    said = read_messages(body, UTC).entries
    assert [message.text for message in said] == [
        "*Investigating* - It is down. *2018-04-13 15:54:00*",
        "*Monitoring* - It recovers. *2018-04-13 16:50:00*",
    ]
    assert [message.stamp.at.hour for message in said if message.stamp] == [15, 16]
    assert [message.status for message in said] == ["investigating", "monitoring"]


def test_a_resolution_in_bold_with_a_track_is_the_last_message() -> None:
    body = (
        '**The issue has been resolved**: all is well. {{< track "2021-12-20 12:00:00" >}}\n\n'
        '**Update**: we know why. {{< track "2021-12-20 11:00:00" >}}\n\nMail is down since this morning.\n'
    )
    assert roles(body) == [FIRST, UPDATE, LAST]


def test_text_above_the_newest_message_is_kept_apart() -> None:
    messages = read_messages("[NOTES](https://x.example)\n\n[Final]\nDone.\n\n[Initial]\nDown.", UTC)
    assert messages.preface == "[NOTES](https://x.example)"
    assert [message.role for message in messages.entries] == [FIRST, LAST]


def test_messages_written_oldest_first_stay_so() -> None:
    assert roles("[Initial Message]\n\nDown.\n\n[Final Message]\n\nUp.") == [FIRST, LAST]


def test_stamps_decide_the_order_before_anything_else() -> None:
    times = ("2021-06-08 07:37:00", "2021-06-07 16:37:00", "2021-06-07 12:37:00")
    words = ("Third.", "Second.", "First.")
    body = "\n\n".join(f"**{time}**\n\n{word}" for time, word in zip(times, words, strict=True))
    said = read_messages(body, UTC).entries
    assert [message.text.rpartition("\n")[2] for message in said] == ["First.", "Second.", "Third."]


def test_words_in_the_line_of_a_mark_belong_to_the_message() -> None:
    said = read_messages("[Final message] It works again.\n\n[Initial message]\nDown.", UTC).entries
    assert said[-1].text == "**Final message** It works again."

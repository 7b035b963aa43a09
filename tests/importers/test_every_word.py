"""Every word of an old text is in what is written, and no other."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from datetime import UTC
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.conftest import CONFIG, imported_from

from outspoken.importers.old_text.postmortems import cut_postmortem
from outspoken.importers.old_text.split_messages import read_messages
from outspoken.importers.old_text.text_lines import RULE

WORD = re.compile(r"\w+")
LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "---",
            "Words here.",
            "More of them",
            "- a list",
            "```",
            "> quoted",
            "[x]: https://x.example",
        ),
        *(
            "[Update]",
            "[Initial Message]",
            "[Final] done",
            "**Resolved**: up",
            "**Some label**",
            "*Monitoring* - hm",
        ),
        *(
            "2024-03-01 11:00 UTC",
            "11:30 UTC - said",
            "12:00 UTC",
            "**13:00**",
            "### Update",
            "### 2024-03-02",
            "**2024-03-01**",
            "### Else",
            "## Impact",
        ),
        *(
            'so {{< track "2024-03-01 10:30:00" >}}',
            '{{< track "2024-03-01 10:45:00" >}}',
            "## Timeline",
            "Update: x",
        ),
        *("<!-- hidden", "-->", "## Background", "1. first", "Resolved.", "10:00 - 12:00 UTC"),
    ]
)


@given(st.lists(LINES, max_size=14))
def test_no_word_is_lost_however_updates_are_written(lines: list[str]) -> None:
    body = "\n".join(lines)
    prose, postmortem = cut_postmortem(body, UTC)
    messages = read_messages(prose, UTC)
    kept = "\n".join((messages.preface, postmortem, *(message.text for message in messages.entries)))
    written = "\n".join(line for line in lines if not RULE.match(line)).replace("{{< track", "")
    assert not Counter(WORD.findall(written)) - Counter(WORD.findall(kept))
    assert not set(WORD.findall(kept)) - set(WORD.findall(body))


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, max_size=10), st.sampled_from(["", "pin: true", "author: Kim", "tags: [old, odd]"]))
def test_every_word_of_a_file_is_written_or_named(lines: list[str], field: str) -> None:
    head = f"title: Slow pages\ndate: 2024-03-01T10:00:00Z\nseverity: down\naffected: [Mail]\n{field}\n"
    body = "\n".join(line for line in lines if not RULE.match(line))
    with tempfile.TemporaryDirectory() as folder:
        issues = Path(folder) / "content" / "issues"
        issues.mkdir(parents=True)
        (issues.parent.parent / "config.yml").write_text(CONFIG, encoding="utf-8")
        (issues / "a.md").write_text(f"---\n{head}---\n\n{body}\n", encoding="utf-8")
        made = imported_from("cstate", folder, Path(folder) / "new")
    texts = [file.text for file in made.files if file.path.startswith("incidents/")]
    named = [f"{remark.about} {remark.detail}" for remark in made.remarks]
    kept = {word for text in (*texts, *named) for word in WORD.findall(text)}
    written = f"Slow pages {field} {body}".replace("{{< track", "")
    assert {word for word in WORD.findall(written) if word not in kept} == set()

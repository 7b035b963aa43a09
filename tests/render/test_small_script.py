"""Our scripts have short names, and a changed one works before it is made small again."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from outspoken.model.settings import Settings
from outspoken.render.language.language import Language
from outspoken.render.theme.small_script import MADE, signed, small
from outspoken.render.theme.theme import Theme

TEMPLATES = Path(__file__).parents[2] / "templates"


SETTINGS = Settings(
    site_name="Tom & Co",
    url="https://status.example.com/",
    host="status.example.com",
    components=(),
    zone=ZoneInfo("UTC"),
)


def theme(overrides: Path | None = None) -> Theme:
    return Theme(settings=SETTINGS, language=Language("en"), overrides=overrides)


@pytest.mark.parametrize(("names", "made"), MADE.items())
def test_what_is_shipped_was_made_from_the_scripts_as_they_are(names: tuple[str, ...], made: str) -> None:
    """If this fails, run `make scripts` and commit what it made."""
    assert (
        theme().scripts(*names) == (TEMPLATES / made).read_text(encoding="utf-8").partition("\n")[2].strip()
    )


def test_a_site_s_own_script_is_used_as_it_is(tmp_path: Path) -> None:
    own = tmp_path / "theme" / "live.js"
    own.parent.mkdir()
    own.write_text("// mine\nlet mine  = 1;\n", encoding="utf-8")
    assert theme(tmp_path).script.endswith("let mine=1;")


@pytest.mark.parametrize("made", ["", "let b=2;", signed("let c = 3;") + "let b=2;"])
def test_what_was_made_from_another_text_is_not_used(made: str) -> None:
    assert small("let a  = 1; // one", made).strip() == "let a=1;"

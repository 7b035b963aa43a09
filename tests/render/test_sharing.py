"""A link that is shared shows a picture, a title and an icon of the page's state."""

from __future__ import annotations

import io
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from tests.build_requests import build_request

from outspoken.model.vocabulary import Level
from outspoken.render.language.language import Language
from outspoken.render.sharing.draw_picture import drawn
from outspoken.render.sharing.share_picture import HEIGHT, WIDTH, SharePicture
from outspoken.site.build_site import build

SINCE = "Major incident · since Nov 21, 2026, 14:05 UTC"


def picture(title: str, line: str = SINCE, level: Level | None = Level.MAJOR) -> SharePicture:
    return SharePicture(name="share", site="Example", title=title, line=line, level=level)


def ink(data: bytes) -> int:
    """How many pixels are as dark as a headline."""
    image = Image.open(io.BytesIO(data)).convert("L")
    return sum(image.histogram()[:60])


def test_the_same_words_give_the_same_bytes() -> None:
    assert drawn(picture("Checkout fails")) == drawn(picture("Checkout fails"))
    assert drawn(picture("Checkout fails")) != drawn(picture("Checkout works"))


@pytest.mark.parametrize("level", [*Level, None])
def test_each_level_is_a_picture_of_its_own(level: Level | None) -> None:
    data = drawn(picture("Checkout", level=level))
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(data) < 30_000
    assert all(data != drawn(picture("Checkout", level=other)) for other in (*Level, None) if other != level)


@pytest.mark.parametrize("title", ["決済の障害", "تعطل الدفع", "Сбой оплаты", "Checkout 🔥"])
def test_a_title_in_letters_that_the_font_lacks_is_left_out(title: str) -> None:
    without = drawn(picture(title))
    assert ink(without) == 0
    assert ink(drawn(picture("Störung bei Zahlungen, „Échec“ ñ"))) > 1000
    assert without == drawn(picture("الدفع"))


@pytest.mark.parametrize("title", ["x" * 120, "word " * 24, "W" * 60 + " " + "i" * 59])
def test_a_long_title_stays_inside(title: str) -> None:
    image = Image.open(io.BytesIO(drawn(picture(title.strip())))).convert("L")
    edge = image.crop((WIDTH - 60, 20, WIDTH, HEIGHT)).getextrema()
    assert edge[0] == edge[1], "nothing reaches the right edge"


def test_a_picture_gets_another_address_when_it_shows_something_else() -> None:
    one, other = picture("Checkout fails"), picture("Checkout works")
    assert one.path == other.path
    assert one.address != other.address
    assert re.fullmatch(r"assets/outspoken/share\.png\?[0-9a-f]{8}", one.address)


@pytest.mark.parametrize(
    ("tag", "name"), [("en", "en_US"), ("de", "de_DE"), ("pt-BR", "pt_BR"), ("ja", "ja_JP")]
)
def test_a_language_is_named_with_its_country(tag: str, name: str) -> None:
    assert Language(tag).with_territory == name


def test_the_time_on_a_picture_has_its_zone_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list[str]()

    def record(picture: SharePicture) -> bytes:
        lines.append(picture.line)
        return b""

    monkeypatch.setattr("outspoken.render.sharing.draw_picture.drawn", record)
    small = Path(__file__).parents[1] / "browser" / "small"
    root = Path(shutil.copytree(small, tmp_path / "repository"))
    now = datetime(2026, 11, 21, 14, 40, tzinfo=UTC)
    request, reader = build_request(root=root, site_dir=tmp_path / "site", now=now, prose=False)
    build(request, reader)
    since = [line for line in lines if "since" in line]
    assert since
    assert all(re.search(r"since Nov \d+, 2026, \d\d:\d\d UTC$", line) for line in since)

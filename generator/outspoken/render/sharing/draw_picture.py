"""Draws the preview image of a link as a PNG: the same bytes for the same text, without a browser."""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from outspoken.model.vocabulary import Level
from outspoken.render.sharing.share_picture import HEIGHT, WIDTH, SharePicture

_PAPER, _INK, _SOFT = "#fbfaf6", "#1b1b18", "#5b594f"
_COLOURS = {
    Level.OPERATIONAL: "#23754a",
    Level.MAINTENANCE: "#2456a6",
    Level.MINOR: "#856000",
    Level.MAJOR: "#b0430c",
    Level.CRITICAL: "#b3201b",
}
_EDGE = 80
_TITLE_SIZES = (88, 76, 64, 54)
_MOST_LINES = 4
# Shapes are drawn this many times larger and scaled down, which makes their edges smooth.
_LARGER = 4
# Enough for one colour, its edges and grey text; the file then has a third of the size.
_SHADES = 32
_NO_CHARACTER = "\U0010ffff"


def drawn(picture: SharePicture) -> bytes:
    """The bytes of a PNG.

    Text without glyphs in the font is left out; colour and sign may then be all that is drawn.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    brush, colour = ImageDraw.Draw(image), _COLOURS[picture.level] if picture.level else _SOFT
    brush.rectangle((0, 0, WIDTH, 16), fill=colour)
    if picture.level:
        _sign(image, picture.level, colour)
    top = 190
    if _has_letters(picture.title):
        top = _title(brush, picture.title, top)
    if picture.line and _has_letters(picture.line):
        line = _lines(picture.line, _font("VeraBd", 36), 2)
        brush.multiline_text((_EDGE, top + 16), "\n".join(line), font=_font("VeraBd", 36), fill=colour)
    if picture.title != picture.site and _has_letters(picture.site):
        site = _lines(picture.site, _font("Vera", 34), 1)[0]
        brush.text((_EDGE, HEIGHT - 84), site, font=_font("Vera", 34), fill=_SOFT)
    return _png(image)


def _title(brush: ImageDraw.ImageDraw, title: str, top: int) -> int:
    """Draw the headline as large as it fits; returns the vertical position below it, in pixels."""
    size = next((size for size in _TITLE_SIZES if _fits(title, size)), _TITLE_SIZES[-1])
    lines = _lines(title, _font("VeraBd", size), _MOST_LINES)
    brush.multiline_text((_EDGE, top), "\n".join(lines), font=_font("VeraBd", size), fill=_INK, spacing=12)
    return top + len(lines) * (size + 16)


def _fits(title: str, size: int) -> bool:
    most = 2 if size > _TITLE_SIZES[1] else 3
    lines = _lines(title, _font("VeraBd", size), most)
    return not lines[-1].endswith("…")


def _lines(text: str, font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    """The text in lines of the picture's width, cut with an ellipsis after so many."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * _EDGE:
            lines.append(word)
        else:
            lines[-1] = longer
    cut = len(lines) > most
    # By identity: an earlier line may have the same words as the last one.
    return [_narrow(line, font, cut and line is lines[most - 1]) for line in lines[:most]]


def _narrow(line: str, font: ImageFont.FreeTypeFont, cut: bool) -> str:
    """The line, shortened with an ellipsis if it is wider than the picture, as a single word may be."""
    end = "…" if cut else ""
    while line and font.getlength(line + end) > WIDTH - 2 * _EDGE:
        line, end = line[:-1].rstrip(), "…"
    return line + end


def _sign(image: Image.Image, level: Level, colour: str) -> None:
    """Draw the sign of the level as on pages; its shape alone shows the level, without its colour."""
    size = 72 * _LARGER
    mask = Image.new("L", (size, size), 0)
    brush, unit = ImageDraw.Draw(mask), size / 16
    stroke = round(1.9 * unit)

    def at(*values: float) -> list[float]:
        return [value * unit for value in values]

    if level in {Level.MINOR, Level.MAJOR}:
        brush.polygon(at(8, 0.8, 16, 15, 0, 15), fill=255)
        brush.rectangle(at(7.1, 6, 8.9, 10.2), fill=0)
        brush.rectangle(at(7.1, 11.3, 8.9, 13.1), fill=0)
    else:
        brush.ellipse(at(0, 0, 15.9, 15.9), fill=255)
    if level is Level.OPERATIONAL:
        brush.line(at(4.2, 8.2, 6.8, 10.6, 11.8, 5.6), fill=0, width=stroke, joint="curve")
    elif level is Level.CRITICAL:
        brush.line(at(5, 5, 11, 11), fill=0, width=stroke)
        brush.line(at(11, 5, 5, 11), fill=0, width=stroke)
    elif level is Level.MAINTENANCE:
        brush.line(at(8, 3.5, 8, 8.6, 11.2, 10.4), fill=0, width=stroke, joint="curve")
    small = mask.resize((72, 72), Image.Resampling.LANCZOS)
    image.paste(Image.new("RGB", (72, 72), colour), (_EDGE, 84), small)


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    # The best compression takes five times as long, and saves a sixth.
    few = image.quantize(_SHADES, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(data, "PNG", compress_level=6)
    return data.getvalue()


def _has_letters(text: str) -> bool:
    return all(map(_has_letter, set(text) - {" "}))


@cache
def _has_letter(letter: str) -> bool:
    return _shape(letter) != _shape(_NO_CHARACTER)


def _shape(letter: str) -> tuple[tuple[int, int], bytes]:
    mask = _font("Vera", 34).getmask(letter)
    return mask.size, bytes(mask)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A font that a library ships, so that every machine has the same one; found without importing it."""
    spec = find_spec("reportlab")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("reportlab")
    # The basic layout engine: the default one needs libraqm, which a machine may lack.
    path = Path(spec.origin).parent / "fonts" / f"{name}.ttf"
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)

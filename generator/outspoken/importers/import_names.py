"""Creates ids from old names; the result depends only on the names."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from hashlib import sha256

from outspoken.source.format.ids import MAX_ID
from outspoken.source.format.slugs import slug
from outspoken.source.incidents.new_ids import free_name

# The same limits as in `check`, so that imported names pass it.
COMPONENT_LIMIT = 64
NAME_LIMIT = 80
TITLE_LIMIT = 120
KEY_LIMIT = 200
_DATE = re.compile(r"^\d{4}([-_. ])\d{1,2}\1\d{1,2}[-_. ]*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
# Removed, since they change the direction of the rest of a line: https://trojansource.codes
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def matching(name: str) -> str:
    """Return a key that is equal for names that differ only in case, accents or punctuation.

    The script is kept: names that only sound the same are different.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    # Only Latin accents are removed: in other scripts marks are letters, such as the vowels of Devanagari.
    kept = (sign for sign in plain if not "\u0300" <= sign <= "\u036f")
    spaced = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in kept)
    return "-".join(spaced.split()) or name


def incident_id(day: date, name: str, title: str, taken: set[str]) -> str:
    """Return `YYYY-MM-DD-words` from the start's day and the old file's name; adds it to `taken`."""
    # Old file names usually begin with the day, which is already in the id.
    words = slug(_DATE.sub("", name)) or slug(title) or "incident"
    return _free(f"{day:%Y-%m-%d}-{words}"[:MAX_ID].rstrip("-"), taken, MAX_ID)


def component_id(name: str, taken: set[str]) -> str:
    """Return an id for a component of this name; adds it to `taken`."""
    return _free((slug(name) or "component")[:COMPONENT_LIMIT].rstrip("-"), taken, COMPONENT_LIMIT)


def _free(first: str, taken: set[str], limit: int) -> str:
    name = free_name(first, taken.__contains__, limit)
    taken.add(name)
    return name


def permanent_key(key: str) -> str:
    """Return a source's id as the `key` of an incident: one line, its end a digest if it is long."""
    line = clean_line(key)
    if len(line) <= KEY_LIMIT:
        return line
    return f"{line[: KEY_LIMIT - 17]}-{sha256(key.encode()).hexdigest()[:16]}"


def clean_title(words: str) -> str:
    """Return one line of at most 120 characters without markup."""
    plain = _LINK.sub(r"\1", _BOLD.sub(r"\2", words.replace("`", "")))
    return shortened(clean_line(plain), TITLE_LIMIT)


def clean_line(words: str) -> str:
    """Return one line without invisible characters."""
    shown = "".join(letter if letter.isprintable() else " " for letter in _BIDI.sub("", words))
    return " ".join(shown.split())


def bare_title(title: str) -> str:
    """Return a title without the Markdown of code and bold text, of any length."""
    return " ".join(title.replace("`", "").replace("**", "").split())


def shortened(line: str, limit: int) -> str:
    """Return a line of at most this many characters, cut between words if possible."""
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"

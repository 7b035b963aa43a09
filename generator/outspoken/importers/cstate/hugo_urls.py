"""Computes the addresses that Hugo gave to pages, from file names, slugs and permalink patterns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct, field

SECTION = "issues"
# Characters that Hugo keeps in an address besides letters, digits and marks.
_KEPT = frozenset("./\\_#+~-@")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")
_TOKEN = re.compile(r":(\w+(?:\[[^\]]+\])?)")


class Addressing(Struct, frozen=True, kw_only=True):
    """The settings that shape addresses: the permalink of issues, the folder of a language, …"""

    pattern: str = ""
    prefix: str = ""
    ugly: bool = False
    keeps_case: bool = False
    drops_accents: bool = False
    dates_by_name: bool = False


class Address(Struct, frozen=True, kw_only=True):
    """The parts of a page's address: its folders below the section, its name, and its front matter."""

    name: str
    title: str
    day: date
    folders: tuple[str, ...] = ()
    slug: str = ""
    url: str = ""
    addressing: Addressing = field(default_factory=Addressing)

    @property
    def list_path(self) -> str:
        """Return the path of the list of all issues."""
        return "/".join(("", self.addressing.prefix, SECTION, "")).replace("//", "/")

    @property
    def path(self) -> str:
        """Return the page's old path, decoded. Raises ValueError that names unknown tokens of a permalink."""
        if self.url:
            return self._own()
        path = self._expand(self.addressing.pattern) if self.addressing.pattern else self._by_file()
        path = self._cased(path).strip("/")
        if self.addressing.prefix:
            path = f"{self.addressing.prefix}/{path}"
        return f"/{path}.html" if self.addressing.ugly else f"/{path}/"

    def aliases(self, written: tuple[str, ...]) -> tuple[str, ...]:
        """Return the page's own aliases; one without a leading slash is relative to the page's folder."""
        beside = self.path.rstrip("/").rpartition("/")[0]
        return tuple(_joined(alias if alias.startswith("/") else f"{beside}/{alias}") for alias in written)

    def _own(self) -> str:
        """Return a page's `url`: its case is kept, and only a relative one is in its language's folder."""
        path = self._expand(self.url)
        prefix = "" if path.startswith("/") else self.addressing.prefix
        path = _joined(f"{prefix}/{path}")
        # A name with an extension is a file; all else becomes the index.html of a folder.
        return path if "." in path.rpartition("/")[2] else f"{path.rstrip('/')}/"

    def _by_file(self) -> str:
        return "/".join((SECTION, *map(self._file_name, self.folders), self._slug_or_name()))

    def _slug_or_name(self) -> str:
        return self._slug() or self._file_name(self.name)

    def _slug(self) -> str:
        return self._sanitised(self.slug.strip().strip("/")) if self.slug else ""

    def _file_name(self, name: str) -> str:
        """Return a file name for an address: Hugo first turns spaces into hyphens, then drops the rest."""
        return self._sanitised("".join("-" if letter.isspace() else letter for letter in name))

    def _sanitised(self, words: str) -> str:
        return sanitised(words, drop_accents=self.addressing.drops_accents)

    def _expand(self, pattern: str) -> str:
        return _TOKEN.sub(lambda match: self._token(match[1]), pattern)

    def _token(self, name: str) -> str:
        if name not in _TOKENS:
            raise ValueError(f":{name}")
        return self._cased(_TOKENS[name](self))

    def _cased(self, path: str) -> str:
        return path if self.addressing.keeps_case else lowered(path)


def sanitised(words: str, *, drop_accents: bool = False) -> str:
    """Return the text as Hugo puts it into an address: spaces become hyphens, most else is dropped."""
    made: list[str] = []
    hyphen = False
    text = _without_accents(words) if drop_accents else words
    for place, letter in enumerate(text):
        # Hugo keeps a percent sign only in front of two hex digits.
        if _is_kept(letter) or _HEX.match(text, place):
            if hyphen and letter != "-":
                made.append("-")
            hyphen = False
            made.append(letter)
        elif letter.isspace() and made and made[-1] != "-":
            hyphen = True
    return "".join(made)


def lowered(words: str) -> str:
    """Lower-case letter by letter, like Go: no letter becomes two, and there is no final sigma."""
    return "".join(letter.lower()[0] for letter in words)


def _is_kept(letter: str) -> bool:
    return letter in _KEPT or unicodedata.category(letter)[0] in "LM" or unicodedata.category(letter) == "Nd"


def _without_accents(words: str) -> str:
    apart = unicodedata.normalize("NFD", words)
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return unicodedata.normalize("NFC", bare)


def _joined(path: str) -> str:
    """Return the path with a leading slash and without `..`."""
    kept: list[str] = []
    for name in path.split("/"):
        if name == "..":
            kept = kept[:-1]
        elif name not in ("", "."):
            kept.append(name)
    return "/" + "/".join(kept) + ("/" if path.endswith("/") and kept else "")


def _title(address: Address) -> str:
    return address._sanitised(address.title)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_TOKENS: Mapping[str, Callable[[Address], str]] = {
    "year": lambda address: f"{address.day:%Y}",
    # Go's date layouts are parts of one example date: 2006, 01, Jan, 02.
    "2006": lambda address: f"{address.day:%Y}",
    "06": lambda address: f"{address.day:%y}",
    "month": lambda address: f"{address.day:%m}",
    "01": lambda address: f"{address.day:%m}",
    "monthname": lambda address: _MONTHS[address.day.month - 1],
    "January": lambda address: _MONTHS[address.day.month - 1],
    "Jan": lambda address: _MONTHS[address.day.month - 1][:3],
    "day": lambda address: f"{address.day:%d}",
    "02": lambda address: f"{address.day:%d}",
    # Go counts weekdays from Sunday, which is 0.
    "weekday": lambda address: f"{address.day:%w}",
    "weekdayname": lambda address: _DAYS[address.day.weekday()],
    "yearday": lambda address: str(address.day.timetuple().tm_yday),
    "section": lambda _: SECTION,
    "sections": lambda _: SECTION,
    "sections[0]": lambda _: SECTION,
    "sections[last]": lambda _: SECTION,
    # Issues are in one section, so there is none after the first.
    "sections[1:]": lambda _: "",
    "sectionslug": lambda _: SECTION,
    "sectionslugs": lambda _: SECTION,
    "title": _title,
    "slug": lambda address: address._slug() or _title(address),
    "slugorfilename": Address._slug_or_name,
    "slugorcontentbasename": Address._slug_or_name,
    "filename": lambda address: address._file_name(address.name),
    "contentbasename": lambda address: address._file_name(address.name),
}

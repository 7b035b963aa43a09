"""The translations of the interface: one `.po` file for each language, read as it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale

from outspoken.shipped import catalogues_dir


def translations(locale: Locale) -> NullTranslations:
    """The words for a locale, from the catalogue that fits best; without one they stay English."""
    # As it is, without compiled files: those would have to be built before a checkout can run.
    for name in _names(locale):
        path = catalogues_dir() / name / "LC_MESSAGES" / "outspoken.po"
        if path.is_file():
            return _read(path)
    return NullTranslations()


def _names(locale: Locale) -> Iterator[str]:
    """`pt_BR`, then `pt`."""
    parts = str(locale).split("_")
    for length in range(len(parts), 0, -1):
        yield "_".join(parts[:length])


@cache
def _read(path: Path) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalogue = read_po(source, ignore_obsolete=True)
    # The standard library knows what plurals and contexts need; all it asks for is its own format.
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)

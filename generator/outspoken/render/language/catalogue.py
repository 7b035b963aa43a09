"""The translations of the interface: one `.po` file for each language, read without a compiled copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale

from outspoken.shipped import catalogues_dir


def translations(locale: Locale) -> NullTranslations:
    """Return the translations for a locale from the closest catalogue; without one, texts stay English."""
    path = catalogue_file(locale)
    return NullTranslations() if path is None else _read(path)


def catalogue_file(locale: Locale) -> Path | None:
    """Return the closest catalogue for a locale; None if there is none."""
    # No compiled files: they would have to be built before a fresh checkout can run.
    paths = (catalogues_dir() / name / "LC_MESSAGES" / "outspoken.po" for name in _names(locale))
    return next((path for path in paths if path.is_file()), None)


def _names(locale: Locale) -> Iterator[str]:
    """Yield the names of catalogues, the closest first: `pt_BR`, then `pt`."""
    parts = str(locale).split("_")
    for length in range(len(parts), 0, -1):
        yield "_".join(parts[:length])


@cache
def _read(path: Path) -> GNUTranslations:
    # Imported only here: a page in English needs no catalogue.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with path.open("rb") as source:
        catalogue = read_po(source, ignore_obsolete=True)
    # The standard library looks up plurals and contexts, but it reads only the compiled format (.mo).
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)

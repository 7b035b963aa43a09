"""Paths of the shipped files: in the installed package, or in the repository if it is not installed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """Return the folder with the shipped `theme/`, `pages/`, `messages/` and `scaffolds/`.

    Raises FileNotFoundError if the installation lacks it.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the shipped templates are missing: install outspoken again")


def theme_dir() -> Path:
    """Return the shipped folder with the frame of all pages."""
    return (templates_dir() / "theme").resolve()


def own_templates(root: Path) -> Path | None:
    """The repository's own `templates/` folder, which overrides the shipped one; None if there is none."""
    overrides = root / "templates"
    return overrides if overrides.is_dir() and overrides.resolve() != templates_dir().resolve() else None


def catalogues_dir() -> Path:
    """Return the folder with the translations of the interface: `<language>/LC_MESSAGES/outspoken.po`."""
    return _PACKAGE / "locale"


def translated_languages() -> tuple[str, ...]:
    """Return the languages of the interface, sorted: English, and each that has a catalogue."""
    return tuple(sorted({"en", *(path.parts[-3] for path in catalogues_dir().glob("*/LC_MESSAGES/*.po"))}))


def repository_files() -> Mapping[str, Path]:
    """Return the files that `init` copies unchanged (workflows, locks, schemas), by their new path.

    They are this repository's own files, so that none exists twice; a wheel contains copies.
    Raises FileNotFoundError.
    """
    installed = templates_dir() / "scaffolds" / "own"
    found: dict[str, Path] = {}
    for place, source in _OWN.items():
        kept = installed / place
        found[place] = kept if kept.is_file() else _PACKAGE.parent.parent / source
        if not found[place].is_file():
            raise FileNotFoundError(f"{place} is missing: install outspoken again")
    return found


# pyproject.toml has the same list for the wheel; a test compares the two.
_OWN = {
    **{
        f".github/workflows/{name}.yml": f".github/workflows/{name}.yml"
        for name in ("alert", "approval", "check", "post", "publish", "watch")
    },
    **{
        f"requirements/{name}.txt": f"requirements/{name}.txt" for name in ("build", "runtime", "small", "uv")
    },
    ".ci/install": ".ci/install",
    **{
        f".vscode/outspoken/{name}.json": f"docs/schemas/{name}.json"
        for name in ("incident", "mkdocs", "postmortem", "settings", "update")
    },
}

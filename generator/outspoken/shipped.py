"""Where the shipped templates are: in the installed package, else in the repository."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_dir() -> Path:
    """The folder that holds `theme/`, `pages/`, `messages/` and `scaffolds/` as shipped.

    Raises FileNotFoundError when the installation lacks it.
    """
    for folder in (_PACKAGE / "templates", _PACKAGE.parent.parent / "templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("the shipped templates are missing: install outspoken again")


def repository_files() -> Mapping[str, Path]:
    """What `init` writes as it stands, by its path in the new repository: workflows, locks, schemas.

    They are this repository's own, so that none exists twice; a wheel holds copies. Raises FileNotFoundError.
    """
    installed = templates_dir() / "scaffolds" / "own"
    found: dict[str, Path] = {}
    for place, source in _OWN.items():
        kept = installed / place
        found[place] = kept if kept.is_file() else _PACKAGE.parent.parent / source
        if not found[place].is_file():
            raise FileNotFoundError(f"{place} is missing: install outspoken again")
    return found


# The same list, as hatchling wants it, is in pyproject.toml; a test compares them.
_OWN = {
    **{
        f".github/workflows/{name}.yml": f".github/workflows/{name}.yml"
        for name in ("alert", "approval", "check", "post", "publish", "watch")
    },
    **{f"requirements/{name}.txt": f"requirements/{name}.txt" for name in ("build", "runtime")},
    **{
        f".vscode/outspoken/{name}.json": f"docs/schemas/{name}.json"
        for name in ("incident", "mkdocs", "postmortem", "settings", "update")
    },
}

"""Where the shipped templates are: in the installed package, else in the repository."""

from __future__ import annotations

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

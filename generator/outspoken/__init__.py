"""Outspoken: a folder of Markdown in git becomes a status page."""

from __future__ import annotations

__all__ = ["__version__"]


def __getattr__(name: str) -> str:
    """`__version__`, found when first asked for: importlib.metadata costs more than the rest of the start-up."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("outspoken")
    except PackageNotFoundError:  # a source tree on the path, not installed
        return "0+unknown"

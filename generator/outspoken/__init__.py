"""Outspoken: a folder of Markdown in git becomes a status page."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("outspoken")
except PackageNotFoundError:  # a source tree on the path, not installed
    __version__ = "0+unknown"

__all__ = ["__version__"]

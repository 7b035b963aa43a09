"""Outspoken: a folder of Markdown in git becomes a status page."""

__all__ = ["__version__"]

# Written here and in pyproject.toml (a test compares them): asking importlib.metadata takes as long as
# all the rest of `outspoken --version`.
__version__ = "0.1.0"

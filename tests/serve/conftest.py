"""The small repository that is served, and the time of its builds."""

from tests.example_site import files, now, site

__all__ = ["files", "now", "site"]

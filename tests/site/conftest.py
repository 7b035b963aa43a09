"""The small repository that is built, a reader of folders, and the time of the builds."""

from tests.example_site import files, now, site

__all__ = ["files", "now", "site"]

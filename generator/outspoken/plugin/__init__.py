"""The MkDocs plugin: `mkdocs build` and `mkdocs serve` make the same site as `outspoken build`."""

from outspoken.plugin.mkdocs_plugin import OutspokenPlugin

__all__ = ["OutspokenPlugin"]

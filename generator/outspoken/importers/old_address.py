"""Creates a redirect from an incident's address on the old page."""

from __future__ import annotations

from urllib.parse import urlsplit

from outspoken.importers.import_report import Remarks
from outspoken.model.site_path import site_path


def redirects_of(url: str, remarks: Remarks) -> tuple[str, ...]:
    """Return the path of an address, or a path, in the form of `redirects`; nothing if there is none."""
    try:
        path = urlsplit(url).path
        if not path.strip("/"):
            return ()
        return (site_path(path if path.endswith((".html", ".htm")) else f"{path.rstrip('/')}/"),)
    except ValueError:
        remarks.assumed("an old address cannot be kept: no static host can serve it", url)
        return ()

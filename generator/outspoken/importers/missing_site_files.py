"""Creates the files that a status page needs besides incidents."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from outspoken.importers.components import NewComponent, entries
from outspoken.importers.foreign_records import ForeignSite
from outspoken.importers.import_report import NewFile
from outspoken.model.file_names import SETTINGS_FILE
from outspoken.source.format.writing import document, text_scalar

_SUBSCRIBE = """# Subscribe to updates

Everything here is a feed or a calendar that your own tool reads; you need no account.

- [All updates](updates.atom): one entry for every update, for chat tools ([RSS](updates.rss))
- [Incident history](history.atom): one entry for every incident, updated in place ([RSS](history.rss))
- [Maintenance calendar](calendar.ics): scheduled maintenance, in your own calendar
- [All feeds](outspoken.opml), also of each group and component, for your feed reader to import

In Slack, type `/feed subscribe {url}updates.rss` in the channel where you want the updates.

To show a banner in your own pages while an incident is active or maintenance is in progress:

<!-- outspoken: banner -->
"""


def site_files(site: ForeignSite, url: str, listed: tuple[NewComponent, ...]) -> tuple[NewFile, ...]:
    """Return settings, the home page, a page on how to subscribe, and a .gitignore."""
    home = document((("template", "status.html"), ("title", text_scalar(site.title))), site.description)
    return (
        NewFile(path=SETTINGS_FILE, text="\n".join(_settings(site, url, listed)) + "\n"),
        NewFile(path="site_src/index.md", text=home),
        NewFile(path="site_src/subscribe.md", text=_SUBSCRIBE.format(url=url)),
        NewFile(path=".gitignore", text="/site/\n.cache/\n.venv/\n"),
    )


def _settings(site: ForeignSite, url: str, listed: tuple[NewComponent, ...]) -> Iterator[str]:
    yield f"site_name: {text_scalar(site.title)}"
    yield f"site_url: {url}"
    yield "docs_dir: site_src"
    yield ""
    yield "theme:"
    yield "  name: material"
    yield f"  language: {site.language}"
    # No fonts from another host, which would get the IP addresses of readers (docs/security.md).
    yield "  font: false"
    yield ""
    yield "plugins:"
    yield "  - search"
    yield "  - outspoken:"
    yield f"      time_zone: {site.zone_name}"
    yield f"      language: {site.language}"
    # Written explicitly: ids of feed entries contain it, and must not change with the URL.
    yield f"      host: {urlsplit(url).hostname}"
    yield "      components:"
    yield from entries(listed, " " * 8)

"""Everything in `/embed/`: the strip, the banner's script, and its data."""

from __future__ import annotations

from collections.abc import Iterator

from outspoken.render.embed.banner_data import banner_data
from outspoken.render.embed.embed_strip import embed_strip
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.small_script import BANNER
from outspoken.render.theme.template_faults import report_own_templates

EMBED_PAGES = ("embed/",)
"""The pages to which a person could link, from the site's root."""

EMBED_FILES = ("embed/status.json", "embed/banner.js")
"""The other files."""


def embed_outputs(shared: Shared) -> Iterator[Output]:
    """The files in `/embed/`; their addresses are in pages that we do not know, so they never change."""
    yield embed_strip(shared)
    yield banner_data(shared)
    with report_own_templates(shared.theme.overrides):
        # The same on all sites of one version: what differs is in the data.
        script = shared.theme.scripts(*BANNER)
    yield Output("embed/banner.js", f"{script}\n".encode(), maker="the banner's script")

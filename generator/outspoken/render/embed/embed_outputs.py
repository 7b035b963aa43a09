"""Everything in `/embed/`: the strip, the banner's script, and its data."""

from __future__ import annotations

from collections.abc import Iterator

from outspoken.render.embed.banner_data import banner_data
from outspoken.render.embed.banner_snippet import banner_script
from outspoken.render.embed.embed_strip import embed_strip
from outspoken.render.output import Output
from outspoken.render.shared import Shared
from outspoken.render.theme.template_faults import report_own_templates

EMBED_PAGES = ("embed/",)
"""The pages that may be linked to, from the site's root."""

EMBED_FILES = ("embed/status.json", "embed/banner.js")
"""The other files."""


def embed_outputs(shared: Shared) -> Iterator[Output]:
    """The files in `/embed/`; their addresses are in pages that we do not know, so they never change."""
    yield embed_strip(shared)
    yield banner_data(shared)
    with report_own_templates(shared.theme.overrides):
        script = banner_script(shared.theme)
    yield Output("embed/banner.js", script, maker="the banner's script")

"""Make `templates/theme/inline.min.js`, the script in every page: `python .ci/small_script.py TERSER`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from outspoken.render.theme.small_script import INLINE, MADE, signed

THEME = Path(__file__).parent.parent / "templates" / "theme"


def main() -> None:
    """Call terser, which shortens names as well, on the scripts as a page has them."""
    # As the templates' engine reads them.
    text = "\n".join((THEME / f"{name}.js").read_text(encoding="utf-8").removesuffix("\n") for name in INLINE)
    command = [sys.argv[1], "--compress", "passes=2,ecma=2022", "--mangle"]
    small = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout
    (THEME / MADE).write_text(signed(text) + small.strip() + "\n", encoding="utf-8")


main()

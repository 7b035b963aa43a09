"""Make the scripts with short names in `templates/`: `python .ci/small_script.py TERSER`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from outspoken.render.theme.small_script import MADE, script_file, signed

TEMPLATES = Path(__file__).parent.parent / "templates"


def main() -> None:
    """Call terser, which shortens names as well, on the scripts as a page has them."""
    command = [sys.argv[1], "--compress", "passes=3,ecma=2022", "--mangle"]
    for names, made in MADE.items():
        files = [TEMPLATES / f"{script_file(name)}.js" for name in names]
        # As the templates' engine reads them.
        text = "\n".join(file.read_text(encoding="utf-8").removesuffix("\n") for file in files)
        run = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
        (TEMPLATES / made).write_text(signed(text, names) + run.stdout.strip() + "\n", encoding="utf-8")


main()

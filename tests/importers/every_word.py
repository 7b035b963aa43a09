"""Every word of a source is in what was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

WORD = re.compile(r"\w+")
DATA = Path(__file__).parents[1] / "data"


def lost(texts: Iterable[str], root: Path) -> list[str]:
    """The words of these texts that are in no file below a root, or not often enough in one of them."""
    files = [
        Counter(WORD.findall(path.read_text(encoding="utf-8").casefold())) for path in root.rglob("*.md")
    ]
    found = Counter[str]()
    for file in files:
        found |= file
    wanted = Counter[str]()
    for text in texts:
        wanted |= Counter(WORD.findall(text.casefold()))
    return sorted((wanted - found).elements())

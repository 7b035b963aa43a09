"""Report code that nothing uses: `python .ci/dead_code.py`. Tests do not count as users."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).parent.parent
PATHS = ("generator/outspoken", "benchmarks", "docs", ".ci")
# Names that libraries call or read. One line for each library.
CALLED_BY_LIBRARIES = {
    "MkDocs": {"OutspokenPlugin", "inclusion", *(f"on_{event}" for event in (
        "config", "files", "page_markdown", "page_content", "env", "page_context", "post_page",
        "template_context", "post_build", "build_error", "serve",
    ))},
    "http.server": {
        "daemon_threads", "protocol_version", "close_connection", "log_message", "do_HEAD", "do_POST",
    },
    "html.parser": {"handle_starttag", "handle_endtag", "handle_data"},
    "smtplib": {"_get_socket"},
    "Apprise": {"overflow_mode", "socket_connect_timeout", "socket_read_timeout"},
    "Click": {"convert", "format_commands", "exit_code", "default_map"},
    "prompt_toolkit": {"validate", "on_text_changed", "cursor_position"},
    "comrak": {"sourcepos", "unsafe_"},
    "Jinja": {
        "make_globals", "filter_stream", "bytecode_cache", "get_bucket", "dump_bytecode", "context_class",
        "template_class", "from_code",
    },
    "hatchling": {"CommitHook", "initialize"},
    "zipfile": {"compress_type", "external_attr"},
    "PyYAML": {"descend_resolver", "ascend_resolver", "current_node", "current_index"},
}  # fmt: skip
# Members of vocabularies and records that users write or read, though our code does not name them.
WRITTEN_BY_PEOPLE = {
    "EXECUTIVES",
    "MAJOR_CUSTOMERS",
    "SUPPORT",
    "WAITING",
    "ALERT",
    "FACT",
    "UPDATE",
    "SCHEDULE",
}
# The parts of an uptime percentage, which only tests read.
EXPLAINS = {"lost_seconds", "counted_seconds"}

# Modules of records whose fields are only written: they are keys that programs read.
READ_BY_PROGRAMS = {"api_records"}


def used_by_templates() -> set[str]:
    """Every attribute that a template reads, and what `build.json` and the like name."""
    files = (path for path in (ROOT / "templates").rglob("*") if path.is_file() and path.suffix != ".png")
    texts = (path.read_text(encoding="utf-8") for path in files)
    return {name for text in texts for name in re.findall(r"\.([a-z_]\w*)", text)}


def unused() -> list[str]:
    """One line for each definition that nothing uses."""
    search = Vulture()
    search.scavenge([str(ROOT / path) for path in PATHS])
    allowed = set().union(*CALLED_BY_LIBRARIES.values()) | WRITTEN_BY_PEOPLE | EXPLAINS
    allowed |= used_by_templates()
    return [
        f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: nothing uses {item.typ} {item.name}"
        for item in search.get_unused_code(min_confidence=60)
        if item.name not in allowed
        and not (item.typ == "variable" and Path(item.filename).stem in READ_BY_PROGRAMS)
    ]


if __name__ == "__main__":
    found = unused()
    print("\n".join(found) or "Everything is used.")
    sys.exit(bool(found))

"""Reads a JSON file of another page, with a remark if it cannot be read."""

from __future__ import annotations

import json
import re

from outspoken.importers.import_report import Remarks

# A browser saves the page of a login or an error under the same name.
_HTML = re.compile(rb"\s*<(?:!doctype|html)", re.IGNORECASE)


def read_json_file(data: bytes, remarks: Remarks) -> object | None:
    """Return what a file has; None, with a remark, if it is not JSON."""
    if _HTML.match(data):
        remarks.not_imported("it is a page in HTML, not JSON: save the address of the JSON again")
        return None
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" in text:
        remarks.assumed("bytes that are not UTF-8 were replaced")
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as fault:
        remarks.not_imported("it is not JSON that can be read", " ".join(str(fault).split()))
        return None
    return found

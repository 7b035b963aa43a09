"""Escapes a text so that Slack shows it unchanged."""

from __future__ import annotations


def escaped(text: str) -> str:
    """Return the text with the three characters escaped that begin mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

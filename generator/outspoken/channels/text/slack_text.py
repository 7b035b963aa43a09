"""A text as Slack shows it unchanged."""

from __future__ import annotations


def escaped(text: str) -> str:
    """The text with the three signs replaced of which mentions and links are made."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

"""Writes the whole history as JSON Lines, for other programs and for a later import."""

"""Reads from git when files were published and edited, and what a change touches."""

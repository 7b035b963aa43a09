"""Channels on which updates are announced: one module for each kind, and its sender."""

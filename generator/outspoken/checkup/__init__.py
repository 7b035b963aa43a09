"""Checks of the set-up: what is missing or wrong, and what to do about it."""

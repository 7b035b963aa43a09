"""Reads the answers of a Cachet page's API."""

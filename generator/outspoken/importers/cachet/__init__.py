"""Reads what the API of a Cachet page returns."""
